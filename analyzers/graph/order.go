package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// order answers what is applied before what. A unit is applied when its parent
// has applied it and every unit it depends on is ready; a parent is through
// only when its whole set was accepted, so that one object the cluster refuses
// keeps all of them out. Source: fluxcd/pkg/ssa, ApplyAllStaged: definitions of
// kinds and namespaces first, then the rest, each stage checked as a whole;
// kustomize-controller, checkDependencies.
type order struct {
	g        *Graph
	l        *linker
	ahead    map[facts.Symbol][]*Edge        // of a unit: the ones it depends on, and its parent
	children map[facts.Symbol][]facts.Symbol // units that a unit applies
	hidden   []facts.Symbol                  // units whose objects are not all known
	earlier  map[facts.Symbol]map[facts.Symbol]bool
	behind   map[facts.Symbol]map[facts.Symbol]*Edge
	kept     int                       // entries in earlier and behind
	flux     []facts.Symbol            // resources that install Flux; nil until asked for
	runners  map[string][]facts.Symbol // layers by the directory of the module they run
}

// Bounds on what a hostile repository can make of the closures. Where one is
// met, nothing is said.
const (
	maxAhead  = 1000    // units before one
	maxKept   = 1 << 20 // entries of remembered closures
	maxHidden = 100     // units with unknown objects
	maxMakers = 100     // ways in which one place comes to be
)

func newOrder(g *Graph, l *linker) *order {
	o := &order{
		g: g, l: l, ahead: map[facts.Symbol][]*Edge{}, children: map[facts.Symbol][]facts.Symbol{},
		earlier: map[facts.Symbol]map[facts.Symbol]bool{}, behind: map[facts.Symbol]map[facts.Symbol]*Edge{},
	}
	b := &boot{g: g}
	for _, e := range g.Edges {
		if e.From.Kind() != facts.Unit || e.To.Kind() != facts.Unit || e.State != Resolved || e.Weak || b.handedOver(e) {
			continue
		}
		switch e.Rel {
		case facts.RelDependsOn:
			o.ahead[e.From] = append(o.ahead[e.From], e)
		case facts.RelAppliedBy:
			o.ahead[e.From] = append(o.ahead[e.From], e)
			o.children[e.To] = append(o.children[e.To], e.From)
		}
	}
	for _, d := range l.patterns {
		if d.By.Kind() == facts.Unit && len(o.hidden) <= maxHidden && !slices.Contains(o.hidden, d.By) {
			o.hidden = append(o.hidden, d.By)
		}
	}
	return o
}

// waitsFor are the units that must have been applied before a unit can be,
// each with the edge by which it was reached.
func (o *order) waitsFor(unit facts.Symbol) map[facts.Symbol]*Edge {
	if found, known := o.behind[unit]; known {
		return found
	}
	found := map[facts.Symbol]*Edge{}
	for queue := []facts.Symbol{unit}; len(queue) > 0 && len(found) < maxAhead; queue = queue[1:] {
		for _, e := range o.ahead[queue[0]] {
			if found[e.To] == nil {
				found[e.To] = e
				queue = append(queue, e.To)
			}
		}
	}
	o.keep(len(found))
	o.behind[unit] = found
	return found
}

// route is the way from a unit to one that it waits for.
func (o *order) route(from, to facts.Symbol) []*Edge {
	via := o.waitsFor(from)
	var steps []*Edge
	for at := to; via[at] != nil && len(steps) <= len(via); at = via[at].From {
		steps = append(steps, via[at])
		if via[at].From == from {
			break
		}
	}
	slices.Reverse(steps)
	return steps
}

// before are the units that are applied earlier than a unit, or as good as:
// what its dependencies apply in turn is not always awaited, but underway.
func (o *order) before(unit facts.Symbol) map[facts.Symbol]bool {
	if found, known := o.earlier[unit]; known {
		return found
	}
	found := map[facts.Symbol]bool{}
	awaited := map[facts.Symbol]bool{}
	queue := []facts.Symbol{unit}
	add := func(next facts.Symbol, await bool) {
		if !found[next] || await && !awaited[next] {
			found[next] = true
			awaited[next] = awaited[next] || await
			queue = append(queue, next)
		}
	}
	for ; len(queue) > 0 && len(found) < maxAhead; queue = queue[1:] {
		at := queue[0]
		for _, e := range o.ahead[at] {
			add(e.To, e.Rel == facts.RelDependsOn)
		}
		if awaited[at] {
			for _, child := range o.children[at] {
				add(child, true)
			}
		}
	}
	delete(found, unit)
	o.keep(len(found))
	o.earlier[unit] = found
	return found
}

