package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// against is what a mark is at odds with. Marks of other kinds speak for
// themselves.
func (g *Graph) against(l *linker, m facts.Mark) facts.Symbol {
	switch m.Kind {
	case facts.MarkInverted:
		return g.dependent(l, m.Detector)
	case facts.MarkWrongLayer:
		return g.sibling(l, m)
	}
	return ""
}

// purposes are groups of kinds whose operators do the same for a cluster: they
// bring Secrets into it.
var purposes = [][]string{{"external-secrets.io", "secrets.hashicorp.com", "secrets.infisical.com"}}

// sibling is what lies in the layer where a marked thing could: an operator of
// the same purpose as a release, an object of the same operator as an object.
// The mark's key is the group.
func (g *Graph) sibling(l *linker, m facts.Mark) facts.Symbol {
	group := m.On.Key()
	if m.On.Kind() != facts.Workload {
		return g.resource(group, m.At.Repo)
	}
	for _, alike := range purposes {
		if !slices.Contains(alike, group) {
			continue
		}
		for _, d := range l.patterns {
			other := d.Symbol.Segment(1)
			if d.Symbol.Kind() == facts.API && d.Kind == facts.KindChart && !d.Traits.Possible && other != group && slices.Contains(alike, other) && g.delivered(d.By) {
				return d.By
			}
		}
	}
	return ""
}

// resource is the first custom resource of a group that another repository
// delivers.
func (g *Graph) resource(group, repo string) facts.Symbol {
	var found facts.Symbol
	for _, e := range g.Edges {
		thing := e.From.Place()
		if e.Rel == facts.RelKind && e.To.Segment(1) == group && e.At.Repo != repo && g.delivered(thing) && (found == "" || thing < found) {
			found = thing
		}
	}
	return found
}

// delivered reports whether a thing comes with the cluster's own delivery: no
// module applies it.
func (g *Graph) delivered(thing facts.Symbol) bool {
	return thing != "" && !slices.ContainsFunc(g.out[thing.Place()], func(e *Edge) bool { return e.Rel == facts.RelAppliedBy && e.To.Kind() == facts.Terraform })
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
