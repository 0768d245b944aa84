package rewrite

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
)

// inHCL is the text in quotes that starts at an offset.
func (p *parts) inHCL(offset int) (*part, *node) {
	h := p.hclPart()
	if h == nil {
		return nil, nil
	}
	return h, h.at[offset]
}

// hclPart is the tree of a file of HCL, or nil.
func (p *parts) hclPart() *part {
	if p.hcl == nil {
		p.hcl = &part{}
		text := bytes.TrimPrefix(p.text, []byte(bom))
		file, bad := hcltext.Parse(source.New("", map[string][]byte{p.name: text}).File(p.name))
		if bad == nil && file.Body != nil {
			m := &mould{text: file.Text, skipped: len(p.text) - len(text), tree: &tree{at: map[int]*node{}}}
			m.tree.root = m.body(file.Body, 0)
			p.hcl.tree = m.tree
		}
	}
	if p.hcl.tree == nil {
		return nil
	}
	return p.hcl
}

// mould makes nodes of HCL.
type mould struct {
	text    []byte
	skipped int // bytes of the file before the text
	tree    *tree
}

func (m *mould) node(s sort, r hcl.Range) *node {
	return &node{sort: s, from: r.Start.Byte + m.skipped, body: r.Start.Byte + m.skipped, to: r.End.Byte + m.skipped}
}

func (m *mould) source(r hcl.Range) string {
	if r.Start.Byte < 0 || r.Start.Byte > r.End.Byte || r.End.Byte > len(m.text) {
		return ""
	}
	return string(m.text[r.Start.Byte:r.End.Byte])
}

func (m *mould) body(b *hclsyntax.Body, depth int) *node {
	n := m.node(mapping, b.SrcRange)
	if depth > maxDepth {
		return n
	}
	for _, name := range slices.Sorted(maps.Keys(b.Attributes)) {
		attr := b.Attributes[name]
		n.fields = append(n.fields, field{name, m.node(opaque, attr.NameRange), m.expression(attr.Expr, depth+1)})
	}
	for i, inner := range b.Blocks {
		name := strings.Join(append([]string{inner.Type, strconv.Itoa(i)}, inner.Labels...), " ")
		n.fields = append(n.fields, field{name, m.node(opaque, inner.TypeRange), m.body(inner.Body, depth+1)})
	}
	return n
}

// expression turns objects, lists and texts into nodes. What is computed is
// opaque, but for the functions that write their argument as it is.
func (m *mould) expression(e hclsyntax.Expression, depth int) *node {
	n := m.node(opaque, e.Range())
	n.value = m.source(e.Range())
	if depth > maxDepth {
		return n
	}
	switch e := e.(type) {
	case *hclsyntax.ObjectConsExpr:
		n.sort, n.flow = mapping, true
		for _, item := range e.Items {
			key := m.key(item.KeyExpr)
			n.fields = append(n.fields, field{key.value, key, m.expression(item.ValueExpr, depth+1)})
		}
	case *hclsyntax.TupleConsExpr:
		n.sort, n.flow = sequence, true
		for _, item := range e.Exprs {
			n.items = append(n.items, m.expression(item, depth+1))
		}
	case *hclsyntax.FunctionCallExpr:
		if len(e.Args) == 1 && (e.Name == "yamlencode" || e.Name == "jsonencode") {
			return m.expression(e.Args[0], depth+1)
		}
	case *hclsyntax.ParenthesesExpr:
		return m.expression(e.Expression, depth+1)
	case *hclsyntax.TemplateExpr:
		m.quoted(n, e)
	}
	return n
}

// quoted makes a scalar of a text in quotes that nothing is filled into.
func (m *mould) quoted(n *node, e *hclsyntax.TemplateExpr) {
	if !strings.HasPrefix(n.value, `"`) {
		n.value = "" // a heredoc is a text of its own
		return
	}
	v, diags := e.Value(nil)
	if !e.IsStringLiteral() || diags.HasErrors() {
		return
	}
	n.sort, n.style, n.tag, n.value = scalar, hclText, "!!str", v.AsString()
	m.tree.add(n)
	m.tree.at[n.from+1] = n // behind the quote
}

func (m *mould) key(e hclsyntax.Expression) *node {
	n := m.node(opaque, e.Range())
	n.value = strings.Trim(m.source(e.Range()), `"`)
	if strings.HasPrefix(m.source(e.Range()), `"`) {
		n.style = hclText
	}
	return n
}
