package terraform

import (
	"math/big"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// kind is the sort of a value.
type kind int

const (
	opaque kind = iota
	scalar      // string, number or bool, as its text
	list
	object
)

// value is what the evaluator knows about an expression: a text that may have
// holes, a list, an object, or nothing.
type value struct {
	kind  kind
	text  string
	keys  []string // of an object
	items []value  // of an object in the order of keys, or of a list
	open  bool     // an object that may have more keys
	bare  bool     // a number or truth value, which YAML has without quotes
}

// hole stands in a text for a part that is not known. Neither a name nor a path
// can hold the byte.
const hole = "\x00"

// root stands at the start of a text for the directory of the repository.
const root = "\x01"

// maxText is the longest text the evaluator builds, in bytes, and maxItems the
// longest list: a template may double itself.
const (
	maxText  = 256 << 10
	maxItems = 256
)

func text(s string) value {
	if len(s) > maxText {
		return value{}
	}
	return value{kind: scalar, text: s}
}

// fromCty turns a literal into a value.
func fromCty(v cty.Value) value {
	if !v.IsKnown() || v.IsNull() || v.IsMarked() {
		return value{}
	}
	switch v.Type() {
	case cty.String:
		return text(v.AsString())
	case cty.Bool:
		return truth(v.True())
	case cty.Number:
		return value{kind: scalar, text: number(v.AsBigFloat()), bare: true}
	}
	return value{}
}

func number(f *big.Float) string {
	if f.MantExp(nil) > 256 {
		return hole
	}
	return f.Text('f', -1)
}

// worded is the value as text, with all that is in it: what a conversion to
// text, or to a type that is not known, leaves of numbers and truth values.
func (v value) worded() value {
	v.bare = false
	items := make([]value, len(v.items))
	for i, item := range v.items {
		items[i] = item.worded()
	}
	v.items = items
	return v
}

// full answers the text of a scalar without holes.
func (v value) full() (string, bool) {
	return v.text, v.kind == scalar && !strings.ContainsAny(v.text, hole+root)
}

// pattern is the text as a name in which "*" stands for what is not known, and
// whether anything is not.
func (v value) pattern() (string, bool) {
	if v.kind != scalar {
		return "*", true
	}
	s := strings.ReplaceAll(v.text, root, hole)
	for strings.Contains(s, hole+hole) {
		s = strings.ReplaceAll(s, hole+hole, hole)
	}
	return strings.ReplaceAll(s, hole, "*"), strings.Contains(s, hole)
}

// fragment is the text of the value inside a template.
func (v value) fragment() string {
	if v.kind != scalar {
		return hole
	}
	return v.text
}

func (v value) get(key string) value {
	if i := slices.Index(v.keys, key); v.kind == object && i >= 0 {
		return v.items[i]
	}
	if i, err := strconv.Atoi(key); err == nil && v.kind == list && i >= 0 && i < len(v.items) {
		return v.items[i]
	}
	return value{}
}

// set adds or replaces an entry of an object.
func (v *value) set(key string, entry value) {
	if i := slices.Index(v.keys, key); i >= 0 {
		v.items[i] = entry
		return
	}
	v.keys, v.items = append(v.keys, key), append(v.items, entry)
}

// follow applies the rest of a traversal.
func (v value) follow(steps hcl.Traversal) value {
	for _, step := range steps {
		key, ok := stepKey(step)
		if !ok {
			return value{}
		}
		v = v.get(key)
	}
	return v
}

// stepKey is the name or index of a step of a traversal.
func stepKey(step hcl.Traverser) (string, bool) {
	switch step := step.(type) {
	case hcl.TraverseAttr:
		return step.Name, true
	case hcl.TraverseIndex:
		return fromCty(step.Key).full()
	}
	return "", false
}

// equal reports whether two values are the same known text.
func equal(a, b value) bool {
	x, known := a.full()
	y, other := b.full()
	return known && other && x == y
}

// literalText is the text of an expression that is one plain string.
func literalText(e hclsyntax.Expression) (string, bool) {
	switch e := e.(type) {
	case *hclsyntax.TemplateExpr:
		if e.IsStringLiteral() {
			return literalText(e.Parts[0])
		}
		if len(e.Parts) == 0 {
			return "", true
		}
	case *hclsyntax.LiteralValueExpr:
		if e.Val.Type() == cty.String {
			return fromCty(e.Val).full()
		}
	}
	return "", false
}

// inRepo answers the repository-relative path that a text names when read in a
// directory, and whether it is known and inside.
func inRepo(dir, name string) (string, bool) {
	if rest, rooted := strings.CutPrefix(name, root); rooted {
		dir, name = "", strings.TrimLeft(rest, "/")
	} else if strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~") || strings.HasPrefix(name, "$") {
		return "", false
	}
	if strings.ContainsAny(name, hole+root) {
		return "", false
	}
	clean := path.Join(dir, name)
	if clean == "" {
		clean = "."
	}
	return clean, clean != ".." && !strings.HasPrefix(clean, "../")
}
