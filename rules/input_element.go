package rules

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// values makes Rego terms and shares equal ones.
type values struct {
	strings map[string]*ast.Term
	titles  map[facts.Symbol]*ast.Term
}

// field is one field of an object of the input.
type field struct {
	name  string
	value *ast.Term
}

func (v *values) text(s string) *ast.Term {
	term, ok := v.strings[s]
	if !ok {
		term = ast.StringTerm(s)
		v.strings[s] = term
	}
	return term
}

func (v *values) title(s facts.Symbol) *ast.Term {
	if s == "" {
		return v.text("")
	}
	term, ok := v.titles[s]
	if !ok {
		term = v.text(s.Title())
		v.titles[s] = term
	}
	return term
}

func (v *values) texts(all []string) *ast.Term { return list(all, v.text) }

func (v *values) object(fields ...field) *ast.Term {
	pairs := make([][2]*ast.Term, len(fields))
	for i, f := range fields {
		pairs[i] = [2]*ast.Term{v.text(f.name), f.value}
	}
	return ast.ObjectTerm(pairs...)
}

func list[T any](items []T, term func(T) *ast.Term) *ast.Term {
	terms := make([]*ast.Term, len(items))
	for i, item := range items {
		terms[i] = term(item)
	}
	return ast.ArrayTerm(terms...)
}

func (b *inputBuilder) edge(e *graph.Edge) *ast.Term {
	term, ok := b.edgeTerms[e]
	if !ok {
		term = b.object(append(b.ends(e), b.answer(e)...)...)
		b.edgeTerms[e] = term
	}
	return term
}

// ends are the fields of an edge that say what refers to what, and where.
func (b *inputBuilder) ends(e *graph.Edge) []field {
	return []field{
		{"id", b.text(e.ID)},
		{"rel", b.text(string(e.Rel))},
		{"from", b.text(string(e.From))},
		{"from_name", b.title(e.From.Place())},
		{"from_short", b.text(e.From.Name())},
		{"from_key", b.text(e.From.Key())},
		{"to", b.text(string(e.To))},
		{"to_kind", b.text(string(e.To.Kind()))},
		{"to_name", b.title(e.To.Place())},
		{"to_short", b.text(e.To.Name())},
		{"place", b.text(string(e.To.Place()))},
		{"key", b.text(e.To.Key())},
		{"weak", ast.InternedTerm(e.Weak)},
		{"repo", b.text(e.At.Repo)},
		{"file", b.text(e.At.File)},
	}
}

// answer are the fields of an edge that say what the linker found.
func (b *inputBuilder) answer(e *graph.Edge) []field {
	backend := e.Backend
	if e.Rel == facts.RelBackend {
		backend = e.To
	}
	return []field{
		{"state", b.text(string(e.State))},
		{"reason", b.text(string(e.Reason))},
		{"missing", b.text(string(e.Missing))},
		{"known", b.texts(e.Known)},
		{"nearest", b.text(e.Nearest)},
		{"unlisted", ast.InternedTerm(e.Unlisted.File != "")},
		{"unlisted_file", b.text(e.Unlisted.File)},
		{"explained", ast.InternedTerm(b.explained(e))},
		{"backend", b.text(string(backend))},
		{"provider", b.text(backend.Product())},
		{"misshape", b.text(e.Misshape)},
	}
}

func (b *inputBuilder) node(n *graph.Node) *ast.Term {
	kinds := make([]string, len(n.Defs))
	for i, d := range n.Defs {
		kinds[i] = string(d.Kind)
	}
	return b.object(
		field{"id", b.text(string(n.ID))},
		field{"kind", b.text(string(n.ID.Kind()))},
		field{"name", b.title(n.ID)},
		field{"short", b.text(n.ID.Name())},
		field{"defined", ast.InternedTerm(len(n.Defs) > 0)},
		field{"producers", b.texts(kinds)},
		field{"keys", b.texts(n.Keys.Names)},
		field{"keys_exact", ast.InternedTerm(n.Keys.Exact())},
		field{"backend", b.text(string(n.Backend))},
		field{"provider", b.text(n.Backend.Product())},
		field{"repo", b.text(n.Repo)},
		field{"file", b.text(n.At.File)},
	)
}

func (b *inputBuilder) writer(d facts.Def) *ast.Term {
	return b.object(
		field{"kind", b.text(string(d.Kind))},
		field{"by", b.text(string(d.By))},
		field{"by_name", b.title(d.By)},
		field{"repo", b.text(d.At.Repo)},
		field{"file", b.text(d.At.File)},
	)
}

// unlistedRule tells the manifests that nothing applies. References that only
// such a manifest would answer yield to it.
const unlistedRule = "reference/unlisted-manifest"

// explained reports whether the cause of an undefined reference is a finding
// of its own in this run: its rule is on, and no suppression covers it.
func (b *inputBuilder) explained(e *graph.Edge) bool {
	if e.Cause == nil || !b.wants("marks", string(e.Cause.Kind)) {
		return false
	}
	return !b.excepted(Finding{Rule: unlistedRule, At: e.Cause.At})
}

// excepted reports whether a suppression covers a finding.
func (b *inputBuilder) excepted(f Finding) bool {
	return slices.ContainsFunc(b.exceptions, func(x *exception) bool { return x.holds() && x.covers(f) })
}

func (b *inputBuilder) disorder(d *graph.Disorder) *ast.Term {
	return b.object(
		field{"id", b.text(d.ID)},
		field{"how", b.text(string(d.How))},
		field{"thing", b.title(d.Edge.From.Place())},
		field{"needs", b.title(d.Edge.To.Place())},
		field{"applier", b.title(d.Applier)},
		field{"by", b.title(d.By)},
		field{"later", b.title(d.Later)},
		field{"others", ast.InternedTerm(d.Others)},
		field{"gate", b.text(d.Gate())},
		field{"route", list(d.Steps, func(e *graph.Edge) *ast.Term { return b.title(e.To.Place()) })},
	)
}

func (b *inputBuilder) mark(m *graph.Mark) *ast.Term {
	name := b.title(m.On.Place())
	if m.On.Kind() == facts.FileSymbol {
		name = b.text(strings.TrimPrefix(m.On.Path(), m.On.Segment(0)+"/"))
	}
	return b.object(
		field{"id", b.text(m.ID)},
		field{"kind", b.text(string(m.Kind))},
		field{"detector", b.text(m.Detector)},
		field{"on", b.text(string(m.On))},
		field{"on_name", name},
		field{"field", b.text(m.On.Key())},
		field{"count", ast.InternedTerm(max(m.Count, 1))},
		field{"sample", ast.InternedTerm(m.Sample)},
		field{"needed", list(m.Needed, b.edge)},
		field{"feeds", list(m.Feeds, func(s graph.Step) *ast.Term { return b.title(s.Symbol) })},
		field{"vintage", b.text(string(m.Vintage))},
		field{"against", b.text(string(m.Against))},
		field{"against_name", b.title(m.Against)},
		field{"strayed", ast.InternedTerm(m.Kind == facts.MarkCopied && b.strayed(m.At))},
		field{"repo", b.text(m.At.Repo)},
		field{"file", b.text(m.At.File)},
	)
}
