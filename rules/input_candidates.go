package rules

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/tazzo/tazlint/analyzers/facts"
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
			field{"asks", b.text(d.Asks)},
			field{"capability", b.text(d.Capability)},
			field{"caller", b.title(d.Caller)},
			field{"by_name", b.title(d.By)},
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
			field{"strayed", ast.InternedTerm(b.strayed(c.Edge.At))},
		)
	})
}

func (b *inputBuilder) rooted() *ast.Term {
	return list(b.g.Rooted, func(r *graph.Rooted) *ast.Term {
		return b.object(
			field{"edge", b.edge(r.Edge)},
			field{"token_name", b.title(r.Token)},
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

func (b *inputBuilder) kept() *ast.Term {
	return list(b.g.Kept, func(k *graph.Keep) *ast.Term {
		return b.object(
			field{"id", b.text(k.ID)},
			field{"thing", b.title(k.Thing)},
			field{"parts", b.texts(k.Parts)},
			field{"sources", b.texts(sources(k))},
			field{"copies", list(k.Copies, b.title)},
			field{"homes", list(k.Homes, func(h graph.Home) *ast.Term {
				return b.object(
					field{"owner", b.text(owner(h.Owner))},
					field{"backend", b.text(h.Backend.Segment(0))},
					field{"outside", ast.InternedTerm(h.Backend.Segment(1) != "")},
				)
			})},
		)
	})
}

// owner names what has a state: a layer, or a root module by its directory.
func owner(s facts.Symbol) string {
	switch {
	case s.Kind() != facts.Terraform:
		return s.Title()
	case s.Path() == ".":
		return "the root module"
	}
	return "root module " + s.Path()
}

// sources are the places that secrets come from, in words, with the field of an
// entry that has several.
func sources(k *graph.Keep) []string {
	var names []string
	for _, s := range k.Sources {
		name := s.Title()
		if s.Key() != "" && s.Kind() != facts.Terraform {
			name += "#" + s.Key()
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (b *inputBuilder) unpinned() *ast.Term {
	return list(b.g.Unpinned, func(u *graph.Unpinned) *ast.Term {
		return b.object(
			field{"node", b.node(u.Node)},
			field{"copies", list(u.Copies, b.title)},
		)
	})
}
