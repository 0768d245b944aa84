package migration

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Leftover is a file that lists secrets of what is left which the destination
// has as well.
type Leftover struct {
	ID    string
	At    facts.Pos // the first of them
	Place facts.Symbol
	Names []string // as the file lists them, in its order
}

// Leftovers lists the inventories of what is left that still hold what has
// moved, sorted by position.
func (p *Plan) Leftovers(g *graph.Graph) []Leftover {
	e := findEnds(g, p.Move)
	a := newAtlas(e, p.Move)
	files := map[[2]string]*Leftover{}
	for _, d := range e.listed() {
		if name, kept := a.keeps(d.Symbol); kept {
			file := [2]string{d.At.Repo, d.At.File}
			if files[file] == nil {
				files[file] = &Leftover{ID: "leftover|" + d.At.Repo + "|" + d.At.File, At: d.At, Place: d.Symbol}
			}
			files[file].Names = append(files[file].Names, name)
		}
	}
	var found []Leftover
	for _, l := range files {
		found = append(found, *l)
	}
	slices.SortFunc(found, func(a, b Leftover) int { return facts.ComparePos(a.At, b.At) })
	return found
}

// listed are the entries that inventories list of what is left, by position.
func (e *ends) listed() []facts.Def {
	var found []facts.Def
	for _, id := range slices.Sorted(maps.Keys(e.g.Nodes)) {
		if !remote(id) || !e.leaves(id) {
			continue
		}
		for _, d := range e.g.Nodes[id].Defs {
			if d.Kind == facts.KindInventory {
				found = append(found, d)
			}
		}
	}
	slices.SortFunc(found, func(a, b facts.Def) int { return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Symbol, b.Symbol)) })
	return found
}

// keeps reports whether the destination is known to hold what an entry of what
// is left holds, and what the entry is called.
func (a *atlas) keeps(entry facts.Symbol) (string, bool) {
	key, property := entry.Key(), ""
	if entry.Kind() == facts.KV {
		key, property = strings.Join(entry.Segments()[1:], "/"), entry.Key()
	}
	to, why := a.find(&Consumer{}, &Reference{Remote: facts.RemoteKey(anyStore, key, property), Address: entry})
	return Destination{Key: key, Property: property}.name(), len(why) == 0 && a.has(to)
}

// anyStore stands for the store of an entry that nothing fetches.
const anyStore = facts.Symbol("store:any")

// has reports whether the destination is known to hold an entry.
func (a *atlas) has(d Destination) bool {
	_, found := slices.BinarySearch(a.listed, d.name())
	return found
}
