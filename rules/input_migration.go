package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// moveTables are the tables that a plan of a move is made for, where there is one
// to make.
var moveTables = []string{"reasons", "strays", "rivals", "leftovers"}

// moving is what a plan says, ready for the tables and for answers. The zero
// value is that of a workspace without a move.
type moving struct {
	objections []objection
	strays     []migration.Stray
	rivals     []migration.Rival
	leftovers  []migration.Leftover
	halves     []migration.Halves
}

// objection is one reason against moving a consumer by a mere change of text, or
// the move as a whole.
type objection struct {
	id       string
	code     migration.Code
	verdict  migration.Verdict
	text     string
	at       facts.Pos
	symbol   facts.Symbol         // what it is about
	consumer *migration.Consumer  // nil for the move as a whole
	ref      *migration.Reference // nil for the consumer as a whole
	steps    []*graph.Edge        // of a circle
}

// newMoving gathers what is asked for of a graph and of a plan, which may be nil.
func newMoving(g *graph.Graph, p *migration.Plan, wants func(table string) bool) *moving {
	m := &moving{}
	if wants("rivals") {
		m.rivals = migration.Rivals(g, p)
	}
	if wants("halves") {
		m.halves = migration.FindHalves(g)
	}
	if p == nil {
		return m
	}
	if wants("reasons") {
		m.objections = objections(g, p)
	}
	if wants("strays") {
		m.strays = p.Strays(g)
	}
	if wants("leftovers") {
		m.leftovers = p.Leftovers(g)
	}
	return m
}

// objections flattens the reasons of a plan.
func objections(g *graph.Graph, p *migration.Plan) []objection {
	all := slices.Concat(ofConsumers(p), ofMove(g, p))
	for i, o := range all {
		by := o.symbol
		if o.consumer != nil {
			by = o.consumer.Symbol
			all[i].at = cmp.Or(o.at, o.consumer.At)
		}
		all[i].id = "reason|" + string(o.code) + "|" + string(by) + "|" + string(o.symbol) + "|" + o.text
	}
	return all
}

// ofConsumers are the reasons of consumers and of their references. A circle is
// told once, for the move as a whole.
func ofConsumers(p *migration.Plan) []objection {
	var all []objection
	for _, c := range p.Consumers {
		for _, r := range c.References {
			for _, reason := range r.Reasons {
				all = append(all, objection{code: reason.Code, verdict: reason.Verdict, text: reason.Text, at: reason.At, symbol: r.Remote, consumer: c, ref: r})
			}
		}
		for _, reason := range c.Reasons {
			if reason.Code != migration.Code(migration.FaultCycle) {
				all = append(all, objection{code: reason.Code, verdict: reason.Verdict, text: reason.Text, at: reason.At, symbol: c.Symbol, consumer: c})
			}
		}
	}
	return all
}

// ofMove are the faults of the move as a whole. What is wrong already is told by
// other rules.
func ofMove(g *graph.Graph, p *migration.Plan) []objection {
	circles, absent := map[string]bool{}, map[facts.Pos]bool{}
	for _, c := range g.Cycles {
		circles[course(c.Steps)] = true
	}
	for _, e := range g.Edges {
		if e.State == graph.Undefined {
			absent[e.At] = true
		}
	}
	var all []objection
	for _, f := range p.Blockers {
		if f.Kind == migration.FaultCycle && circles[course(f.Steps)] || f.Kind == migration.FaultKey && absent[f.At] {
			continue
		}
		all = append(all, objection{code: migration.Code(f.Kind), verdict: migration.Blocked, text: f.Text, at: f.At, symbol: f.On, steps: f.Steps})
	}
	return all
}

// course names a circle wherever it is entered.
func course(steps []*graph.Edge) string {
	var ids []string
	for _, e := range steps {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, "\n")
}

func (b *inputBuilder) reasons() *ast.Term {
	groups := map[string][]*ast.Term{}
	for _, o := range b.moving.objections {
		if b.wants("reasons", string(o.code)) {
			groups[string(o.code)] = append(groups[string(o.code)], b.objection(o))
		}
	}
	return b.grouped(groups)
}

