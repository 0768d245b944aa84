package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
)

// external follows the program whose answer a data source gives.
// Source: registry page of hashicorp/external, data source external.
func (m *module) external(r *resource, symbol facts.Symbol, s scope) {
	attr := r.block.Body.Attributes["program"]
	if r.block.Type != "data" || r.typ != "external" || attr == nil {
		return
	}
	words, ok := attr.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		m.a.unfollowed(symbol, attr.Expr.Range())
		return
	}
	m.a.program(symbol, s, words.Exprs)
}

// runs follows the programs that a Terragrunt file runs for its own values.
// Source: Terragrunt's documentation, "Functions", run_cmd: options that start
// with --terragrunt stand before the program.
func (u *unit) runs(a *analysis, s scope) {
	on := facts.NewPath(facts.Terraform, u.file.Source.Path)
	_ = hclsyntax.VisitAll(u.file.Body, func(n hclsyntax.Node) hcl.Diagnostics { // the visitor reports no diagnostics
		call, ok := n.(*hclsyntax.FunctionCallExpr)
		if !ok || call.Name != "run_cmd" {
			return nil
		}
		words := call.Args
		for len(words) > 0 && strings.HasPrefix(s.eval(words[0]).fragment(), "--terragrunt") {
			words = words[1:]
		}
		a.program(on, s, words)
		return nil
	})
}

// program follows what is run: a script of the repository speaks for itself,
// a text for a shell is followed. About any other program nobody knows what it
// reads.
func (a *analysis) program(from facts.Symbol, s scope, words []hclsyntax.Expression) {
	if len(words) == 0 {
		return
	}
	if slices.ContainsFunc(words[:min(2, len(words))], func(e hclsyntax.Expression) bool { return a.ownScript(s, e) }) {
		return
	}
	if text := s.inlineShell(words); text != nil {
		a.follow(from, false, text)
		return
	}
	a.unfollowed(from, words[0].Range())
}

// inlineShell is the text that the words give to a shell, or nil.
func (s scope) inlineShell(words []hclsyntax.Expression) hclsyntax.Expression {
	if len(words) < 3 {
		return nil
	}
	name, _ := s.eval(words[0]).full()
	option, _ := s.eval(words[1]).full()
	if isShell(name) && strings.HasPrefix(option, "-") && strings.HasSuffix(option, "c") {
		return words[2]
	}
	return nil
}

// ownScript reports whether an expression names a script of the repository.
func (a *analysis) ownScript(s scope, e hclsyntax.Expression) bool {
	name, inside := inRepo(s.dir(), s.eval(e).fragment())
	if !inside {
		return false
	}
	f := a.tree.File(name)
	return f != nil && shelltext.IsScript(f)
}
