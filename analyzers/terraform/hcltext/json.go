package hcltext

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zclconf/go-cty/cty"
)

// labelled are the blocks of the JSON spelling with the number of labels that
// stand as nested object keys (Terraform's "JSON Configuration Syntax").
var labelled = map[string]int{
	"resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0, "terraform": 0,
}

// parseJSON reads the JSON spelling and turns it into the tree of the native
// one. In JSON an argument and a nested block look the same, so objects below
// a block appear as both.
func (f *File) parseJSON() (*File, *facts.Problem) {
	if source.Nesting(f.Text) > MaxNesting {
		return nil, &facts.Problem{At: f.Source.At(1, 1, 0), Code: facts.FaultTooDeep, Detail: "nested too deeply to be read safely"}
	}
	parsed, diags := hcljson.Parse(f.Text, f.Source.Path)
	if bad := f.Problem(diags); bad != nil {
		return nil, bad
	}
	attrs, diags := parsed.Body.JustAttributes()
	if bad := f.Problem(diags); bad != nil {
		return nil, bad
	}
	f.Body = &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: parsed.Body.MissingItemRange()}
	for _, name := range sortedNames(attrs) {
		attr := attrs[name]
		if depth, isBlock := labelled[name]; isBlock && strings.HasSuffix(f.Source.Path, ".tf.json") {
			f.Body.Blocks = append(f.Body.Blocks, jsonBlocks(name, nil, nil, depth, attr.Expr)...)
			continue
		}
		f.Body.Attributes[name] = jsonAttribute(name, attr.NameRange, attr.Expr)
	}
	return f, nil
}

func sortedNames(attrs hcl.Attributes) []string {
	names := make([]string, 0, len(attrs))
	for name := range attrs {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return attrs[a].NameRange.Start.Byte - attrs[b].NameRange.Start.Byte
	})
	return names
}

// jsonBlocks walks the label levels of a block type down to the bodies.
func jsonBlocks(typ string, labels []string, ranges []hcl.Range, depth int, expr hcl.Expression) []*hclsyntax.Block {
	if list, diags := hcl.ExprList(expr); !diags.HasErrors() {
		var blocks []*hclsyntax.Block
		for _, item := range list {
			blocks = append(blocks, jsonBlocks(typ, labels, ranges, depth, item)...)
		}
		return blocks
	}
	pairs, diags := hcl.ExprMap(expr)
	if diags.HasErrors() {
		return nil
	}
	if depth == 0 {
		block := &hclsyntax.Block{Type: typ, Labels: labels, LabelRanges: ranges, TypeRange: expr.StartRange(), Body: jsonBody(pairs, expr.Range())}
		return []*hclsyntax.Block{block}
	}
	var blocks []*hclsyntax.Block
	for _, pair := range pairs {
		blocks = append(blocks, jsonBlocks(typ, append(slices.Clone(labels), jsonText(pair.Key)), append(slices.Clone(ranges), pair.Key.Range()), depth-1, pair.Value)...)
	}
	return blocks
}

func jsonBody(pairs []hcl.KeyValuePair, r hcl.Range) *hclsyntax.Body {
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: r}
	for _, pair := range pairs {
		name := jsonText(pair.Key)
		body.Attributes[name] = jsonAttribute(name, pair.Key.Range(), pair.Value)
		body.Blocks = append(body.Blocks, jsonBlocks(name, nil, nil, 0, pair.Value)...)
	}
	return body
}

func jsonAttribute(name string, r hcl.Range, expr hcl.Expression) *hclsyntax.Attribute {
	return &hclsyntax.Attribute{Name: name, NameRange: r, SrcRange: r, Expr: jsonExpr(expr)}
}

// jsonExpr turns a JSON value into a native expression; strings are templates.
func jsonExpr(expr hcl.Expression) hclsyntax.Expression {
	if list, diags := hcl.ExprList(expr); !diags.HasErrors() {
		tuple := &hclsyntax.TupleConsExpr{SrcRange: expr.Range(), OpenRange: expr.StartRange()}
		for _, item := range list {
			tuple.Exprs = append(tuple.Exprs, jsonExpr(item))
		}
		return tuple
	}
	if pairs, diags := hcl.ExprMap(expr); !diags.HasErrors() {
		object := &hclsyntax.ObjectConsExpr{SrcRange: expr.Range(), OpenRange: expr.StartRange()}
		for _, pair := range pairs {
			key := &hclsyntax.LiteralValueExpr{Val: cty.StringVal(jsonText(pair.Key)), SrcRange: pair.Key.Range()}
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{KeyExpr: &hclsyntax.ObjectConsKeyExpr{Wrapped: key, ForceNonLiteral: true}, ValueExpr: jsonExpr(pair.Value)})
		}
		return object
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() || !v.IsWhollyKnown() || v.IsNull() {
		return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: expr.Range()}
	}
	if v.Type() == cty.String {
		return jsonTemplate(v.AsString(), expr.Range())
	}
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: expr.Range()}
}

// jsonTemplate reads a string as a template. Where its text holds no escape,
// positions inside it are exact.
func jsonTemplate(text string, r hcl.Range) hclsyntax.Expression {
	start := r.Start
	start.Byte, start.Column = start.Byte+1, start.Column+1
	if !strings.Contains(text, "${") && !strings.Contains(text, "%{") || Nested(text) {
		return &hclsyntax.LiteralValueExpr{Val: cty.StringVal(text), SrcRange: r}
	}
	parsed, diags := hclsyntax.ParseTemplate([]byte(text), r.Filename, start)
	if diags.HasErrors() {
		return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: r}
	}
	return parsed
}

func jsonText(expr hcl.Expression) string {
	v, diags := expr.Value(nil)
	if diags.HasErrors() || v.IsNull() || !v.IsWhollyKnown() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}
