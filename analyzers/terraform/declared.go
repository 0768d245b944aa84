package terraform

import (
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// declared are the names that expressions of a module may use.
type declared struct {
	m         *module
	parts     []*module // the module and what is generated into it
	iterators map[string]bool
	judged    bool // all of them are known
}

func (m *module) declared() declared {
	return declared{m: m, parts: append([]*module{m}, m.generated...), iterators: m.iterators(), judged: m.complete()}
}

// check marks names in an expression that the module does not declare.
func (d declared) check(e hclsyntax.Expression) {
	if !d.judged {
		return
	}
	for _, t := range hclsyntax.Variables(e) {
		if name := d.lacks(t); name != "" {
			d.m.a.refuse("undefined-name", name, t.SourceRange())
		}
	}
}

// lacks is the name of a reference that nothing declares, or empty.
func (d declared) lacks(t hcl.Traversal) string {
	name := attrAt(t, 1)
	if name == "" {
		return ""
	}
	var has func(*module) bool
	switch root := t.RootName(); {
	case root == "var":
		has = func(m *module) bool { return m.variables[name] != nil }
	case root == "local":
		has = func(m *module) bool { return m.locals[name] != nil }
	case root == "module":
		has = func(m *module) bool { return m.calls[name] != nil }
	case strings.Contains(root, "_") && !d.iterators[root]:
		has = func(m *module) bool { return m.resources[root+"."+name] != nil }
	}
	if has == nil || slices.ContainsFunc(d.parts, has) {
		return ""
	}
	return t.RootName() + "." + name
}

// iterators are the names by which dynamic blocks of a module call their
// elements.
func (m *module) iterators() map[string]bool {
	names := map[string]bool{}
	var visit func(blocks []*hclsyntax.Block, depth int)
	visit = func(blocks []*hclsyntax.Block, depth int) {
		for _, b := range blocks {
			if b.Type == "dynamic" && len(b.Labels) == 1 {
				names[b.Labels[0]] = true
				if attr := b.Body.Attributes["iterator"]; attr != nil {
					names[hcl.ExprAsKeyword(attr.Expr)] = true
				}
			}
			if depth < hcltext.MaxNesting {
				visit(b.Body.Blocks, depth+1)
			}
		}
	}
	visit(m.blocks, 0)
	return names
}
