package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// pickers are functions that answer one or all of the entries of their first
// argument, as they are.
var pickers = map[string]bool{"one": true, "element": true, "values": true}

// reach is the reference inside an expression that takes one entry of many, by a
// computed key, a splat or a function, and what the expression then asks of it.
func reach(e hclsyntax.Expression) (*hclsyntax.ScopeTraversalExpr, hcl.Traversal) {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return e, nil
	case *hclsyntax.ParenthesesExpr:
		return reach(e.Expression)
	case *hclsyntax.RelativeTraversalExpr:
		base, rest := reach(e.Source)
		return base, slices.Concat(rest, e.Traversal)
	case *hclsyntax.IndexExpr:
		return entry(e.Collection, e.SrcRange)
	case *hclsyntax.SplatExpr:
		base, rest := entry(e.Source, e.MarkerRange)
		if each, ok := e.Each.(*hclsyntax.RelativeTraversalExpr); ok {
			rest = slices.Concat(rest, each.Traversal)
		}
		return base, rest
	case *hclsyntax.FunctionCallExpr:
		if pickers[e.Name] && len(e.Args) > 0 {
			return entry(e.Args[0], e.NameRange)
		}
	}
	return nil, nil
}

// entry is what an expression reaches, and one step to an entry of it whose key
// is not known. A second step of this kind stays at the first.
func entry(e hclsyntax.Expression, at hcl.Range) (*hclsyntax.ScopeTraversalExpr, hcl.Traversal) {
	base, rest := reach(e)
	if n := len(rest); n > 0 {
		if _, again := rest[n-1].(hcl.TraverseIndex); again {
			return base, rest
		}
	}
	return base, append(slices.Clip(rest), hcl.TraverseIndex{Key: cty.DynamicVal, SrcRange: at})
}

// follow adds what an expression asks of an entry it picks, once for each
// reference: the nodes inside say less.
func (w *flowWalker) follow(e hclsyntax.Expression) {
	base, rest := reach(e)
	if base == nil || len(rest) == 0 || w.reached[base] || w.shadowed(base.Traversal.RootName()) {
		return
	}
	if w.reached == nil {
		w.reached = map[*hclsyntax.ScopeTraversalExpr]bool{}
	}
	w.reached[base] = true
	at := w.scope.a.pos(base.SrcRange)
	for _, o := range w.scope.targets(slices.Concat(base.Traversal, rest)) {
		o.at = at
		w.add(o)
	}
}
