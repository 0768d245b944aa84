package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// check marks what Terraform and Terragrunt refuse before they do anything.
func (a *analysis) check() {
	for _, dir := range sortedKeys(a.modules) {
		m := a.modules[dir]
		names := m.declared()
		each(m.blocks, func(e hclsyntax.Expression) {
			m.scope(nil).checkTemplates(e)
			a.checkFunctions(e, functions)
			names.check(e)
		})
		m.checkCalls()
		m.checkRequirements()
		m.checkProviders()
	}
	for _, name := range sortedKeys(a.units) {
		a.units[name].check(a)
	}
	for _, dir := range sortedKeys(a.layers) {
		a.layers[dir].checkInputs(a)
	}
}

// refuse marks a fault of a file; what is the name it is about.
func (a *analysis) refuse(fault, what string, r hcl.Range) {
	at := a.pos(r)
	a.part.Mark(facts.MarkInvalidObject, fault, facts.NewPath(facts.FileSymbol, at.File, a.tree.Repo).WithKey(what), at)
}

// elsewhere are blocks that name what is no longer, or not yet, declared, and
// names of arguments.
var elsewhere = map[string]bool{"moved": true, "removed": true, "import": true, "lifecycle": true}

// unlike are arguments that look like expressions and are none: the type of a
// variable is no call, a provider no resource.
var unlike = map[string]bool{"type": true, "provider": true, "providers": true}

// each visits the expressions of all arguments of blocks and of the blocks in
// them.
func each(blocks []*hclsyntax.Block, visit func(hclsyntax.Expression)) {
	for _, b := range blocks {
		if elsewhere[b.Type] {
			continue
		}
		for _, attr := range attributes(b.Body) {
			if !unlike[attr.Name] || attr.Name == "type" && b.Type != "variable" {
				visit(attr.Expr)
			}
		}
		each(b.Body.Blocks, visit)
	}
}

// checkFunctions marks calls of functions that do not exist. Those of providers
// have a name with colons and are not known.
func (a *analysis) checkFunctions(e hclsyntax.Expression, known ...map[string]bool) {
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		call, isCall := n.(*hclsyntax.FunctionCallExpr)
		if isCall && !strings.Contains(call.Name, "::") && !slices.ContainsFunc(known, func(set map[string]bool) bool { return set[call.Name] }) {
			a.refuse("unknown-function", call.Name, call.NameRange)
		}
		return nil
	})
}

// complete reports whether all declarations of a module are known: all of its
// files were understood, and nothing else writes any into it.
func (m *module) complete() bool {
	for _, p := range m.a.part.Problems {
		if path.Dir(p.At.File) == m.dir {
			return false
		}
	}
	return !m.open
}

// checkCalls marks arguments of module calls that set no variable.
func (m *module) checkCalls() {
	for _, name := range sortedKeys(m.calls) {
		child := m.child(m.scope(nil).fresh(), name)
		if child == nil || !child.complete() {
			continue
		}
		for _, attr := range callArguments(m.calls[name]) {
			if child.variables[attr.Name] == nil {
				m.a.refuse("undefined-name", "var."+attr.Name+" of "+child.dir, attr.NameRange)
			}
		}
	}
}

// required are the required_providers blocks of a module, except those in files
// that override others or that a generated file replaces.
func (m *module) required() []*hclsyntax.Block {
	var found []*hclsyntax.Block
	for _, b := range m.blocks {
		base := path.Base(b.TypeRange.Filename)
		if b.Type != "terraform" || strings.HasPrefix(base, "override.tf") || strings.Contains(base, "_override.tf") || m.replaced(base) {
			continue
		}
		for _, inner := range b.Body.Blocks {
			if inner.Type == "required_providers" {
				found = append(found, inner)
			}
		}
	}
	return found
}

func (m *module) replaced(base string) bool {
	return slices.ContainsFunc(m.generated, func(g *module) bool { return g.target == base || g.target == "" })
}

// checkRequirements marks a second required_providers block: one module may
// have one.
func (m *module) checkRequirements() {
	all := m.required()
	for _, again := range all[min(len(all), 1):] {
		m.a.refuse("repeated-block", again.Type, again.TypeRange)
	}
	if len(all) > 0 && slices.ContainsFunc(m.generated, func(g *module) bool { return len(g.required()) > 0 }) {
		m.a.refuse("repeated-block", all[0].Type, all[0].TypeRange)
	}
}

