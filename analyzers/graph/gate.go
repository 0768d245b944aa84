package graph

import (
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// gates finds releases that every unit behind theirs waits for in vain: their
// unit is ready only when they are, what is behind it uses kinds that another
// release of the same unit brings, and none that this one does. Charts of which
// it is not known that they bring kinds may be needed for anything else.
func (o *order) gates() []*Disorder {
	if len(o.hidden) > 0 {
		return nil
	}
	brings := o.releases()
	behind := o.behindGates(brings)
	var found []*Disorder
	for unit, releases := range brings {
		used := behind[unit]
		needed := func(release facts.Symbol) bool {
			return slices.ContainsFunc(releases[release], func(group string) bool { return used[group] })
		}
		for release := range releases {
			if needed(release) || !slices.ContainsFunc(slices.Collect(maps.Keys(releases)), needed) {
				continue
			}
			for _, e := range o.g.out[release] {
				if e.Rel == facts.RelAppliedBy && e.To == unit {
					found = append(found, o.disorder(NeedNothing, OrderHeavy, e, unit, maker{by: release, applier: unit, at: e.At}))
				}
			}
		}
	}
	return found
}

// releases are the groups of kinds that the releases of each waiting unit bring.
func (o *order) releases() map[facts.Symbol]map[facts.Symbol][]string {
	brings := map[facts.Symbol]map[facts.Symbol][]string{}
	for _, d := range o.l.patterns {
		if d.Symbol.Kind() != facts.API || d.Kind != facts.KindChart || d.Traits.Possible || strings.Contains(d.Symbol.Segment(1), "*") {
			continue
		}
		for _, unit := range o.appliers(d.By) {
			if unit.Kind() != facts.Unit || !o.waitsAll(unit) || o.l.unprovable(facts.New(facts.Namespace, unit.Cluster(), unit.Name())) != "" {
				continue
			}
			if brings[unit] == nil {
				brings[unit] = map[facts.Symbol][]string{}
			}
			brings[unit][d.By] = append(brings[unit][d.By], d.Symbol.Segment(1))
		}
	}
	return brings
}

// behindGates are the groups of kinds that what waits for a unit uses.
func (o *order) behindGates(gates map[facts.Symbol]map[facts.Symbol][]string) map[facts.Symbol]map[string]bool {
	used := map[facts.Symbol]map[string]bool{}
	for _, e := range o.g.Edges {
		if e.Rel != facts.RelKind {
			continue
		}
		for _, unit := range o.appliers(e.From) {
			for gate := range o.waitsFor(unit) {
				if gates[gate] == nil {
					continue
				}
				if used[gate] == nil {
					used[gate] = map[string]bool{}
				}
				used[gate][e.To.Segment(1)] = true
			}
		}
	}
	return used
}