// keep makes room for further entries.
func (o *order) keep(entries int) {
	if o.kept += entries; o.kept > maxKept {
		clear(o.earlier)
		clear(o.behind)
		o.kept = entries
	}
}

// appliers are the units, or resources of Terraform, that apply a thing.
func (o *order) appliers(thing facts.Symbol) []facts.Symbol {
	var found []facts.Symbol
	for _, e := range o.g.out[thing.Place()] {
		if e.Rel == facts.RelAppliedBy && !slices.Contains(found, e.To) {
			found = append(found, e.To)
		}
	}
	for _, d := range o.definitions(thing) {
		if d.By.Kind() == facts.Terraform && !slices.Contains(found, d.By) {
			found = append(found, d.By)
		}
	}
	return found
}

func (o *order) definitions(thing facts.Symbol) []facts.Def {
	if n := o.g.Nodes[thing.Place()]; n != nil {
		return n.Defs
	}
	return nil
}

// waits reports whether a unit is ready only when its objects are, or those it
// lists.
func (o *order) waits(unit facts.Symbol) bool {
	return slices.ContainsFunc(o.definitions(unit), func(d facts.Def) bool { return d.Traits.Waits })
}

// maker is one way in which a place comes to be.
type maker struct {
	by      facts.Symbol // the object that makes it
	applier facts.Symbol // the unit or resource that applies that object
	at      facts.Pos
	release bool // made by a release, some time after it was applied
	unsure  bool // only possibly
}

// makers lists every way in which a place comes to be; false where something
// outside of the order of units and modules can make it.
func (o *order) makers(place facts.Symbol) ([]maker, bool) {
	if o.l.unprovable(facts.New(facts.Namespace, place.Cluster(), place.Name())) != "" || o.l.extern(place) {
		return nil, false
	}
	var found []maker
	for _, d := range o.makes(place) {
		by := d.By
		if by == "" {
			by = d.Symbol
		}
		appliers := o.appliers(by)
		if by.Kind() == facts.Terraform {
			appliers = []facts.Symbol{by}
		}
		if len(appliers) == 0 || d.Kind == facts.KindController {
			return nil, false
		}
		for _, a := range appliers {
			if k := a.Kind(); k != facts.Terraform && (k != facts.Unit || d.Traits.Ground) {
				return nil, false
			}
			found = append(found, maker{by: by, applier: a, at: d.At, release: d.Kind == facts.KindChart, unsure: d.Traits.Possible})
		}
	}
	return found, len(found) > 0 && len(found) <= maxMakers
}

// makes are the definitions that make a place, or may. Where somebody brings a
// kind by its group, a chart that may bring any is not taken for a second one,
// unless it is called after definitions.
func (o *order) makes(place facts.Symbol) []facts.Def {
	var defs, vague []facts.Def
	for _, spelling := range o.l.alike(place) {
		defs = append(append(defs, o.l.live[spelling]...), o.l.possible[spelling]...)
	}
	for _, d := range o.l.patterns {
		switch {
		case d.Traits.Ownership == facts.OwnsNothing || !matches(d.Symbol, place):
		case place.Kind() == facts.API && d.Kind == facts.KindChart && d.Symbol.Segment(1) == "*" && !strings.Contains(d.By.Name(), "crd"):
			vague = append(vague, d)
		default:
			defs = append(defs, d)
		}
	}
	if len(defs) == 0 {
		return vague
	}
	return defs
}

// suspended reports whether a unit is not applied until somebody resumes it.
func (o *order) suspended(unit facts.Symbol) bool {
	return slices.ContainsFunc(o.definitions(unit), func(d facts.Def) bool { return d.Traits.Suspended })
}
