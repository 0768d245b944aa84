package migration

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Fault is something wrong with a graph. The trial of a move compares those of
// two graphs: what is only wrong afterwards is what the move breaks.
type Fault struct {
	Kind  FaultKind
	On    facts.Symbol // what it is about
	Text  string       // a sentence without its full stop
	At    facts.Pos
	Steps []*graph.Edge // of a circle
}

// FaultKind is the sort of a fault.
type FaultKind string

// The sorts, by the table of the graph they come from.
const (
	FaultUndefined FaultKind = "undefined" // something is named that nothing defines
	FaultRefused   FaultKind = "refused"   // a guard lets the consumer not in: conditions of a store, a policy
	FaultShape     FaultKind = "shape"     // a remote key asks for something else than it says
	FaultCycle     FaultKind = "cycle"     // something cannot start any more
	FaultOrder     FaultKind = "order"     // something is applied before what it needs
	FaultReload    FaultKind = "reload"    // a reader no longer gets a renewed value
	FaultNoStore   FaultKind = "no-store"  // the destination is defined nowhere
)

// faults lists what is wrong with a graph, under names that do not depend on
// positions.
func faults(g *graph.Graph) map[string]Fault {
	found := map[string]Fault{}
	add := func(id string, f Fault) { found[string(f.Kind)+"|"+id] = f }
	for _, e := range g.Edges {
		switch {
		case e.State == graph.Undefined && !e.Weak && e.Missing != graph.MissingRemote:
			add(e.ID, Fault{Kind: FaultUndefined, On: e.From, Text: e.To.Title() + " is defined nowhere", At: e.At})
		case e.Misshape != "":
			add(e.ID, Fault{Kind: FaultShape, On: e.From, Text: e.Misshape, At: e.At})
		}
	}
	for _, d := range g.Denials {
		add(string(d.Guard)+"|"+d.Edge.ID, Fault{Kind: FaultRefused, On: d.Edge.From, Text: refusal(d), At: d.Edge.At})
	}
	for _, c := range g.Cycles {
		add(c.ID, Fault{Kind: FaultCycle, On: c.Seed, Text: c.Seed.Title() + " would come only by way of itself", At: c.Steps[0].At, Steps: c.Steps})
	}
	for _, d := range g.Disorders {
		add(d.ID, Fault{Kind: FaultOrder, On: d.Edge.From, Text: d.Edge.From.Title() + " would be applied before " + d.Edge.To.Title(), At: d.Edge.At})
	}
	for _, s := range g.Stale {
		add(s.Edge.ID, Fault{Kind: FaultReload, On: s.Edge.From, Text: s.Edge.From.Title() + " would not notice a renewed value", At: s.Edge.At})
	}
	return found
}

// refusal words a denial.
func refusal(d *graph.Denial) string {
	text := d.Edge.To.Title() + " does not let " + d.Edge.From.Title() + " in"
	if d.Asks != "" {
		text = cmp.Or(d.By, d.Edge.To).Title() + " may not " + cmp.Or(d.Capability, "ask for") + " " + d.Asks
	}
	return text
}

// broken lists what is wrong with a graph and was not with another, sorted.
func broken(before, after *graph.Graph) []Fault {
	was, is := faults(before), faults(after)
	var added []Fault
	for _, id := range slices.Sorted(maps.Keys(is)) {
		if _, known := was[id]; !known {
			added = append(added, is[id])
		}
	}
	slices.SortStableFunc(added, func(a, b Fault) int { return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Text, b.Text)) })
	return added
}
