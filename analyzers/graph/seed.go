package graph

import (
	"github.com/tazzo/tazlint/analyzers/facts"
)

// variables finds units whose substitution reads what the unit itself, or one
// that waits for it, applies: the build fails before anything is applied.
func (o *order) variables() []*Disorder {
	var found []*Disorder
	for _, e := range o.g.Edges {
		if e.Rel != facts.RelExtends || e.Weak || e.State != Resolved || e.From.Kind() != facts.Variable {
			continue
		}
		unit := facts.New(facts.Unit, e.From.Segments()...)
		if d := o.early(NeedVariables, e, unit); d != nil {
			found = append(found, d)
		}
	}
	return found
}

// seeds finds credentials of the delivery itself that arrive through it,
// where no circle of needs says so already: the key of a unit in the unit, and
// the login of a store behind a unit that waits for the store.
func (o *order) seeds() []*Disorder {
	var found []*Disorder
	for _, e := range o.g.Edges {
		if e.Rel != facts.RelAuthenticates || e.Weak || e.State != Resolved || e.To.Kind() != facts.Secret {
			continue
		}
		switch e.From.Kind() {
		case facts.Unit:
			if d := o.early(NeedSeed, e, e.From); d != nil {
				found = append(found, d)
			}
		case facts.Store:
			found = append(found, o.login(e)...)
		}
	}
	return found
}

// early is the disorder of a unit that needs a place before it applies
// anything: nil where one maker may come in time.
func (o *order) early(what Need, e *Edge, unit facts.Symbol) *Disorder {
	makers, sure := o.makers(e.To.Place())
	if !sure || o.unseen(unit) || o.told(e) {
		return nil
	}
	for _, m := range makers {
		if m.applier != unit && o.waitsFor(m.applier)[unit] == nil {
			return nil
		}
	}
	how := OrderInverted
	if makers[0].applier == unit {
		how = OrderTogether
	}
	return o.disorder(what, how, e, unit, makers[0])
}

// login is the disorder of a store whose unit is ready only when the store is,
// while all that makes its login waits for that unit.
func (o *order) login(e *Edge) []*Disorder {
	makers, sure := o.makers(e.To.Place())
	if !sure || o.told(e) {
		return nil
	}
	var found []*Disorder
	for _, unit := range o.appliers(e.From) {
		if unit.Kind() == facts.Terraform {
			if o.indirect(unit, makers) {
				found = append(found, o.disorder(NeedSeed, OrderBootstrap, e, unit, makers[0]))
			}
			continue
		}
		if !o.waitsAll(unit) || o.unseen(unit) {
			continue
		}
		late := true
		for _, m := range makers {
			late = late && m.applier.Kind() == facts.Unit && o.gated(m.applier, unit)
		}
		if late {
			found = append(found, o.disorder(NeedSeed, OrderInverted, e, unit, makers[0]))
		}
	}
	return found
}

// indirect reports whether only the cluster's own delivery makes what a
// bootstrap resource needs.
func (o *order) indirect(resource facts.Symbol, makers []maker) bool {
	for _, m := range makers {
		if m.applier.Kind() != facts.Unit {
			return false
		}
	}
	return o.delivered(resource) != settled
}

// told reports whether a circle already says that a need cannot be met.
func (o *order) told(e *Edge) bool {
	for _, c := range o.g.Cycles {
		for _, step := range c.Steps {
			if step.To.Place() == e.To.Place() {
				return true
			}
		}
	}
	return false
}

// waitsAll reports whether a unit is ready only when all of its objects are.
func (o *order) waitsAll(unit facts.Symbol) bool {
	for _, d := range o.definitions(unit) {
		if d.Traits.Waits && !d.Traits.Listed {
			return true
		}
	}
	return false
}
