package hcltext

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// passing are functions whose result holds their arguments as they are, with
// the first argument that it holds. What others are given, such as patterns,
// separators and keys, is no value. The types of variables give defaults.
var passing = map[string]int{
	"trimspace": 0, "chomp": 0, "base64encode": 0, "base64gzip": 0, "sensitive": 0, "nonsensitive": 0, "tostring": 0, "jsonencode": 0,
	"yamlencode": 0, "merge": 0, "try": 0, "coalesce": 0, "tomap": 0, "tolist": 0, "toset": 0, "concat": 0, "one": 0, "compact": 0,
	"flatten": 0, "distinct": 0, "lower": 0, "upper": 0, "urlencode": 0, "textencodebase64": 0, "ephemeralasnull": 0,
	"indent": 1, "lookup": 2, "templatefile": 1, "templatestring": 1, "object": 0, "map": 0, "list": 0, "set": 0, "optional": 1,
}

// composing are functions that put texts together.
var composing = map[string]bool{"format": true, "formatlist": true, "join": true}

// given is what the place of an expression says of the literals in it.
type given struct {
	field, name string
	sort        Sort
	secret      Object
	composed    bool
}

func (g given) named(name string) given {
	g.field, g.name = name, lastName(name)
	return g
}

// lastName is the innermost name of a path: that of a chart's value.
func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// expression lists the literals that an expression's value is made of.
func (c *collector) expression(g given, e hclsyntax.Expression) {
	switch e := e.(type) {
	case *hclsyntax.TemplateExpr:
		c.template(g, e)
	case *hclsyntax.LiteralValueExpr:
		if strings.HasSuffix(e.SrcRange.Filename, ".json") {
			c.literal(g, e)
		}
	case *hclsyntax.TemplateWrapExpr:
		c.expression(g, e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		c.expression(g, e.Expression)
	case *hclsyntax.ObjectConsExpr:
		c.object(g, e)
	case *hclsyntax.TupleConsExpr:
		c.list(g, e.Exprs)
	case *hclsyntax.ConditionalExpr:
		c.expression(g, e.TrueResult)
		c.expression(g, e.FalseResult)
	case *hclsyntax.ForExpr:
		c.expression(g, e.ValExpr)
	case *hclsyntax.IndexExpr:
		c.expression(g, e.Collection)
	case *hclsyntax.RelativeTraversalExpr:
		c.expression(g, e.Source)
	case *hclsyntax.SplatExpr:
		c.expression(g, e.Source)
	case *hclsyntax.FunctionCallExpr:
		c.call(g, e)
	}
}

func (c *collector) template(g given, e *hclsyntax.TemplateExpr) {
	if c.opens(e) {
		c.literal(g, e)
	}
	for _, p := range e.Parts {
		if _, isText := p.(*hclsyntax.LiteralValueExpr); !isText {
			c.expression(g, p)
		}
	}
}

// opens tells a text of its own from a part of the one around it, which stands
// between directives.
func (c *collector) opens(e *hclsyntax.TemplateExpr) bool {
	at := e.SrcRange.Start.Byte
	if strings.HasSuffix(e.SrcRange.Filename, ".json") {
		at-- // parsed without its quotes
	}
	return at >= 0 && at < len(c.file.Text) && (c.file.Text[at] == '"' || c.file.Text[at] == '<')
}

func (c *collector) call(g given, e *hclsyntax.FunctionCallExpr) {
	first, passes := passing[e.Name]
	switch {
	case e.Name == "get_env" && len(e.Args) == 2: // Terragrunt: the name of a variable and its default
		if name, _, known := textOf(e.Args[0]); known {
			g = g.named(name)
		}
		c.expression(g, e.Args[1])
		return
	case composing[e.Name]:
		first, g.composed = 0, true
	case !passes:
		return
	}
	for _, arg := range e.Args[min(first, len(e.Args)):] {
		c.expression(g, arg)
	}
}

// object lists the values of an object. One that is a pair gives its value to
// the name in it, and the manifest of a Secret holds entries.
func (c *collector) object(g given, e *hclsyntax.ObjectConsExpr) {
	values := map[string]hclsyntax.Expression{}
	for _, item := range e.Items {
		values[keyOf(item.KeyExpr)] = item.ValueExpr
	}
	paired := pairName(values)
	secret := isSecret(values)
	for _, item := range e.Items {
		key := keyOf(item.KeyExpr)
		inner := g
		switch {
		case key == "":
		case paired != "" && key == "value":
			inner = g.named(paired)
		default:
			inner = g.named(key)
		}
		if secret && (key == "data" || key == "stringData") {
			inner.sort, inner.secret = map[string]Sort{"data": Encoded, "stringData": Entry}[key], metadataOf(values["metadata"])
		}
		c.expression(inner, item.ValueExpr)
	}
}

func isSecret(values map[string]hclsyntax.Expression) bool {
	kind, _, _ := textOf(values["kind"])
	version, _, _ := textOf(values["apiVersion"])
	return kind == "Secret" && version == "v1"
}

func metadataOf(e hclsyntax.Expression) Object {
	var o Object
	meta, isObject := e.(*hclsyntax.ObjectConsExpr)
	if !isObject {
		return o
	}
	for _, item := range meta.Items {
		text, partial, _ := textOf(item.ValueExpr)
		switch key := keyOf(item.KeyExpr); {
		case partial:
		case key == "name":
			o.Name = text
		case key == "namespace":
			o.Namespace = text
		}
	}
	return o
}

// pairName is the name in a pair of name and value.
func pairName(values map[string]hclsyntax.Expression) string {
	if values["value"] == nil {
		return ""
	}
	for _, field := range []string{"name", "key", "parameter_key"} {
		if name, partial, known := textOf(values[field]); known && !partial {
			return name
		}
	}
	return ""
}

// argument matches "--name=value" and "NAME=value" in lists of arguments and
// variables.
var argument = expr.New(`^-{0,2}([A-Za-z_][\w.-]{0,80})=(\S+)$`)

// list lists the values of a list: those of a command are named by the options
// before them, or by themselves.
func (c *collector) list(g given, items []hclsyntax.Expression) {
	option := ""
	for _, item := range items {
		text, partial, known := textOf(item)
		switch m := argument.FindStringSubmatch(text); {
		case m != nil && known:
			inner := g.named(m[1])
			c.add(inner, m[2], partial, item)
		case option != "":
			c.expression(g.named(option), item)
		default:
			c.expression(g, item)
		}
		option = ""
		if known && !partial && strings.HasPrefix(text, "--") && !strings.Contains(text, "=") {
			option = strings.TrimLeft(text, "-")
		}
	}
}

// literal adds a text.
func (c *collector) literal(g given, e hclsyntax.Expression) {
	if value, partial, known := textOf(e); known && value != "" {
		c.add(g, value, partial, e)
	}
}
