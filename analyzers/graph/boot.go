package graph

import (
	"cmp"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// The proof that a cluster can start is a least fix-point over an AND/OR graph.
// A Secret or ConfigMap is bootable if one of its producers is (OR). Everything
// else needs all it depends on (AND): a store its credential, an ExternalSecret
// its store and its unit, a unit its source, its variables and the units before
// it. What exists before any cluster is the ground; so is everything whose
// absence is not proved. Circles are looked for only among what the fix-point
// never reaches: a plain search for circles would accuse every healthy handover.

// ProducedBy is the relation from a place to a thing that produces it. It
// appears in cycles only.
const ProducedBy facts.Rel = "produced-by"

// needs are the relations that must hold before From works.
var needs = map[facts.Rel]bool{
	facts.RelStore: true, facts.RelAuthenticates: true, facts.RelDependsOn: true, facts.RelOrigin: true, facts.RelAppliedBy: true,
	facts.RelKind: true,
}

// boot is the state of the proof.
type boot struct {
	g     *Graph
	l     *linker
	o     *order
	needs map[facts.Symbol][]*Edge // what a place waits for
	anyOf map[facts.Symbol]bool    // OR places
	ready map[facts.Symbol]bool
}

// findCycles proves, and then looks once more with the needs that only a guess
// adds: what stops by them alone is told as such.
func (g *Graph) findCycles(l *linker, o *order) []*Cycle {
	found := g.stuck(l, o, nil)
	guesses := g.reach(o)
	g.reaches = guesses
	if len(guesses) == 0 {
		return found
	}
	for _, c := range g.stuck(l, o, guesses) {
		if c.Guessed() && !slices.ContainsFunc(found, func(known *Cycle) bool { return known.ID == c.ID }) {
			found = append(found, c)
		}
	}
	return found
}

func (g *Graph) stuck(l *linker, o *order, guesses map[facts.Symbol][]*Edge) []*Cycle {
	b := &boot{g: g, l: l, o: o, needs: map[facts.Symbol][]*Edge{}, anyOf: map[facts.Symbol]bool{}, ready: map[facts.Symbol]bool{}}
	for id := range g.Nodes {
		b.collect(id)
		b.needs[id] = append(b.needs[id], guesses[id]...)
	}
	b.fixpoint()
	return b.cycles()
}

// collect lists what a place waits for.
func (b *boot) collect(id facts.Symbol) {
	switch id.Kind() {
	case facts.Secret, facts.ConfigMap:
		b.anyOf[id] = true
		b.needs[id] = b.producers(id)
	case facts.API:
		b.anyOf[id] = true
		b.needs[id] = b.kindMakers(id)
	case facts.ObjectSymbol, facts.Store, facts.Unit, facts.Origin, facts.Workload, facts.Layer:
		for _, e := range b.g.out[id] {
			if needs[e.Rel] && !e.Weak && !b.handedOver(e) {
				b.needs[id] = append(b.needs[id], ofKind(e))
			}
		}
		if id.Kind() == facts.Unit {
			b.needs[id] = append(b.needs[id], b.variables(id)...)
		}
	}
}

// handedOver reports whether an edge only says that Flux manages its own entry
// point: the first unit and its source are applied from outside, and adopt
// themselves.
func (b *boot) handedOver(e *Edge) bool {
	if e.Rel != facts.RelAppliedBy {
		return false
	}
	return e.From.Place() == e.To.Place() || slices.ContainsFunc(b.g.out[e.To.Place()], func(o *Edge) bool {
		return o.Rel == facts.RelOrigin && o.To.Place() == e.From.Place()
	})
}

// producers are the edges from a place to the things that can make it, or nil
// where something outside the proof can. Where somebody writes the place by
// name, a chart with unknown output is not taken for a second writer.
func (b *boot) producers(place facts.Symbol) []*Edge {
	defs := b.g.Nodes[place].Defs
	if b.l.unprovable(place) != "" || b.l.possibly(place, len(defs) > 0) != "" || b.l.extern(place) {
		return nil
	}
	var edges []*Edge
	for _, d := range defs {
		switch {
		case d.By == "" || d.Traits.Ground || d.Kind == facts.KindTerraform || d.Kind == facts.KindScript || d.Kind == facts.KindAnsible:
			return nil
		case d.Traits.Possible || d.Traits.Ownership == facts.OwnsMerged || d.Traits.Ownership == facts.OwnsNothing:
		default:
			edges = append(edges, &Edge{ID: string(ProducedBy) + "|" + string(place) + "|" + string(d.By), From: place, To: d.By, Rel: ProducedBy, At: d.At, State: Resolved})
		}
	}
	return edges
}

// variables are what a unit's substitution reads from ConfigMaps and Secrets.
func (b *boot) variables(unit facts.Symbol) []*Edge {
	seg := unit.Segments()
	var edges []*Edge
	for _, e := range b.g.out[facts.New(facts.Variable, seg...)] {
		if e.Rel == facts.RelExtends && !e.Weak {
			need := *e
			need.From = unit
			edges = append(edges, &need)
		}
	}
	return edges
}

// fixpoint grows the set of bootable places with a work list: every place is
// looked at again only when something it waits for became ready.
func (b *boot) fixpoint() {
	waiting := map[facts.Symbol][]facts.Symbol{}
	var work []facts.Symbol
	for id := range b.g.Nodes {
		for _, e := range b.needs[id] {
			waiting[e.To.Place()] = append(waiting[e.To.Place()], id)
		}
		work = append(work, id)
	}
	for len(work) > 0 {
		id := work[len(work)-1]
		work = work[:len(work)-1]
		if b.ready[id] || !b.satisfied(id) {
			continue
		}
		b.ready[id] = true
		work = append(work, waiting[id]...)
	}
}

func (b *boot) satisfied(id facts.Symbol) bool {
	edges := b.needs[id]
	if len(edges) == 0 {
		return true
	}
	met := func(e *Edge) bool { return b.met(e) }
	if b.anyOf[id] {
		return slices.ContainsFunc(edges, met)
	}
	return !slices.ContainsFunc(edges, func(e *Edge) bool { return !met(e) })
}

// met reports whether a need is fulfilled or its absence is no proof.
func (b *boot) met(e *Edge) bool {
	to := e.To.Place()
	return e.State != Resolved || b.g.Nodes[to] == nil || b.ready[to]
}

// maxSeeds bounds how often the proof is taken up again. Each time costs as much
// as the first.
const maxSeeds = 8

// cycles returns a shortest circle for each knot, a set of places that all wait
// for each other. Then it takes the Secrets that would open these for given and
// looks again: a knot may hold circles that each need a seed of their own.
func (b *boot) cycles() []*Cycle {
	var found []*Cycle
	for range maxSeeds {
		again := false
		for _, knot := range b.knots(b.stuck()) {
			steps := b.shortest(knot)
			if steps == nil {
				continue
			}
			c := newCycle(steps)
			if slices.ContainsFunc(found, func(known *Cycle) bool { return known.ID == c.ID }) {
				continue
			}
			found = append(found, c)
			if c.Seed != "" {
				b.ready[c.Seed], again = true, true
			}
		}
		if !again {
			break
		}
		b.fixpoint()
	}
	slices.SortFunc(found, func(x, y *Cycle) int { return cmp.Compare(x.ID, y.ID) })
	return found
}

// stuck are the places that the fix-point did not reach, sorted.
func (b *boot) stuck() []facts.Symbol {
	var found []facts.Symbol
	for id := range b.g.Nodes {
		if !b.ready[id] {
			found = append(found, id)
		}
	}
	slices.Sort(found)
	return found
}

// knots are the strongly connected components of the stuck places (Kosaraju:
// the order in which a search finishes, then a search against the arrows).
func (b *boot) knots(stuck []facts.Symbol) [][]facts.Symbol {
	back := map[facts.Symbol][]facts.Symbol{}
	forth := map[facts.Symbol][]facts.Symbol{}
	for _, id := range stuck {
		for _, e := range b.blocked(id) {
			forth[id] = append(forth[id], e.To.Place())
			back[e.To.Place()] = append(back[e.To.Place()], id)
		}
	}
	order := finishing(stuck, forth, map[facts.Symbol]bool{})
	slices.Reverse(order)
	seen := map[facts.Symbol]bool{}
	var knots [][]facts.Symbol
	for _, id := range order {
		if knot := finishing([]facts.Symbol{id}, back, seen); len(knot) > 0 {
			slices.Sort(knot)
			knots = append(knots, knot)
		}
	}
	return knots
}

// finishing searches depth-first from each start and lists the places in the
// order in which they were left. It keeps its own stack: chains may be long.
func finishing(starts []facts.Symbol, arrows map[facts.Symbol][]facts.Symbol, seen map[facts.Symbol]bool) []facts.Symbol {
	type visit struct {
		id   facts.Symbol
		next int
	}
	var left []facts.Symbol
	for _, start := range starts {
		if seen[start] {
			continue
		}
		seen[start] = true
		stack := []visit{{id: start}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(arrows[top.id]) {
				left = append(left, top.id)
				stack = stack[:len(stack)-1]
				continue
			}
			to := arrows[top.id][top.next]
			top.next++
			if !seen[to] {
				seen[to] = true
				stack = append(stack, visit{id: to})
			}
		}
	}
	return left
}

// blocked are the unmet needs of a place, smallest first.
func (b *boot) blocked(id facts.Symbol) []*Edge {
	edges := slices.DeleteFunc(slices.Clone(b.needs[id]), b.met)
	slices.SortFunc(edges, func(x, y *Edge) int { return cmp.Or(cmp.Compare(x.To, y.To), cmp.Compare(x.ID, y.ID)) })
	return edges
}

// maxStarts bounds the search for the shortest circle in a very large knot.
const maxStarts = 200

// shortest is a shortest circle among the members of a knot, or nil where the
// knot is a single place that does not wait for itself.
func (b *boot) shortest(knot []facts.Symbol) []*Edge {
	var best []*Edge
	for _, id := range knot[:min(len(knot), maxStarts)] {
		if steps := b.circle(id); steps != nil && (best == nil || len(steps) < len(best)) {
			best = steps
		}
	}
	return best
}

// circle is a shortest way from a place back to itself, found breadth-first
// over unmet needs, or nil.
func (b *boot) circle(id facts.Symbol) []*Edge {
	via := map[facts.Symbol]*Edge{}
	for queue := []facts.Symbol{id}; len(queue) > 0 && via[id] == nil; queue = queue[1:] {
		for _, e := range b.blocked(queue[0]) {
			if to := e.To.Place(); via[to] == nil {
				via[to] = e
				queue = append(queue, to)
			}
		}
	}
	if via[id] == nil {
		return nil
	}
	steps := []*Edge{via[id]}
	for at := via[id].From.Place(); at != id; at = via[at].From.Place() {
		steps = append(steps, via[at])
	}
	slices.Reverse(steps)
	return steps
}

// newCycle starts a circle at its first Secret, the place a seed would define.
func newCycle(steps []*Edge) *Cycle {
	start := slices.IndexFunc(steps, func(e *Edge) bool { return e.From.Kind() == facts.Secret })
	c := &Cycle{Steps: steps}
	if start >= 0 {
		c.Steps = slices.Concat(steps[start:], steps[:start])
		c.Seed = c.Steps[0].From.Place()
	}
	c.ID = "cycle|" + string(c.Steps[0].From.Place())
	return c
}

// Order reports whether the circle is one of declared order alone: units or
// releases that wait for each other, whatever they need.
func (c *Cycle) Order() bool {
	return !slices.ContainsFunc(c.Steps, func(e *Edge) bool { return e.Rel != facts.RelDependsOn && e.Rel != facts.RelAppliedBy })
}

// Anchor is the step of the cycle that a person would edit: where a Secret is
// fetched through what needs it, else where it is asked for, else the first.
func (c *Cycle) Anchor() *Edge {
	for _, rel := range []facts.Rel{facts.RelStore, facts.RelAuthenticates, facts.RelDependsOn} {
		for _, e := range c.Steps {
			if e.Rel == rel {
				return e
			}
		}
	}
	return c.Steps[0]
}
