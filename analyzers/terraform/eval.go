package terraform

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// maxSteps bounds the work of one evaluation, over everything it follows.
const maxSteps = 20_000

// scope is where an expression stands: in a module or in a Terragrunt file, with
// the names that hold only there.
type scope struct {
	a     *analysis
	mod   *module
	unit  *unit
	layer *layer // whose configuration the Terragrunt file is part of
	names map[string]value
	each  hclsyntax.Expression // for_each of the block around
	steps *int
}

// fresh is the scope with a budget of its own.
func (s scope) fresh() scope {
	n := maxSteps
	s.steps = &n
	return s
}

func (s scope) with(name string, v value) scope {
	names := map[string]value{name: v}
	for k, old := range s.names {
		if k != name {
			names[k] = old
		}
	}
	s.names = names
	return s
}

// eval is what can be said about an expression without running anything.
func (s scope) eval(e hclsyntax.Expression) value {
	if s.steps == nil {
		s = s.fresh()
	}
	if *s.steps--; *s.steps < 0 || e == nil {
		return value{}
	}
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return fromCty(e.Val)
	case *hclsyntax.TemplateExpr:
		return s.template(e.Parts)
	case *hclsyntax.TemplateWrapExpr:
		return s.eval(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return s.eval(e.Expression)
	case *hclsyntax.ObjectConsExpr:
		return s.object(e)
	case *hclsyntax.ObjectConsKeyExpr:
		return s.key(e)
	case *hclsyntax.TupleConsExpr:
		return s.tuple(e)
	case *hclsyntax.ConditionalExpr:
		return s.choose(e)
	case *hclsyntax.BinaryOpExpr:
		return s.compare(e)
	case *hclsyntax.ScopeTraversalExpr:
		return s.lookup(e.Traversal)
	case *hclsyntax.RelativeTraversalExpr:
		return s.eval(e.Source).follow(e.Traversal)
	case *hclsyntax.IndexExpr:
		if key, known := s.eval(e.Key).full(); known {
			return s.eval(e.Collection).get(key)
		}
	case *hclsyntax.FunctionCallExpr:
		return s.call(e)
	}
	return value{}
}

func (s scope) template(parts []hclsyntax.Expression) value {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(s.eval(p).fragment())
		if b.Len() > maxText {
			return value{}
		}
	}
	return text(b.String())
}

func (s scope) object(e *hclsyntax.ObjectConsExpr) value {
	v := value{kind: object}
	for _, item := range e.Items {
		key, known := s.eval(item.KeyExpr).full()
		if !known {
			v.open = true
			continue
		}
		v.set(key, s.eval(item.ValueExpr))
	}
	return v
}

func (s scope) key(e *hclsyntax.ObjectConsKeyExpr) value {
	if name := hcl.ExprAsKeyword(e.Wrapped); name != "" && !e.ForceNonLiteral {
		return text(name)
	}
	return s.eval(e.Wrapped)
}

func (s scope) tuple(e *hclsyntax.TupleConsExpr) value {
	v := value{kind: list}
	for _, item := range e.Exprs {
		v.items = append(v.items, s.eval(item))
	}
	return v
}

func (s scope) choose(e *hclsyntax.ConditionalExpr) value {
	condition, _ := s.eval(e.Condition).full()
	switch condition {
	case "true":
		return s.eval(e.TrueResult)
	case "false":
		return s.eval(e.FalseResult)
	}
	if yes, no := s.eval(e.TrueResult), s.eval(e.FalseResult); equal(yes, no) {
		return yes
	}
	return value{}
}

func (s scope) compare(e *hclsyntax.BinaryOpExpr) value {
	a, known := s.eval(e.LHS).full()
	b, other := s.eval(e.RHS).full()
	if !known || !other {
		return value{}
	}
	switch e.Op {
	case hclsyntax.OpEqual:
		return truth(a == b)
	case hclsyntax.OpNotEqual:
		return truth(a != b)
	case hclsyntax.OpLogicalAnd:
		return truth(a == "true" && b == "true")
	case hclsyntax.OpLogicalOr:
		return truth(a == "true" || b == "true")
	}
	return value{}
}

