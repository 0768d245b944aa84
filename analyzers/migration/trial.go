package migration

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Fault is something wrong with a linked workspace. The trial of a move compares
// those before it with those after it.
type Fault struct {
	Kind     FaultKind
	On       facts.Symbol // what it is about
	Text     string       // a sentence without its full stop
	At       facts.Pos
	Steps    []*graph.Edge // of a circle
	Doubtful bool          // it may be no fault: not all is known of what refuses
}

// FaultKind is the sort of a fault.
type FaultKind string

// The sorts, by the table of the graph they come from.
const (
	FaultUndefined FaultKind = "undefined"  // something is named that nothing defines
	FaultKey       FaultKind = "key-rename" // a key is read that its Secret or template no longer has
	FaultRefused   FaultKind = "refused"    // a guard lets the consumer not in: conditions of a store, a policy
	FaultShape     FaultKind = "shape"      // a remote key asks for something else than it says
	FaultCycle     FaultKind = "cycle"      // something cannot start any more
	FaultOrder     FaultKind = "order"      // something is applied before what it needs
	FaultReload    FaultKind = "reload"     // a reader no longer gets a renewed value
	FaultNoStore   FaultKind = "no-store"   // the destination is defined nowhere
	FaultField     FaultKind = "field"      // the destination has a field that its kind does not
)

// fault is one with its identity, which does not depend on positions.
type fault struct {
	Fault
	id    string
	store bool         // what is undefined is a store
	place facts.Symbol // of a reader that keeps an old value: what it reads
}

// doubtful are the guards of which not all is known: a role or policy may have been
// made by hand.
var doubtful = map[graph.Guard]bool{graph.GuardRole: true, graph.GuardCarried: true, graph.GuardReview: true, graph.GuardLookup: true}

// pushed are the kinds of places that a push writes.
var pushed = map[facts.SymbolKind]bool{facts.Remote: true, facts.KV: true, facts.Infisical: true}

// faults lists what is wrong with a graph, by identity.
func faults(g *graph.Graph) map[string]fault {
	found := map[string]fault{}
	add := func(id string, f Fault) {
		id = string(f.Kind) + "|" + id
		found[id] = fault{Fault: f, id: id}
	}
	for _, e := range g.Edges {
		switch {
		case e.State == graph.Undefined && !e.Weak && e.Missing != graph.MissingRemote:
			f := Fault{Kind: absent(e), On: e.From, Text: absence(e), At: e.At}
			id := e.ID
			if pushed[e.From.Kind()] {
				id = string(e.Rel) + "|" + string(e.To) // what is pushed is called otherwise after the move
			}
			found[id] = fault{Fault: f, id: id, store: e.Missing == graph.MissingStore}
		case e.Misshape != "":
			add(string(e.From)+"|"+e.Misshape, Fault{Kind: FaultShape, On: e.From, Text: e.Misshape, At: e.At})
		}
	}
	for _, m := range g.Marks {
		if m.Kind == facts.MarkInvalidObject && m.On.Kind() == facts.Store {
			add(string(m.On)+"|"+m.Detector, Fault{Kind: FaultField, On: m.On, Text: m.On.Title() + " has a field " + m.On.Key() + " that its kind does not", At: m.At})
		}
	}
	for _, d := range g.Denials {
		add(string(d.Guard)+"|"+d.Edge.ID, Fault{Kind: FaultRefused, On: d.Edge.From, Text: refusal(d), At: d.Edge.At, Doubtful: doubtful[d.Guard]})
	}
	for _, c := range g.Cycles {
		add(c.ID, Fault{Kind: FaultCycle, On: c.Seed, Text: c.Seed.Title() + " would come only by way of itself", At: c.Anchor().At, Steps: c.Steps})
	}
	for _, d := range g.Disorders {
		add(d.ID, Fault{Kind: FaultOrder, On: d.Edge.From, Text: d.Edge.From.Title() + " would be applied before " + d.Edge.To.Title(), At: d.Edge.At})
	}
	for _, s := range g.Stale {
		id := string(FaultReload) + "|" + s.Edge.ID
		found[id] = fault{Fault: Fault{Kind: FaultReload, On: s.Edge.From, Text: s.Edge.From.Title() + " would not notice a renewed value", At: s.Edge.At}, id: id, place: s.Edge.To.Place()}
	}
	return found
}

// absent is the sort of an undefined reference.
func absent(e *graph.Edge) FaultKind {
	if e.Missing == graph.MissingKey || e.Missing == graph.MissingTemplate {
		return FaultKey
	}
	return FaultUndefined
}

// absence words an undefined reference.
func absence(e *graph.Edge) string {
	switch e.Missing {
	case graph.MissingKey, graph.MissingTemplate, graph.MissingRight:
		return e.To.Title() + " has no " + e.To.Key()
	case graph.MissingNamespace:
		return e.To.Title() + " is defined in other namespaces only"
	case graph.MissingVersion:
		return e.To.Title() + " is not served in version " + e.To.Key()
	}
	return e.To.Title() + " is defined nowhere"
}

// refusal words a denial.
func refusal(d *graph.Denial) string {
	if d.Asks != "" {
		return cmp.Or(d.By, d.Edge.To).Title() + " may not " + cmp.Or(d.Capability, "ask for") + " " + d.Asks
	}
	return d.Edge.To.Title() + " does not let " + d.Edge.From.Title() + " in"
}

// sortedFaults lists what is wrong with a graph by position.
func sortedFaults(g *graph.Graph) []fault {
	return slices.SortedFunc(maps.Values(faults(g)), func(a, b fault) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.id, b.id))
	})
}
