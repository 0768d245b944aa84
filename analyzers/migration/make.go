package migration

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Make plans a move over a linked workspace.
func Make(g *graph.Graph, move Move) (*Plan, error) {
	t, err := tried(g, move)
	if err != nil {
		return nil, err
	}
	p, l := t.plan, t.ends.ledger(t.atlas)
	p.Residue, p.Values = t.ends.residue(p.Consumers, l.twin), l.values(p.Consumers)
	p.Unused = l.unused()
	p.waves(t.order)
	return p, nil
}

// Try plans a move as far as it takes to know what stands against it: the plan
// has no waves, values or residue.
func Try(g *graph.Graph, move Move) (*Plan, error) {
	t, err := tried(g, move)
	if err != nil {
		return nil, err
	}
	return t.plan, nil
}

// trial is a plan with what it was made of.
type trial struct {
	plan  *Plan
	ends  *ends
	atlas *atlas
	order *order // after the move
}

// tried gives every consumer its verdict.
func tried(g *graph.Graph, move Move) (*trial, error) {
	e := findEnds(g, move)
	p := &Plan{Move: move, Consumers: e.consumers(), Products: e.whole(), Graph: g}
	for _, n := range e.to {
		p.Target = append(p.Target, n.ID)
	}
	for _, n := range e.stores {
		if e.retired[n.ID] {
			p.Retired = append(p.Retired, n.ID)
		}
	}
	a := p.route(e)
	after, err := p.after(g)
	if err != nil {
		return nil, err
	}
	o := newOrder(after, p.Target)
	p.try(g, after, o)
	p.judge(e)
	p.advise(e, o)
	p.rename(g)
	for _, c := range p.Consumers {
		c.judge()
	}
	return &trial{p, e, a, o}, nil
}

// after is the graph once all has moved: the same where nothing does.
func (p *Plan) after(before *graph.Graph) (*graph.Graph, error) {
	if !slices.ContainsFunc(p.Consumers, (*Consumer).moves) {
		return before, nil
	}
	return graph.Trial(p.Apply(before.Objects, (*Consumer).moves)...)
}

// moves reports whether a consumer has anything to move.
func (c *Consumer) moves() bool {
	return c.rehoused() || slices.ContainsFunc(c.Passages, func(p Passage) bool { return p.To != "" })
}

// route gives every passage through what is left its new store, and every
// reference behind it its destination.
func (p *Plan) route(e *ends) *atlas {
	a := newAtlas(e, p.Move)
	for _, c := range p.Consumers {
		for i, passage := range c.Passages {
			if e.retires(passage.Store) {
				c.Passages[i].To = e.destination(c.Symbol, p.Move.To)
			}
		}
		e.lift(c)
		for _, r := range c.References {
			if e.kind != "" && e.places[r.Remote.Kind()] {
				e.rehouse(a, r)
			}
			if store, _, _ := r.Remote.RemoteParts(); !r.direct() && e.retires(store) {
				to, stays := e.stay(c, r, p.Move.To)
				var why []Reason
				if !stays {
					to, why = a.find(c, r)
				}
				if len(why) == 0 {
					r.Verdict = Mechanical
				}
				r.To, r.Reasons = to, append(r.Reasons, why...)
				r.To.Store = e.destination(c.Symbol, p.Move.To)
			}
		}
	}
	return a
}

// try adds what the trial of the move shows: to the consumer that it breaks, or
// to the plan. Of the destination itself everything is told that is wrong with
// it, whether or not the move is to blame.
func (p *Plan) try(before, after *graph.Graph, o *order) {
	p.prove(after)
	if len(p.Target) == 0 && placeKind(p.Move.To) == "" {
		p.nowhere()
	}
	was, consumers, writers := faults(before), p.index(), p.writers()
	for _, f := range sortedFaults(after) {
		_, old := was[f.id]
		switch {
		case f.Kind == FaultUndefined && f.store && len(p.Target) == 0: // told once
		case f.Kind == FaultCycle && (!old || o.touches(f)):
			p.Blockers = append(p.Blockers, f.Fault)
			p.blame(f.Fault)
		case o.path[f.On.Place()] && f.On.Kind() != facts.ObjectSymbol:
			p.Blockers = append(p.Blockers, f.Fault)
		case !old && f.Kind != FaultCycle:
			p.charge(f, consumers, writers)
		}
	}
}

