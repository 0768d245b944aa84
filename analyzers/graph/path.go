package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// maxHops bounds a path; longer ones would not be read.
const maxHops = 24

// Path is how the secret of an edge gets to its reader, source first. It ends
// before the reader itself.
func (g *Graph) Path(e *Edge) []Step {
	to := e.To
	if e.State == Undefined && to.Key() != "" {
		to = to.WithKey(e.Nearest)
	}
	return g.Source(to)
}

// Source is the chain of places a place's value comes from, source first, the
// place itself last. It is empty where nothing is known of the place.
func (g *Graph) Source(place facts.Symbol) []Step {
	if n := g.Nodes[place.Place()]; n == nil || len(n.Defs) == 0 {
		return nil
	}
	seen := map[facts.Symbol]bool{}
	var steps []Step
	for at := place; len(steps) < maxHops && !seen[at]; {
		seen[at] = true
		steps = append(steps, Step{Symbol: at, At: g.definedAt(at)})
		next := g.upstream(at)
		if next == nil {
			break
		}
		if by := g.producer(at); by != "" && next.From.Kind() == facts.Secret && next.To.Kind() != facts.Template {
			steps = append(steps, Step{Symbol: by, Rel: ProducedBy, At: g.definedAt(by)})
		}
		at = carried(at, next)
	}
	slices.Reverse(steps)
	return steps
}

// upstream is the first edge by which a place's value, or that of any of its
// keys, is made.
func (g *Graph) upstream(s facts.Symbol) *Edge {
	var whole *Edge
	for _, e := range g.out[s.Place()] {
		if (e.Rel != facts.RelDerives && e.Rel != facts.RelExtends) || e.State == Undefined {
			continue
		}
		if e.From == s {
			return e
		}
		if whole == nil && (s.Key() == "" || e.From.Key() == "") {
			whole = e
		}
	}
	return whole
}

func (g *Graph) producer(s facts.Symbol) facts.Symbol {
	n := g.Nodes[s.Place()]
	if n == nil || len(n.Defs) == 0 {
		return ""
	}
	return n.Defs[0].By
}

// definedAt is where a place is defined: the definition of the key itself where
// there is one.
func (g *Graph) definedAt(s facts.Symbol) facts.Pos {
	n := g.Nodes[s.Place()]
	if n == nil {
		return facts.Pos{}
	}
	for _, d := range n.Defs {
		if d.Symbol == s {
			return d.At
		}
	}
	if len(n.Defs) > 0 {
		return n.Defs[0].At
	}
	return facts.Pos{}
}

// Consumers are the things that read a place, directly or through other
// places made of it, sorted.
func (g *Graph) Consumers(place facts.Symbol) []facts.Symbol {
	seen := map[facts.Symbol]bool{place.Place(): true}
	queue := []facts.Symbol{place.Place()}
	var found []facts.Symbol
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, e := range g.readers(at) {
			from := e.From.Place()
			if seen[from] {
				continue
			}
			seen[from] = true
			if e.Rel == facts.RelDerives || e.Rel == facts.RelExtends {
				queue = append(queue, from)
			} else {
				found = append(found, from)
			}
		}
	}
	slices.Sort(found)
	return found
}

// Flow is one way of a secret from where it rests to something that reads it.
type Flow struct {
	Source facts.Symbol // the first place known
	Reader facts.Symbol
	Edge   *Edge  // by which the reader reads
	Steps  []Step // source first; the last is the place the reader reads
}

// Flows lists the ways of all secrets that something reads at run time, in the
// order of the edges.
func (g *Graph) Flows() []Flow {
	var flows []Flow
	for _, e := range g.Edges {
		if e.State != Resolved || (e.Rel != facts.RelConsumes && e.Rel != facts.RelAuthenticates) || e.To.Kind() != facts.Secret {
			continue
		}
		if steps := g.Source(e.To); len(steps) > 0 {
			flows = append(flows, Flow{Source: steps[0].Symbol, Reader: e.From, Edge: e, Steps: steps})
		}
	}
	return flows
}