func truth(b bool) value {
	return value{kind: scalar, text: strconv.FormatBool(b), bare: true}
}

// lookup is the value of a reference.
func (s scope) lookup(t hcl.Traversal) value {
	if v, named := s.names[t.RootName()]; named {
		return v.follow(t[1:])
	}
	name := attrAt(t, 1)
	switch {
	case name == "":
		return value{}
	case s.unit != nil:
		return s.lookupUnit(t, name)
	case s.mod != nil:
		return s.lookupModule(t, name)
	}
	return value{}
}

func (s scope) lookupModule(t hcl.Traversal, name string) value {
	switch t.RootName() {
	case "var":
		return s.mod.variableValue(s, name).follow(t[2:])
	case "local":
		return s.mod.localValue(s, name).follow(t[2:])
	case "path":
		if name == "module" || name == "root" && len(s.mod.callers) == 0 {
			return text(root + "/" + s.mod.dir)
		}
		return value{}
	case "module":
		rest := skipIndex(t[2:])
		if child := s.mod.child(s, name); child != nil && len(rest) > 0 {
			if out, ok := stepKey(rest[0]); ok {
				return child.outputValue(s, out).follow(rest[1:])
			}
		}
		return value{}
	}
	address, rest := resourceAddress(t)
	if b := s.mod.resources[address]; b != nil {
		return s.mod.scope(s.steps).attribute(b.block, rest, 0)
	}
	return value{}
}

// attribute is the value of an argument of a block, nested blocks included:
// metadata[0].name.
func (s scope) attribute(b *hclsyntax.Block, steps hcl.Traversal, depth int) value {
	if len(steps) == 0 || depth > 8 {
		return value{}
	}
	name, ok := stepKey(steps[0])
	if !ok {
		return value{}
	}
	if name == "id" && strings.HasPrefix(strings.Join(b.Labels, "."), "kubernetes_namespace") {
		return s.argument(nested(b.Body, "metadata"), "name")
	}
	if inner := nested(b.Body, name); inner != nil {
		return s.attribute(inner, skipIndex(steps[1:]), depth+1)
	}
	if attr := b.Body.Attributes[name]; attr != nil {
		return s.eval(attr.Expr).follow(skipIndexOf(s.eval(attr.Expr), steps[1:]))
	}
	return value{}
}

// skipIndexOf leaves out the [0] that a provider's schema puts before an object
// written as an argument.
func skipIndexOf(v value, steps hcl.Traversal) hcl.Traversal {
	if v.kind == object {
		return skipIndex(steps)
	}
	return steps
}

// argument is the value of an argument of a block that may be nil.
func (s scope) argument(b *hclsyntax.Block, name string) value {
	if b == nil {
		return value{}
	}
	if attr := b.Body.Attributes[name]; attr != nil {
		return s.eval(attr.Expr)
	}
	return value{}
}

// nested is the first nested block of a type, or nil.
func nested(body *hclsyntax.Body, typ string) *hclsyntax.Block {
	for _, b := range body.Blocks {
		if b.Type == typ {
			return b
		}
	}
	return nil
}

// attrAt is the name of the i-th step of a traversal, or empty.
func attrAt(t hcl.Traversal, i int) string {
	if i >= len(t) {
		return ""
	}
	name, _ := stepKey(t[i])
	return name
}

// skipIndex leaves out an index at the start: of count, for_each or a list of
// one nested block.
func skipIndex(t hcl.Traversal) hcl.Traversal {
	if len(t) > 0 {
		if _, index := t[0].(hcl.TraverseIndex); index {
			return t[1:]
		}
	}
	return t
}
