package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// seeds finds stores whose login arrives only after something that waits for
// the store, where no circle of needs says so already: the login is made behind
// a unit that is ready only when the store is, or by the cluster's own delivery
// while a bootstrap module applies the store.
func (o *order) seeds() []*Disorder {
	var found []*Disorder
	for _, e := range o.g.Edges {
		if e.Rel != facts.RelAuthenticates || e.Weak || e.State != Resolved || e.From.Kind() != facts.Store || o.told(e) {
			continue
		}
		makers, sure := o.makers(e.To.Place())
		if !sure || slices.ContainsFunc(makers, func(m maker) bool { return m.applier.Kind() != facts.Unit }) {
			continue
		}
		for _, applier := range o.appliers(e.From) {
			if how := o.login(applier, makers); how != settled {
				found = append(found, o.disorder(NeedSeed, how, e, applier, makers[0]))
			}
		}
	}
	return found
}

// login is the order of what applies a store and the units that make its login.
func (o *order) login(applier facts.Symbol, makers []maker) Misorder {
	switch {
	case applier.Kind() == facts.Terraform:
		return o.delivered(applier)
	case !o.waitsAll(applier) || o.unseen(applier):
		return settled
	case slices.ContainsFunc(makers, func(m maker) bool { return !o.gated(m.applier, applier) }):
		return settled
	}
	return OrderInverted
}

// gated reports whether a unit is applied only when another one is ready, not
// only applied as its parent.
func (o *order) gated(unit, by facts.Symbol) bool {
	waits := o.waitsFor(unit)
	return slices.ContainsFunc(o.g.in[by], func(e *Edge) bool {
		return e.Rel == facts.RelDependsOn && e.State == Resolved && (e.From == unit || waits[e.From] != nil)
	})
}

// waitsAll reports whether a unit is ready only when all of its objects are.
func (o *order) waitsAll(unit facts.Symbol) bool {
	return slices.ContainsFunc(o.definitions(unit), func(d facts.Def) bool { return d.Traits.Waits && !d.Traits.Listed })
}

// told reports whether a circle already says that a need cannot be met.
func (o *order) told(e *Edge) bool {
	return slices.ContainsFunc(o.g.Cycles, func(c *Cycle) bool {
		return slices.ContainsFunc(c.Steps, func(step *Edge) bool { return step.To.Place() == e.To.Place() })
	})
}
