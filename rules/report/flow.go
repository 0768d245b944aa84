package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Flow is the part of a graph that is to be drawn. Edges may name symbols
// without a node: places that nothing defines.
type Flow struct {
	Nodes []*graph.Node // sorted by id
	Edges []*graph.Edge // in the graph's order
}

// FlowFormat is one way to write a Flow.
type FlowFormat struct {
	Name  string
	Doc   string // one line for help
	Write func(io.Writer, Flow) error
}

var flowFormats []FlowFormat

func registerFlow(f FlowFormat) FlowFormat {
	flowFormats = append(flowFormats, f)
	slices.SortFunc(flowFormats, func(a, b FlowFormat) int { return strings.Compare(a.Name, b.Name) })
	return f
}

// FlowFormats lists the formats of graphs by name.
func FlowFormats() []FlowFormat { return slices.Clone(flowFormats) }

// WriteFlow writes a flow in a format. It fails for a name no format has and
// when the writer fails.
func WriteFlow(w io.Writer, format string, f Flow) error {
	for _, candidate := range flowFormats {
		if candidate.Name == format {
			if err := candidate.Write(w, f); err != nil {
				return fmt.Errorf("write %s graph: %w", format, err)
			}
			return nil
		}
	}
	return fmt.Errorf("write graph: no format %q", format)
}

// Whole is the flow of everything in a graph.
func Whole(g *graph.Graph) Flow { return within(g, func(facts.Symbol) bool { return true }) }

// Around is the flow of everything at most depth references away from a
// symbol, in either direction.
func Around(g *graph.Graph, focus facts.Symbol, depth int) Flow {
	near := map[facts.Symbol]bool{focus.Place(): true}
	front := []facts.Symbol{focus.Place()}
	for ; depth > 0 && len(front) > 0; depth-- {
		var next []facts.Symbol
		visit := func(s facts.Symbol) {
			if place := s.Place(); !near[place] {
				near[place] = true
				next = append(next, place)
			}
		}
		for _, s := range front {
			for _, e := range g.Out(s) {
				visit(e.To)
			}
			for _, e := range g.In(s) {
				visit(e.From)
			}
		}
		front = next
	}
	return within(g, func(s facts.Symbol) bool { return near[s.Place()] })
}

func within(g *graph.Graph, has func(facts.Symbol) bool) Flow {
	var f Flow
	for id, n := range g.Nodes {
		if has(id) {
			f.Nodes = append(f.Nodes, n)
		}
	}
	slices.SortFunc(f.Nodes, func(a, b *graph.Node) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, e := range g.Edges {
		if has(e.From) && has(e.To) {
			f.Edges = append(f.Edges, e)
		}
	}
	return f
}

// edgeLabel is a relation with the key it is about.
func edgeLabel(e *graph.Edge) string {
	if key := e.To.Key(); key != "" {
		return string(e.Rel) + " " + key
	}
	return string(e.Rel)
}
