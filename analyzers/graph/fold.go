package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// folded puts what only holds what a resource of the same state makes with that
// resource: whoever moves the value out of the state there has moved it out of
// all of them.
func (g *Graph) folded(all []*Keep) []*Keep {
	makers := map[facts.Symbol]*Keep{}
	for _, k := range all {
		if k.Edge == nil {
			makers[k.Thing] = k
		}
	}
	return slices.DeleteFunc(all, func(k *Keep) bool {
		if k.Edge == nil || g.bringsForth(k.Thing) || slices.ContainsFunc(k.Sources, func(s facts.Symbol) bool { return !sameState(makers[s.Place()], k) }) {
			return false
		}
		for _, s := range k.Sources {
			if maker := makers[s.Place()]; !slices.Contains(maker.Copies, k.Thing) {
				maker.Copies = append(maker.Copies, k.Thing)
			}
		}
		return true
	})
}

func sameState(maker, k *Keep) bool { return maker != nil && slices.Equal(maker.Homes, k.Homes) }

// bringsForth reports whether a resource brings forth a secret of its own.
func (g *Graph) bringsForth(thing facts.Symbol) bool {
	return slices.ContainsFunc(g.Nodes[thing].Defs, func(d facts.Def) bool { return d.Traits.Sensitive && d.Symbol.Key() != "" })
}
