package migration

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Rival is a value that two places decide about, so that one may be renewed
// without the other.
type Rival struct {
	ID      string
	How     RivalKind
	At      facts.Pos
	One     facts.Symbol // what stands at the position
	Other   facts.Symbol // what writes or reads it elsewhere
	OtherAt facts.Pos
	Entry   facts.Symbol // what One writes or reads
	Counter facts.Symbol // the same value where Other has it
}

// RivalKind says how two places come to decide about one value.
type RivalKind string

// The ways.
const (
	RivalWriters RivalKind = "written" // two things write one entry, of different sources
	RivalEnds    RivalKind = "both"    // two things write it, one at each end of the move, of different sources
	RivalPush    RivalKind = "pushed"  // it is written to what is left, and read from the destination
	RivalReads   RivalKind = "read"    // it is read from both ends
)

// Rivals lists values with two authorities, sorted by position: those of a graph
// alone, and with a plan those of the two ends of its move.
func Rivals(g *graph.Graph, p *Plan) []Rival {
	found := writers(g)
	if p != nil {
		seen, written := map[facts.Symbol]bool{}, writtenBy(g)
		for _, c := range p.Consumers {
			for _, r := range c.References {
				if rival, ok := p.rival(g, c, r, written); ok && !seen[rival.Counter] {
					seen[rival.Counter] = true
					found = append(found, rival)
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b Rival) int { return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return found
}

// writing is a thing that keeps writing a place behind a store.
type writing struct{ by, place facts.Symbol }

func writtenBy(g *graph.Graph) map[writing]bool {
	written := map[writing]bool{}
	for id, n := range g.Nodes {
		for _, d := range n.Defs {
			if keepsWriting(d) {
				written[writing{d.By, id}] = true
			}
		}
	}
	return written
}

// writers are pairs of things in a cluster that keep writing one field of a
// remote entry.
func writers(g *graph.Graph) []Rival {
	var found []Rival
	for id, n := range g.Nodes {
		first := map[string]facts.Def{}
		for _, d := range n.Defs {
			if !keepsWriting(d) {
				continue
			}
			field := d.Symbol.Key()
			one, taken := first[field]
			if !taken {
				first[field] = d
			} else if one.By != d.By && len(sources(g, id.WithKey(field))) > 1 {
				found = append(found, Rival{
					ID: "rival|" + string(id.WithKey(field)), How: RivalWriters, At: d.At, One: d.By, Other: one.By, OtherAt: one.At, Entry: d.Symbol, Counter: d.Symbol,
				})
				break
			}
		}
	}
	return found
}

// keepsWriting reports whether something in a cluster writes a remote secret
// again and again: what only fills what is empty does not.
func keepsWriting(d facts.Def) bool {
	return remote(d.Symbol) && d.By.Kind() == facts.ObjectSymbol && !d.Traits.Possible && !d.Traits.Unlisted && d.Traits.Rotation != facts.RotatesNever
}

// remote reports whether a place lies behind a store.
func remote(s facts.Symbol) bool {
	switch s.Kind() {
	case facts.KV, facts.Infisical, facts.Remote:
		return true
	}
	return false
}

// sources are the places that a remote entry is made of.
func sources(g *graph.Graph, entry facts.Symbol) []facts.Symbol {
	var found []facts.Symbol
	for _, e := range g.Out(entry) {
		if e.From == entry && e.Rel == facts.RelDerives {
			found = appendNew(found, e.To)
		}
	}
	return found
}

// rival is what has the value of a reference to what is left at the other end.
func (p *Plan) rival(g *graph.Graph, c *Consumer, r *Reference, written map[writing]bool) (Rival, bool) {
	if r.direct() || r.To.Key == "" || strings.Contains(r.To.Key, "*") {
		return Rival{}, false
	}
	store, key, property := r.Remote.RemoteParts()
	was, is := provided(g, store, key, property), provided(g, r.To.Store, r.To.Key, r.To.Property)
	rival := Rival{ID: "rival|" + string(c.Symbol) + "|" + string(is), At: r.At, One: c.Symbol, Entry: was, Counter: is}
	writes := written[writing{c.Symbol, was.Place()}]
	if writes {
		for _, d := range defs(g, is) {
			if keepsWriting(d) && d.Symbol == is && disjoint(sources(g, was), sources(g, is)) {
				rival.How, rival.Other, rival.OtherAt = RivalEnds, d.By, d.At
				return rival, true
			}
		}
	}
	e := taker(g, is)
	if e == nil {
		return Rival{}, false
	}
	rival.How, rival.Other, rival.OtherAt = RivalReads, e.From.Place(), e.At
	if writes {
		rival.How = RivalPush
	}
	return rival, true
}

// taker is a reference that takes a secret out of a store, or nil: of what asks
// for it before what receives it.
func taker(g *graph.Graph, entry facts.Symbol) *graph.Edge {
	for _, rel := range taking {
		for _, e := range g.In(entry) {
			if e.Rel == rel && (e.To == entry || e.To.Key() == "") {
				return e
			}
		}
	}
	return nil
}

// taking are the relations by which a value is taken out of a store.
var taking = []facts.Rel{facts.RelFetches, facts.RelReads, facts.RelDerives}

func disjoint(a, b []facts.Symbol) bool {
	return !slices.ContainsFunc(a, func(s facts.Symbol) bool { return slices.Contains(b, s) })
}

func defs(g *graph.Graph, s facts.Symbol) []facts.Def {
	if n := g.Nodes[s.Place()]; n != nil {
		return n.Defs
	}
	return nil
}

// provided is a remote secret in the provider's own terms, as the linker puts it.
func provided(g *graph.Graph, store facts.Symbol, key, property string) facts.Symbol {
	n := g.Nodes[store]
	if n == nil {
		return facts.RemoteKey(store, key, property)
	}
	switch n.Backend.Kind() {
	case facts.KV:
		mount := n.Backend.Path()
		return facts.NewPath(facts.KV, strings.Trim(strings.TrimPrefix(key, mount+"/"), "/"), strings.Split(mount, "/")...).WithKey(property)
	case facts.Infisical:
		folder, name := path.Split(key)
		if !strings.HasPrefix(key, "/") {
			folder = path.Join("/", n.Backend.Path(), folder)
		}
		return facts.NewPath(facts.Infisical, path.Clean("/"+folder)).WithKey(name)
	}
	return facts.RemoteKey(store, key, property)
}