func (b *inputBuilder) objection(o objection) *ast.Term {
	var consumer, store facts.Symbol
	var key, to string
	if o.consumer != nil {
		consumer = o.consumer.Symbol
	}
	if r := o.ref; r != nil {
		_, name, property := r.Remote.RemoteParts()
		key, to, store = spelt(name, property), spelt(r.To.Key, r.To.Property), r.To.Store
	}
	return b.object(
		field{"id", b.text(o.id)},
		field{"verdict", b.text(string(o.verdict))},
		field{"text", b.text(o.text)},
		field{"on_name", b.title(o.symbol)},
		field{"consumer", b.text(string(consumer))},
		field{"consumer_name", b.title(consumer)},
		field{"key", b.text(key)},
		field{"to", b.text(to)},
		field{"to_store", b.title(store)},
		field{"steps", list(o.steps, b.edge)},
	)
}

// spelt is a remote secret as a map spells it.
func spelt(key, property string) string {
	if property == "" {
		return key
	}
	return key + "#" + property
}

func (b *inputBuilder) strays() *ast.Term {
	return list(b.moving.strays, func(s migration.Stray) *ast.Term {
		return b.object(
			field{"id", b.text(s.ID)},
			field{"from_name", b.title(s.From)},
			field{"key", b.text(s.Key)},
			field{"path", b.text(s.Name)},
			field{"repeats", b.texts(s.Repeats)},
		)
	})
}

func (b *inputBuilder) rivals() *ast.Term {
	return list(b.moving.rivals, func(r migration.Rival) *ast.Term {
		return b.object(
			field{"id", b.text(r.ID)},
			field{"how", b.text(string(r.How))},
			field{"one", b.title(r.One)},
			field{"other", b.title(r.Other)},
			field{"entry", b.text(entryName(r.Entry))},
			field{"counter", b.text(entryName(r.Counter))},
		)
	})
}

// entryName names a remote secret with its field.
func entryName(s facts.Symbol) string { return spelt(s.Title(), s.Key()) }

func (b *inputBuilder) leftovers() *ast.Term {
	return list(b.moving.leftovers, func(l migration.Leftover) *ast.Term {
		return b.object(
			field{"id", b.text(l.ID)},
			field{"file", b.text(l.At.File)},
			field{"names", b.texts(l.Names)},
		)
	})
}

func (b *inputBuilder) halves() *ast.Term {
	return list(b.moving.halves, func(h migration.Halves) *ast.Term {
		return b.object(
			field{"duplicate", b.text(h.Duplicate.ID)},
			field{"name", b.title(h.Duplicate.Symbol)},
			field{"entries", list(h.Entries, b.title)},
			field{"writers", list(h.Duplicate.Writers, b.writer)},
		)
	})
}

// strayed reports whether what stands at a position is told as breaking the
// convention.
func (b *inputBuilder) strayed(at facts.Pos) bool {
	return slices.ContainsFunc(b.moving.strays, func(s migration.Stray) bool {
		return s.At == at && !b.excepted(Finding{Rule: strayRule, At: at})
	})
}

// strayRule tells what breaks the convention of a move. That it repeats something
// else yields to it.
const strayRule = "migration/path-convention"

// elements are what answers name of a plan.
func (m *moving) elements() elements {
	return elements{
		"reason":   lookup(m.objections, func(o objection) string { return o.id }, aboutObjection),
		"stray":    lookup(m.strays, func(s migration.Stray) string { return s.ID }, func(s migration.Stray) Finding { return Finding{At: s.At, Symbol: s.Entry} }),
		"rival":    lookup(m.rivals, func(r migration.Rival) string { return r.ID }, aboutRival),
		"leftover": lookup(m.leftovers, func(l migration.Leftover) string { return l.ID }, func(l migration.Leftover) Finding { return Finding{At: l.At, Symbol: l.Place} }),
	}
}

func aboutObjection(o objection) Finding {
	if len(o.steps) == 0 {
		return Finding{At: o.at, Symbol: o.symbol}
	}
	f := aboutCycle(&graph.Cycle{Seed: o.symbol, Steps: o.steps})
	f.At = o.at // what would move, not where the circle is first met
	return f
}

func aboutRival(r migration.Rival) Finding {
	return Finding{At: r.At, Symbol: r.Counter, Related: []Related{{At: r.OtherAt, Message: r.Other.Title() + " has it here"}}}
}
