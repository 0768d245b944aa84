package rules

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// The tables of candidates that the linker joined for one rule each.

func (b *inputBuilder) denials() *ast.Term {
	return list(b.g.Denials, func(d *graph.Denial) *ast.Term {
		return b.object(
			field{"edge", b.edge(d.Edge)},
			field{"guard", b.text(string(d.Guard))},
			field{"namespace", b.text(d.Namespace)},
			field{"admitted", b.texts(d.Admitted)},
		)
	})
}

func (b *inputBuilder) drifts() *ast.Term {
	return list(b.g.Drifts, func(d *graph.Drift) *ast.Term {
		return b.object(
			field{"edge", b.edge(d.Edge)},
			field{"meant", b.text(d.Meant)},
			field{"clue", b.text(string(d.Why))},
			field{"by_name", b.title(d.By)},
		)
	})
}

func (b *inputBuilder) stale() *ast.Term {
	return list(b.g.Stale, func(s *graph.Stale) *ast.Term {
		return b.object(
			field{"edge", b.edge(s.Edge)},
			field{"rotation", b.text(string(s.Rotation))},
			field{"held", ast.InternedTerm(s.Held)},
			field{"triggers", b.texts(s.Triggers)},
			field{"left", ast.InternedTerm(s.Left)},
		)
	})
}

func (b *inputBuilder) misfires() *ast.Term {
	return list(b.g.Misfires, func(m *graph.Misfire) *ast.Term {
		return b.object(
			field{"edge", b.edge(m.Edge)},
			field{"why", b.text(string(m.Why))},
		)
	})
}

func (b *inputBuilder) copies() *ast.Term {
	return list(b.g.Copies, func(c *graph.Copy) *ast.Term {
		return b.object(
			field{"edge", b.edge(c.Edge)},
			field{"fields", b.texts(c.Fields)},
		)
	})
}

func (b *inputBuilder) unopened() *ast.Term {
	return list(b.g.Unopened, func(u *graph.Unopened) *ast.Term {
		return b.object(
			field{"edge", b.edge(u.Edge)},
			field{"secret_name", b.title(u.Secret)},
			field{"key", b.text(u.Secret.Key())},
		)
	})
}