// checkProviders marks the first use of each provider that is missing where
// generated files declare the providers of all modules.
func (m *module) checkProviders() {
	declared, told := map[string]bool{"terraform": true}, map[string]bool{}
	for _, part := range append([]*module{m}, m.generated...) {
		for _, b := range part.required() {
			for name := range b.Body.Attributes {
				declared[name] = true
			}
		}
	}
	if m.open || !slices.ContainsFunc(m.generated, func(g *module) bool { return len(g.required()) > 0 }) {
		return
	}
	for _, b := range m.blocks {
		if blockAddress(b) == "" {
			continue
		}
		name, _, _ := strings.Cut(b.Labels[0], "_")
		if attr := b.Body.Attributes["provider"]; attr != nil {
			name = hcl.ExprAsKeyword(attr.Expr)
			if vars := hclsyntax.Variables(attr.Expr); len(vars) > 0 {
				name = vars[0].RootName()
			}
		}
		if !declared[name] && !told[name] && name != "" {
			told[name] = true
			m.a.refuse("undeclared-provider", name, b.LabelRanges[0])
		}
	}
}

// check marks the faults of one Terragrunt file.
func (u *unit) check(a *analysis) {
	s := u.at(a, nil)
	if l := a.layers[u.dir]; l != nil && l.own() == u {
		s = u.at(a, l)
	}
	visit := func(e hclsyntax.Expression) {
		a.checkFunctions(e, functions, terragruntFunctions)
		for _, t := range firm(e) {
			s.checkName(t)
		}
	}
	for _, attr := range attributes(u.file.Body) {
		visit(attr.Expr)
	}
	each(u.file.Body.Blocks, visit)
}

// firm are the references of an expression outside of try and can. Terragrunt,
// which knows names only when it asks for their values, goes on without others.
func firm(e hclsyntax.Expression) []hcl.Traversal {
	var soft []hcl.Range
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		if call, isCall := n.(*hclsyntax.FunctionCallExpr); isCall && (call.Name == "try" || call.Name == "can") {
			soft = append(soft, call.Range())
		}
		return nil
	})
	return slices.DeleteFunc(hclsyntax.Variables(e), func(t hcl.Traversal) bool {
		return slices.ContainsFunc(soft, func(r hcl.Range) bool { return r.Overlaps(t.SourceRange()) })
	})
}

// checkName marks a local or dependency that a Terragrunt file does not have,
// and an output that the module of a dependency does not have.
func (s scope) checkName(t hcl.Traversal) {
	name := attrAt(t, 1)
	if t.RootName() == "local" && name != "" && s.unit.locals[name] == nil {
		s.a.refuse("undefined-name", "local."+name, t.SourceRange())
	}
	if t.RootName() == "dependency" && name != "" && s.lacksDependency(name) {
		s.a.refuse("undefined-name", "dependency."+name, t.SourceRange())
	}
	output := attrAt(t, 3)
	if t.RootName() != "dependency" || attrAt(t, 2) != "outputs" || output == "" {
		return
	}
	if l := s.dependencyLayer(name); l != nil && l.module != nil && l.module.complete() && len(l.module.generated) == 0 && l.module.outputs[output] == nil {
		s.a.refuse("undefined-name", "output."+output+" of "+l.module.dir, t.SourceRange())
	}
}

// lacksDependency reports whether neither the file nor one it includes has a
// dependency. What includes the file may have it, so only layers are judged.
func (s scope) lacksDependency(name string) bool {
	if s.layer == nil || len(s.layer.units) != len(s.unit.includes)+1 {
		return false
	}
	return !slices.ContainsFunc(s.layer.units, func(u *unit) bool { return u.dependencies[name] != nil })
}

// checkTemplates marks templates that do not exist, unless the expression goes on
// without them. Other files may be made by somebody before; a template is code.
func (s scope) checkTemplates(e hclsyntax.Expression) {
	w := &flowWalker{scope: s.fresh()}
	w.call = func(call *hclsyntax.FunctionCallExpr) {
		if call.Name != "templatefile" || len(call.Args) == 0 || w.soft > 0 {
			return
		}
		name, inside := inRepo(s.dir(), s.eval(call.Args[0]).fragment())
		if inside && s.a.tree.File(name) == nil {
			s.a.missing(name, call.Args[0])
		}
	}
	_ = hclsyntax.Walk(e, w) // the walker reports no diagnostics
}
