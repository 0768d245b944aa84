package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Copy is an entry of a KV store that repeats others: somebody keeps
// the same values in two places by hand.
type Copy struct {
	Edge   *Edge    // a reference to the entry
	Fields []string // the repeated names, sorted
}

// findCopies lists references to entries some of whose fields are entries of
// their own in the same folder, as an inventory or other references say.
// Fields of common words prove nothing: only names spelt like variables count,
// and those that say where below the folder several others lie, or that several
// entries of different folders below it alone are called.
func (g *Graph) findCopies() []*Copy {
	var found []*Copy
	spelt := g.spellings()
	type pair struct{ from, entry facts.Symbol }
	seen := map[pair]bool{}
	repeated := map[facts.Symbol][]string{}
	for _, e := range g.placed {
		p := pair{e.From.Place(), e.To.Place()}
		if e.To.Kind() != facts.KV || !e.Judged() || seen[p] {
			continue
		}
		fields, told := repeated[p.entry]
		if !told {
			fields = g.repeated(p.entry, spelt)
			repeated[p.entry] = fields
		}
		if key := e.To.Key(); len(fields) == 0 || key != "" && !slices.Contains(fields, key) {
			continue // what it reads is kept once
		}
		seen[p] = true
		found = append(found, &Copy{Edge: e, Fields: fields})
	}
	return found
}

// repeated are the fields of an entry that are entries beside it.
func (g *Graph) repeated(entry facts.Symbol, spelt spellings) []string {
	repeated := append(spelt.repeated(entry, g.fields(entry)), g.gathered(entry, spelt)...)
	for _, field := range g.fields(entry) {
		if upperName.MatchString(field) && g.known(beside(entry, field)) {
			repeated = append(repeated, field)
		}
	}
	slices.Sort(repeated)
	return slices.Compact(repeated)
}

// gathered are the fields of an entry that are called as entries in different
// folders below the one it lies in. Of one folder alone they may be another
// login of the same form.
func (g *Graph) gathered(entry facts.Symbol, spelt spellings) []string {
	folder := above(entry)
	var names []string
	folders := map[facts.Symbol]bool{}
	for _, field := range g.fields(entry) {
		if called := spelt.called[spelling{folder, field}]; upperName.MatchString(field) && len(called) == 1 && above(called[0]) != folder {
			names = append(names, field)
			folders[above(called[0])] = true
		}
	}
	if len(folders) < 2 {
		return nil
	}
	return names
}

// above is the folder of an entry.
func above(entry facts.Symbol) facts.Symbol {
	segments := entry.Segments()
	return facts.New(entry.Kind(), segments[:len(segments)-1]...)
}

// beside is the entry of another name in the same folder.
func beside(entry facts.Symbol, name string) facts.Symbol {
	segments := entry.Segments()
	segments[len(segments)-1] = name
	return facts.New(entry.Kind(), segments...)
}

// known reports whether an inventory lists an entry or something reads it.
func (g *Graph) known(entry facts.Symbol) bool {
	return g.Nodes[entry] != nil && (len(g.Nodes[entry].Defs) > 0 || len(g.in[entry]) > 0)
}

// fields are the fields an entry is known to have: those listed, those asked
// for, and those read from a Secret that takes over the whole entry.
func (g *Graph) fields(entry facts.Symbol) []string {
	var names []string
	if n := g.Nodes[entry]; n != nil {
		names = append(names, n.Keys.Names...)
	}
	for _, e := range g.in[entry] {
		if e.To.Key() != "" {
			names = append(names, e.To.Key())
			continue
		}
		if e.Rel == facts.RelDerives && e.From.Key() == "" && e.From.Kind() == facts.Secret {
			names = append(names, g.takenOver(e.From)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// takenOver are the keys read from a Secret that it does not make itself, so
// that they must be fields of its source.
func (g *Graph) takenOver(secret facts.Symbol) []string {
	var names []string
	own := g.Nodes[secret].Keys
	for _, e := range g.in[secret] {
		if key := e.To.Key(); key != "" && !slices.Contains(own.Names, key) && !own.Exact() {
			names = append(names, key)
		}
	}
	return names
}
