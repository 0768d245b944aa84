package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// secretName matches names whose literal values no report may show.
var secretName = expr.New(`(?i)passw|passphrase|token|secret|key|credential|private`)

// plainName matches names whose values only say where a secret is.
var plainName = expr.New(`(?i)(name|namespace|ref|path|file|dir|url)$`)

func soundsSecret(name string) bool {
	return secretName.MatchString(name) && !plainName.MatchString(name)
}

// mask marks the literals of an expression that a name declares secret, also
// those under secret names inside objects.
func (a *analysis) mask(on facts.Symbol, name string, e hclsyntax.Expression) {
	_ = hclsyntax.Walk(e, &maskWalker{a: a, on: on, name: name, all: soundsSecret(name)})
}

// maskAll marks every literal of an expression.
func (a *analysis) maskAll(on facts.Symbol, name string, e hclsyntax.Expression) {
	_ = hclsyntax.Walk(e, &maskWalker{a: a, on: on, name: name, all: true})
}

// maskSetting marks the value of a block that is a pair of name and value, as
// those of a chart: all of set_sensitive, of set those with a secret name.
func (a *analysis) maskSetting(on facts.Symbol, b *hclsyntax.Block) {
	value, name := b.Body.Attributes["value"], b.Body.Attributes["name"]
	if value == nil || name == nil {
		return
	}
	label, _ := literalText(name.Expr)
	switch {
	case b.Type == "set_sensitive" || soundsSecret(label):
		a.maskAll(on, label, value.Expr)
	case label != "":
		a.mask(on, label, value.Expr)
	}
}

// maskWalker marks string literals. Keys of objects are names, not values.
type maskWalker struct {
	a      *analysis
	on     facts.Symbol
	name   string
	all    bool
	keys   map[hclsyntax.Node]string // values of objects and their keys
	inside int                       // how many values under secret keys are open
	names  int                       // how many keys and arguments that are names are open
}

// Enter implements hclsyntax.Walker.
func (w *maskWalker) Enter(n hclsyntax.Node) hcl.Diagnostics {
	w.key(n, 1)
	w.names += named(n)
	switch n := n.(type) {
	case *hclsyntax.ObjectConsExpr:
		w.noteKeys(n)
	case *hclsyntax.TemplateExpr:
		w.literal(n.SrcRange, hasText(n))
	case *hclsyntax.LiteralValueExpr:
		s, plain := literalText(n)
		w.literal(n.SrcRange, plain && s != "" && strings.HasSuffix(n.SrcRange.Filename, ".json"))
	}
	return nil
}

// Exit implements hclsyntax.Walker.
func (w *maskWalker) Exit(n hclsyntax.Node) hcl.Diagnostics {
	w.key(n, -1)
	w.names -= named(n)
	return nil
}

// key notes that the value of a key begins or ends.
func (w *maskWalker) key(n hclsyntax.Node, by int) {
	if _, isExpr := n.(hclsyntax.Expression); !isExpr {
		return // lists of arguments are no keys of a map
	}
	if key, known := w.keys[n]; known && soundsSecret(key) {
		w.inside += by
	}
}

// named is 1 for what holds names instead of values: keys of objects, the
// variable or file that a function reads.
func named(n hclsyntax.Node) int {
	switch n := n.(type) {
	case *hclsyntax.ObjectConsKeyExpr:
		return 1
	case *hclsyntax.FunctionCallExpr:
		if readers[n.Name] || nameTakers[n.Name] {
			return 1
		}
	}
	return 0
}

// nameTakers are functions, besides those that read a file, whose arguments
// name something.
var nameTakers = map[string]bool{"fileexists": true, "fileset": true, "get_env": true, "find_in_parent_folders": true, "read_terragrunt_config": true, "pathexpand": true}

func (w *maskWalker) noteKeys(e *hclsyntax.ObjectConsExpr) {
	for _, item := range e.Items {
		key, known := (scope{a: w.a}).eval(item.KeyExpr).full()
		if !known {
			continue
		}
		if w.keys == nil {
			w.keys = map[hclsyntax.Node]string{}
		}
		w.keys[item.ValueExpr] = key
	}
}

func (w *maskWalker) literal(r hcl.Range, holdsText bool) {
	if !holdsText || w.names > 0 {
		return
	}
	if w.all || w.inside > 0 {
		w.a.part.Mark(facts.MarkMasked, "", w.on.WithKey(w.name), w.a.span(r))
	}
}

func hasText(e *hclsyntax.TemplateExpr) bool {
	for _, p := range e.Parts {
		if lit, ok := p.(*hclsyntax.LiteralValueExpr); ok && fromCty(lit.Val).text != "" {
			return true
		}
	}
	return false
}

// span is the place of a range over all of its lines.
func (a *analysis) span(r hcl.Range) facts.Pos {
	if f := a.files[r.Filename]; f != nil && f.made == nil {
		return f.Span(r)
	}
	return a.pos(r)
}
