package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// against is what a mark is at odds with. Marks of other kinds speak for
// themselves.
func (g *Graph) against(l *linker, m facts.Mark) facts.Symbol {
	if m.Kind == facts.MarkInverted {
		return g.dependent(l, m.Detector)
	}
	return ""
}

// dependent is the first store of the cluster that needs a backend which the
// cluster does not serve itself.
func (g *Graph) dependent(l *linker, backend string) facts.Symbol {
	var stores []facts.Symbol
	for _, e := range g.Edges {
		store := e.From.Place()
		if e.Rel == facts.RelContacts && store.Kind() == facts.Store && outside(e.To.Name()) && len(l.live[e.To]) == 0 && g.speaks(store, backend) {
			stores = append(stores, store)
		}
	}
	slices.Sort(stores)
	if len(stores) == 0 {
		return ""
	}
	return stores[0]
}

// speaks reports whether a store is one of a backend: OpenBao is a Vault to
// those who ask it.
func (g *Graph) speaks(store facts.Symbol, backend string) bool {
	if backend != "vault" && backend != "openbao" {
		return false
	}
	return store.Segment(1) == "VaultConnection" || g.Nodes[store] != nil && g.Nodes[store].Backend.Kind() == facts.KV
}
