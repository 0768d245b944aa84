package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
)

// document is a text that Terraform would render, with the place in the source
// of every part of it. Parts that are not known stand as ${...}, written so that
// YAML takes them for plain text.
type document struct {
	a      *analysis
	b      strings.Builder
	lines  [][]segment
	col    int // column of the next byte, from 1
	vague  bool
	fitted bool // whoever reads it converts scalars to the type that a field has
	rounds int
	read   []string // files that it holds the text of
}

// segment is a piece of a line: where it starts, and where that stands in the
// source. Columns move along only in text that is copied as it is.
type segment struct {
	col   int
	at    facts.Pos
	exact bool
}

func newDocument(a *analysis) *document { return &document{a: a, lines: [][]segment{nil}, col: 1} }

// at is the source position of a line and column of the text.
func (d *document) at(line, col int) facts.Pos {
	if len(d.lines) == 0 {
		return facts.Pos{}
	}
	line = min(max(line, 1), len(d.lines))
	var best segment
	for _, s := range d.lines[line-1] {
		if s.col <= col || best.at == (facts.Pos{}) {
			best = s
		}
	}
	if best.at == (facts.Pos{}) && line > 1 {
		return d.at(line-1, 1<<30)
	}
	at := best.at
	if best.exact && col > best.col {
		at.Col += col - best.col
	}
	at.EndLine, at.EndCol = at.Line, at.Col
	return at
}

// note starts a segment.
func (d *document) note(at facts.Pos, exact bool) {
	last := len(d.lines) - 1
	d.lines[last] = append(d.lines[last], segment{d.col, at, exact})
}

// put adds text that holds no line end.
func (d *document) put(s string) {
	d.b.WriteString(s)
	d.col += len(s)
}

func (d *document) newline() {
	d.b.WriteByte('\n')
	d.lines, d.col = append(d.lines, nil), 1
}

// full reports whether the text has grown beyond what is read.
func (d *document) full() bool { return d.b.Len() > maxText }

// literal copies a literal part of a template. The lines of a heredoc are
// found again in the source; its indentation may have been cut.
func (d *document) literal(val string, r hcl.Range) {
	start := d.a.pos(r)
	f := d.a.files[r.Filename]
	mapped := strings.Count(val, "\n") == r.End.Line-r.Start.Line && f != nil && f.made == nil
	for i, line := range strings.Split(val, "\n") {
		if i > 0 {
			d.newline()
		}
		at := start
		if i > 0 && mapped {
			at.Line = start.Line + i
			at.Col = max(indent(f.Line(at.Line))-indent(line), 0) + 1
		}
		d.note(at, i == 0 || mapped)
		d.put(line)
	}
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// opaque adds a part that is not known: the source of the expression with
// everything that YAML could take for syntax replaced.
func (d *document) opaque(e hclsyntax.Expression) {
	d.vague = true
	at := d.a.pos(e.Range())
	d.note(shifted(at, -2), false)
	f := d.a.files[e.Range().Filename]
	if f == nil || f.made != nil || e.Range().Start.Line != e.Range().End.Line || at.EndCol <= at.Col {
		d.put("${_}")
		return
	}
	d.put("${" + strings.Map(harmless, f.Line(at.Line)[at.Col-1:at.EndCol-1]) + "}")
}

func shifted(at facts.Pos, by int) facts.Pos {
	at.Col = max(at.Col+by, 1)
	return at
}

func harmless(r rune) rune {
	if r == '.' || r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
		return r
	}
	return '_'
}

// render writes the text that an expression would give.
func (d *document) render(s scope, e hclsyntax.Expression, depth int) {
	if d.rounds++; d.rounds > maxSteps || depth > hcltext.MaxNesting || d.full() || e == nil {
		d.vague = true
		return
	}
	switch e := e.(type) {
	case *hclsyntax.TemplateExpr:
		for _, p := range e.Parts {
			d.part(s, p, depth+1)
		}
	case *hclsyntax.TemplateWrapExpr:
		d.render(s, e.Wrapped, depth+1)
	case *hclsyntax.ParenthesesExpr:
		d.render(s, e.Expression, depth+1)
	case *hclsyntax.LiteralValueExpr:
		d.part(s, e, depth+1)
	case *hclsyntax.TemplateJoinExpr:
		d.vague = true
		if loop, ok := e.Tuple.(*hclsyntax.ForExpr); ok {
			d.render(s.with(loop.ValVar, value{}), loop.ValExpr, depth+1)
		}
	case *hclsyntax.ConditionalExpr:
		d.render(s, s.branch(e), depth+1)
	case *hclsyntax.FunctionCallExpr:
		d.call(s, e, depth+1)
	case *hclsyntax.ObjectConsExpr, *hclsyntax.TupleConsExpr:
		d.encode(s, e, 0, depth+1)
	case *hclsyntax.ScopeTraversalExpr:
		d.follow(s, e, depth+1)
	default:
		d.known(s, e)
	}
}

