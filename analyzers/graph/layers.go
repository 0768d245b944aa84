package graph

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// run is one program that applies layers: a script, or a recipe of a file.
type run struct {
	script facts.Symbol
	number string
}

// span is when a run applies a layer: its first and its last step.
type span struct{ first, last *Edge }

// runs are the steps of every program that applies layers.
func (g *Graph) runs() map[run]map[facts.Symbol]span {
	found := map[run]map[facts.Symbol]span{}
	for _, e := range g.Edges {
		if e.Rel != facts.RelApplies || e.State != Resolved {
			continue
		}
		number, _, _ := strings.Cut(e.From.Key(), ".")
		r := run{e.From.Place(), number}
		if found[r] == nil {
			found[r] = map[facts.Symbol]span{}
		}
		s, again := found[r][e.To]
		if !again || step(e) < step(s.first) {
			s.first = e
		}
		if !again || step(e) > step(s.last) {
			s.last = e
		}
		found[r][e.To] = s
	}
	return found
}

// step is when in its run an edge applies a layer.
func step(e *Edge) int {
	_, number, _ := strings.Cut(e.From.Key(), ".")
	n, _ := strconv.Atoi(number)
	return n
}

// outputs finds layers that a program applies before one they depend on. What
// they take from there, and the resource that makes it up, are named where
// they are known.
func (o *order) outputs() []*Disorder {
	runs := o.g.runs()
	first := map[string]*Disorder{}
	for _, e := range o.g.placed {
		if e.Rel != facts.RelDependsOn || e.From.Kind() != facts.Layer || e.State != Resolved || e.Weak || e.From == e.To {
			continue
		}
		for r, steps := range runs {
			reader, giver := steps[e.From], steps[e.To]
			if reader.last == nil || giver.first == nil || step(reader.last) > step(giver.first) {
				continue
			}
			d := &Disorder{
				ID: "disorder|" + string(NeedOutput) + "|" + string(r.script) + "#" + r.number + "|" + string(e.From) + "|" + string(e.To), What: NeedOutput,
				How: OrderInverted, Edge: e, Applier: r.script, Later: e.To, Steps: []*Edge{reader.last, giver.first},
			}
			if first[d.ID] == nil {
				first[d.ID] = d
				o.takes(d)
			}
		}
	}
	var found []*Disorder
	for _, d := range first {
		found = append(found, d)
	}
	return found
}

// takes names the value that a layer takes from one which is applied later: one
// that is made up there, where there is such.
func (o *order) takes(d *Disorder) {
	reader := d.Edge.From
	for _, e := range o.g.placed {
		if e.Rel != facts.RelDerives || !isInput(e.From) || module(e.From) != reader.Path() || e.To.Kind() != facts.Terraform {
			continue
		}
		if !slices.Contains(o.layers(module(e.To)), d.Later) {
			continue
		}
		if maker := o.g.generator(e.To.Place()); maker != nil {
			d.Edge, d.By, d.MadeAt = e, maker.ID, maker.At
			return
		}
	}
}

// generator is the resource that makes up the value a place is made of, or nil.
func (g *Graph) generator(place facts.Symbol) *Node {
	seen := map[facts.Symbol]bool{place: true}
	for queue := []facts.Symbol{place}; len(queue) > 0; queue = queue[1:] {
		if n := g.Nodes[queue[0]]; n != nil && n.generated() {
			return n
		}
		for _, e := range g.out[queue[0]] {
			if to := e.To.Place(); e.Rel == facts.RelDerives && !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return nil
}

// isInput reports whether a place is what a layer gives to its module.
func isInput(place facts.Symbol) bool {
	return place.Kind() == facts.Terraform && strings.HasPrefix(place.Name(), "inputs.")
}

func (n *Node) generated() bool {
	return slices.ContainsFunc(n.Defs, func(d facts.Def) bool { return d.Traits.Generated })
}