// charge tells a new fault to the consumer that brings it about, or to the plan.
func (p *Plan) charge(f fault, consumers names, writers map[facts.Symbol]*Consumer) {
	reason := Reason{Code: Code(f.Kind), Verdict: Blocked, Text: f.Text, At: f.At}
	if f.Doubtful {
		reason.Verdict = Unproven
	}
	switch writer, named := writers[f.place], consumers.of(f); {
	case writer != nil:
		reason.Verdict = Reshape // it works, until the value is renewed
		writer.against(reason)
	case named.reference != nil:
		named.reference.Reasons = append(named.reference.Reasons, reason)
	case named.consumer != nil:
		named.consumer.against(reason)
	default:
		p.Blockers = append(p.Blockers, f.Fault)
	}
}

// writers are the consumers that move, the first of each by the places they write.
func (p *Plan) writers() map[facts.Symbol]*Consumer {
	writers := map[facts.Symbol]*Consumer{}
	for _, c := range p.Consumers {
		for _, place := range c.Writes {
			if place != "" && writers[place] == nil && c.moves() {
				writers[place] = c
			}
		}
	}
	return writers
}

// touches reports whether a circle holds something that the destination needs.
func (o *order) touches(f fault) bool {
	return slices.ContainsFunc(f.Steps, func(e *graph.Edge) bool { return o.path[e.From.Place()] })
}

// nowhere says that the destination does not exist.
func (p *Plan) nowhere() {
	f := Fault{Kind: FaultNoStore, Text: "no store is called " + p.Move.To}
	p.Blockers = append(p.Blockers, f)
	for _, c := range p.Consumers {
		if c.moves() {
			c.against(Reason{Code: Code(f.Kind), Verdict: Blocked, Text: f.Text, At: c.At})
		}
	}
}

// blame tells the consumers that a circle runs through.
func (p *Plan) blame(circle Fault) {
	through := map[facts.Symbol]bool{}
	for _, e := range circle.Steps {
		through[e.From.Place()] = true
	}
	for _, c := range p.Consumers {
		if through[c.Symbol] && c.moves() {
			c.against(Reason{Code: Code(circle.Kind), Verdict: Blocked, Text: circle.Text, At: c.At})
		}
	}
}

// naming is who names something at a place.
type naming struct {
	consumer  *Consumer
	reference *Reference // nil where a store is named
}

// names finds what is said at a place by who says it: one text may speak for
// things in several namespaces.
type names map[asked]naming

func (p *Plan) index() names {
	found := names{}
	for _, c := range p.Consumers {
		found[asked{c.Symbol, facts.Pos{}}] = naming{consumer: c}
		for _, passage := range c.Passages {
			found[asked{c.Symbol, passage.At}] = naming{consumer: c}
		}
		for _, r := range c.References {
			for _, by := range append(slices.Clone(r.Receives), c.Symbol, "") {
				found[asked{by.Place(), r.At}] = naming{c, r}
			}
		}
	}
	return found
}

func (n names) of(f fault) naming {
	if found, known := n[asked{f.On.Place(), f.At}]; known {
		return found
	}
	if found, known := n[asked{"", f.At}]; known {
		return found
	}
	return n[asked{f.On.Place(), facts.Pos{}}] // it says something else of itself, such as its version
}

// prove compares the destinations with what inventories declare.
func (p *Plan) prove(after *graph.Graph) {
	answers := map[facts.Pos][]*graph.Edge{}
	for _, e := range after.Edges {
		if e.Rel == facts.RelDerives && (e.Missing == graph.MissingRemote || e.External()) {
			answers[e.At] = append(answers[e.At], e)
		}
	}
	for _, c := range p.Consumers {
		for _, r := range c.References {
			e := r.To.among(answers[r.At])
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

// among is the edge to a destination, of those that start in one text, or nil.
func (d Destination) among(edges []*graph.Edge) *graph.Edge {
	for _, e := range edges {
		if e.To.Kind() != facts.KV || e.To.Key() == d.Property {
			return e
		}
	}
	return nil
}

// name is the destination as a map spells it.
func (d Destination) name() string {
	if d.Property == "" {
		return d.Key
	}
	return d.Key + "#" + d.Property
}
