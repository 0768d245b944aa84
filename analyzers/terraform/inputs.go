package terraform

import (
	"bytes"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// checkInputs marks what a layer does not give to its module: a variable
// without default that neither its inputs, nor a file of values, nor anything
// in the repository that names TF_VAR_<name> sets. A layer that writes out no
// inputs, or not all of them, is not judged: its values come from elsewhere.
func (l *layer) checkInputs(a *analysis) {
	own := l.own()
	if l.module == nil || !l.module.complete() || own.inputs() == nil || !l.spellsInputs() {
		return
	}
	given := map[string]bool{}
	for _, in := range l.inputs() {
		given[in.name] = true
	}
	var unset []string
	for _, name := range sortedKeys(l.module.variables) {
		if v := l.module.variables[name]; v.Body.Attributes["default"] == nil && !given[name] && !l.module.givenApart(name) && !a.mentions("TF_VAR_"+name) {
			unset = append(unset, name)
		}
	}
	idle := l.idleInputs()
	for i, name := range unset {
		at := own.file.Body.Attributes["inputs"].NameRange
		if len(idle) == len(unset) {
			at = idle[i].at
		}
		a.refuse("unset-variable", "var."+name+" of "+l.module.dir, at)
	}
}

// spellsInputs reports whether all inputs of a layer are written out, and
// nothing but them gives values to its module.
func (l *layer) spellsInputs() bool {
	if len(l.units) != len(l.own().includes)+1 {
		return false // something it includes is not known
	}
	for _, u := range l.units {
		if e := u.inputs(); e != nil && !spelled(e, 0) {
			return false
		}
		for _, b := range u.file.Body.Blocks {
			if b.Type == "terraform" && slices.ContainsFunc(b.Body.Blocks, func(inner *hclsyntax.Block) bool { return inner.Type == "extra_arguments" }) {
				return false
			}
		}
	}
	return true
}

// spelled reports whether objectItems are all entries of an expression.
func spelled(e hclsyntax.Expression, depth int) bool {
	switch e := e.(type) {
	case *hclsyntax.ObjectConsExpr:
		return !slices.ContainsFunc(e.Items, func(item hclsyntax.ObjectConsItem) bool {
			_, known := (scope{}).itemName(item)
			return !known
		})
	case *hclsyntax.ParenthesesExpr:
		return depth < 8 && spelled(e.Expression, depth+1)
	case *hclsyntax.FunctionCallExpr:
		return e.Name == "merge" && !e.ExpandFinal && depth < 8 && !slices.ContainsFunc(e.Args, func(arg hclsyntax.Expression) bool { return !spelled(arg, depth+1) })
	}
	return false
}

// idleInputs are the inputs of a layer's own file that its module has no
// variable for.
func (l *layer) idleInputs() []input {
	return slices.DeleteFunc(l.inputs(), func(in input) bool { return in.unit != l.own() || l.module.variables[in.name] != nil })
}

// givenApart reports whether a file of values or a calling module sets a
// variable.
func (m *module) givenApart(name string) bool {
	return slices.ContainsFunc(m.given[name], func(g given) bool { return g.scope.layer == nil })
}

// mentions reports whether any file of the repository holds a text.
func (a *analysis) mentions(text string) bool {
	for _, f := range a.tree.Files {
		if content, err := f.Text(); err == nil && bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}
