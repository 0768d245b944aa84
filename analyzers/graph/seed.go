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
	return o.late(NeedSeed, facts.RelAuthenticates, func(thing facts.Symbol) bool { return thing.Kind() == facts.Store })
}

// awaited are the kinds of workload of which it is known that they are not
// ready while a Secret they read is missing.
var awaited = map[string]bool{"Deployment": true, "StatefulSet": true, "DaemonSet": true}

// secrets finds workloads in units that wait for them, while nothing puts the
// unit that makes a Secret they read first.
func (o *order) secrets() []*Disorder {
	return gather(o.late(NeedSecret, facts.RelConsumes, func(thing facts.Symbol) bool {
		return thing.Kind() == facts.Workload && awaited[thing.Segment(2)]
	}))
}

// late finds things that are ready only when a Secret is there, which only
// units make that come too late for those who wait. Of each applier and unit
// one is told.
func (o *order) late(what Need, rel facts.Rel, judged func(facts.Symbol) bool) []*Disorder {
	var found []*Disorder
	seen := map[[2]facts.Symbol]bool{}
	for _, e := range o.g.placed {
		if e.Rel != rel || e.Weak || e.State != Resolved || e.To.Kind() != facts.Secret || !judged(e.From) || o.told(e) {
			continue
		}
		makers, sure := o.makers(e.To.Place())
		if !sure || slices.ContainsFunc(makers, func(m maker) bool { return m.applier.Kind() != facts.Unit }) {
			continue
		}
		for _, applier := range o.appliers(e.From) {
			pair := [2]facts.Symbol{applier, makers[0].applier}
			if how := o.lateness(what, applier, makers); how != settled && !seen[pair] {
				seen[pair] = true
				found = append(found, o.disorder(what, how, e, applier, makers[0]))
			}
		}
	}
	return found
}

// lateness is the order of what applies a thing and the units that make the
// Secret it needs to be ready.
func (o *order) lateness(what Need, applier facts.Symbol, makers []maker) Misorder {
	switch {
	case applier.Kind() == facts.Terraform && what == NeedSeed:
		return o.delivered(applier)
	case applier.Kind() != facts.Unit || !o.waitsAll(applier) || o.unseen(applier):
		return settled
	case !slices.ContainsFunc(makers, func(m maker) bool { return !o.gated(m.applier, applier) }):
		return OrderInverted
	case what != NeedSecret || slices.ContainsFunc(makers, func(m maker) bool { return m.applier == applier || o.before(applier)[m.applier] }):
		return settled
	}
	return OrderLoose
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