// branch is the side of a conditional that is taken, the first where that is
// not known, unless it is empty.
func (s scope) branch(e *hclsyntax.ConditionalExpr) hclsyntax.Expression {
	condition, known := s.eval(e.Condition).full()
	if empty, plain := literalText(e.TrueResult); condition == "false" || !known && plain && empty == "" {
		return e.FalseResult
	}
	return e.TrueResult
}

// part writes one part of a template.
func (d *document) part(s scope, p hclsyntax.Expression, depth int) {
	switch p := p.(type) {
	case *hclsyntax.LiteralValueExpr:
		if v := fromCty(p.Val); v.kind == scalar {
			d.literal(v.text, p.SrcRange)
		}
	case *hclsyntax.TemplateExpr, *hclsyntax.TemplateJoinExpr:
		d.render(s, p, depth)
	case *hclsyntax.ConditionalExpr:
		if _, template := p.TrueResult.(*hclsyntax.TemplateExpr); template {
			d.render(s, p, depth)
			return
		}
		d.known(s, p)
	default:
		d.known(s, p)
	}
}

// known writes the value of an expression where it is one line, else a part
// that is not known.
func (d *document) known(s scope, e hclsyntax.Expression) {
	text, known := s.eval(e).full()
	if !known || strings.ContainsAny(text, "\r\n") {
		d.opaque(e)
		return
	}
	d.note(shifted(d.a.pos(e.Range()), -2), false)
	d.put(text)
}

// follow renders a local as if it stood here.
func (d *document) follow(s scope, e *hclsyntax.ScopeTraversalExpr, depth int) {
	if s.mod != nil && e.Traversal.RootName() == "local" && len(e.Traversal) == 2 {
		if attr := s.mod.locals[attrAt(e.Traversal, 1)]; attr != nil {
			d.render(s.mod.scope(s.steps), attr.Expr, depth)
			return
		}
	}
	d.known(s, e)
}

// call renders functions that give text.
func (d *document) call(s scope, e *hclsyntax.FunctionCallExpr, depth int) {
	if len(e.Args) == 0 {
		d.opaque(e)
		return
	}
	switch e.Name {
	case "yamldecode", "jsondecode", "trimspace", "chomp", "try", "sensitive", "nonsensitive":
		d.render(s, e.Args[0], depth)
	case "yamlencode", "jsonencode":
		d.encode(s, e.Args[0], 0, depth)
	case "file":
		d.file(s, e.Args[0], nil, depth)
	case "templatefile":
		vars := value{kind: object}
		if len(e.Args) > 1 {
			vars = s.eval(e.Args[1])
		}
		d.file(s, e.Args[0], &vars, depth)
	default:
		d.known(s, e)
	}
}

// file renders a file of the repository, as a template where there are
// variables.
func (d *document) file(s scope, name hclsyntax.Expression, vars *value, depth int) {
	target, known := inRepo(s.dir(), s.eval(name).fragment())
	src := d.a.tree.File(target)
	if !known || src == nil || !d.text(src, vars, depth) {
		d.opaque(name)
	}
}

// text renders a file, as a template where there are variables. It answers
// whether the file could be read.
func (d *document) text(src *source.File, vars *value, depth int) bool {
	text, bad := hcltext.Open(src)
	if bad != nil {
		return false
	}
	f := &file{File: text}
	d.read = append(d.read, src.Path)
	if d.a.files[src.Path] == nil {
		d.a.files[src.Path] = f
	}
	if vars == nil {
		end := hcl.Pos{Line: f.Lines(), Column: 1, Byte: len(f.Text)}
		d.literal(string(f.Text), hcl.Range{Filename: src.Path, Start: hcl.InitialPos, End: end})
		return true
	}
	d.template(f, *vars, depth)
	return true
}

// template renders a template file with the variables given to it; only those
// exist in it.
func (d *document) template(f *file, vars value, depth int) {
	if hcltext.Nested(string(f.Text)) {
		d.vague = true
		return
	}
	parsed, diags := hclsyntax.ParseTemplate(f.Text, f.Source.Path, hcl.InitialPos)
	if bad := f.Problem(diags); bad != nil {
		d.a.part.Problems = append(d.a.part.Problems, *bad)
		d.vague = true
		return
	}
	s := scope{a: d.a, names: map[string]value{}}
	for i, key := range vars.keys {
		s.names[key] = vars.items[i]
	}
	d.render(s, parsed, depth)
}
