package terraform

import (
	"encoding/json"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// encode writes a value as block YAML, one scalar a line, so that every line
// belongs to one place in the source.
func (d *document) encode(s scope, e hclsyntax.Expression, indent, depth int) {
	if d.rounds++; d.rounds > maxSteps || depth > hcltext.MaxNesting || d.full() {
		d.vague = true
		return
	}
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		d.encode(s, e.Expression, indent, depth+1)
	case *hclsyntax.ObjectConsExpr:
		for _, item := range e.Items {
			d.start(indent)
			d.note(d.a.pos(item.KeyExpr.Range()), true)
			d.put(quoted(s.eval(item.KeyExpr)) + ":")
			d.child(s, item.ValueExpr, indent, depth)
		}
		d.empty(len(e.Items), "{}")
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			d.start(indent)
			d.put("-")
			d.child(s, item, indent, depth)
		}
		d.empty(len(e.Exprs), "[]")
	default:
		d.value(s.eval(e), d.a.pos(e.Range()), indent, depth+1)
	}
}

// start begins an entry on a line of its own.
func (d *document) start(indent int) {
	if d.col > 1 {
		d.newline()
	}
	d.put(strings.Repeat(" ", indent))
}

func (d *document) empty(n int, spelling string) {
	if n == 0 {
		d.put(" " + spelling)
	}
}

// child writes what follows a key or dash.
func (d *document) child(s scope, e hclsyntax.Expression, indent, depth int) {
	switch inner := e.(type) {
	case *hclsyntax.ObjectConsExpr, *hclsyntax.TupleConsExpr:
		d.encode(s, inner, indent+2, depth+1)
		return
	}
	v := s.eval(e)
	if v.kind == list || v.kind == object {
		d.value(v, d.a.pos(e.Range()), indent+2, depth+1)
		return
	}
	d.put(" ")
	d.note(d.a.pos(e.Range()), true)
	if literal, ok := e.(*hclsyntax.LiteralValueExpr); ok && literal.Val.IsNull() {
		d.put("null")
		return
	}
	if _, known := v.full(); known {
		d.put(d.written(v))
		return
	}
	d.put(`"`)
	d.opaque(e)
	d.put(`"`)
}

// value writes an evaluated value; all of it stands at one place.
func (d *document) value(v value, at facts.Pos, indent, depth int) {
	if d.rounds++; d.rounds > maxSteps || depth > hcltext.MaxNesting || d.full() {
		d.vague = true
		return
	}
	d.vague = d.vague || v.open || v.kind == opaque
	switch v.kind {
	case object:
		for i, k := range v.keys {
			d.start(indent)
			d.note(at, false)
			d.put(quoted(text(k)) + ":")
			d.value(v.items[i], at, indent+2, depth+1)
		}
		d.empty(len(v.keys), "{}")
	case list:
		for _, item := range v.items {
			d.start(indent)
			d.put("-")
			d.value(item, at, indent+2, depth+1)
		}
		d.empty(len(v.items), "[]")
	default:
		d.put(" ")
		d.note(at, false)
		d.put(d.written(v))
	}
}

// written is a scalar as YAML has it.
func (d *document) written(v value) string {
	if s, known := v.full(); known && v.bare && !d.fitted {
		return s
	}
	return quoted(v)
}

// quoted is a scalar as text in YAML; unknown parts become ${_}.
func quoted(v value) string {
	s := strings.ReplaceAll(v.fragment(), hole, "${_}")
	b, err := json.Marshal(strings.ReplaceAll(s, root, ""))
	if err != nil {
		return `""`
	}
	return string(b)
}
