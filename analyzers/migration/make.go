package migration

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Make plans a move over a linked workspace.
func Make(g *graph.Graph, move Move) (*Plan, error) {
	e := findEnds(g, move)
	p := &Plan{Move: move, Consumers: e.consumers()}
	for _, n := range e.to {
		p.Target = append(p.Target, n.ID)
	}
	for _, n := range stores(g) {
		if e.retired[n.ID] {
			p.Retired = append(p.Retired, n.ID)
		}
	}
	p.route(e)
	after, err := graph.Link(p.Apply(g.Objects, (*Consumer).moves)...)
	if err != nil {
		return nil, err
	}
	p.try(g, after)
	for _, c := range p.Consumers {
		c.judge()
	}
	return p, nil
}

// moves reports whether a consumer has anything to move.
func (c *Consumer) moves() bool {
	return slices.ContainsFunc(c.Passages, func(p Passage) bool { return p.To != "" })
}

// route gives every passage through what is left its new store, and every
// reference behind it its destination.
func (p *Plan) route(e *ends) {
	var backends []facts.Symbol
	for _, n := range e.to {
		backends = appendNew(backends, n.Backend)
	}
	a := newAtlas(e.g, p.Move, backends)
	for _, c := range p.Consumers {
		for i, passage := range c.Passages {
			if e.retires(passage.Store) {
				c.Passages[i].To = e.destination(c.Symbol, p.Move.To)
			}
		}
		for _, r := range c.References {
			if store, _, _ := r.Remote.RemoteParts(); !r.direct() && e.retires(store) {
				to, why := a.find(c, r)
				if len(why) == 0 {
					r.Verdict = Mechanical
				}
				r.To, r.Reasons = to, append(r.Reasons, why...)
				r.To.Store = e.destination(c.Symbol, p.Move.To)
			}
		}
	}
}

// try adds what the trial of the move shows: to the consumer that it breaks, or
// to the plan.
func (p *Plan) try(before, after *graph.Graph) {
	p.prove(after)
	if len(p.Target) == 0 {
		p.Blockers = append(p.Blockers, Fault{Kind: FaultNoStore, Text: "no store is called " + p.Move.To})
	}
	for _, f := range broken(before, after) {
		if f.Kind == FaultUndefined && len(p.Target) == 0 && f.store(after) {
			continue // told once
		}
		if c := p.blamed(f); c != nil {
			c.against(Reason{Code: Code(f.Kind), Verdict: Blocked, Text: f.Text, At: f.At})
		} else {
			p.Blockers = append(p.Blockers, f)
		}
	}
}

// store reports whether what is undefined is a store.
func (f Fault) store(g *graph.Graph) bool {
	return slices.ContainsFunc(g.Out(f.On), func(e *graph.Edge) bool { return e.At == f.At && e.Rel == facts.RelStore })
}

// blamed is the consumer that a fault is about, or nil.
func (p *Plan) blamed(f Fault) *Consumer {
	if f.Kind == FaultCycle {
		return nil
	}
	for _, c := range p.Consumers {
		if c.Symbol == f.On.Place() || slices.Contains(c.Writes, f.On.Place()) || slices.ContainsFunc(c.References, func(r *Reference) bool { return r.At == f.At }) {
			return c
		}
	}
	return nil
}

// prove compares the destinations with what inventories declare.
func (p *Plan) prove(after *graph.Graph) {
	answers := map[facts.Pos]*graph.Edge{}
	for _, e := range after.Edges {
		if e.Rel == facts.RelDerives && (e.Missing == graph.MissingRemote || e.External()) {
			answers[e.At] = e
		}
	}
	for _, c := range p.Consumers {
		for _, r := range c.References {
			e := answers[r.At]
			switch {
			case e == nil || r.Verdict != Mechanical:
			case e.External():
				r.Reasons = append(r.Reasons, Reason{NoInventory, Unproven, "no inventory says that " + r.To.name() + " exists", r.At})
			default:
				r.Reasons = append(r.Reasons, Reason{NotInInventory, Unproven, r.To.name() + " is not in the inventory", r.At})
			}
		}
	}
}

// name is the destination as a map spells it.
func (d Destination) name() string {
	if d.Property == "" {
		return d.Key
	}
	return d.Key + "#" + d.Property
}
