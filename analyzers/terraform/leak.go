package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
)

// passing are functions whose result holds their arguments as they are. What
// others are given, such as patterns, separators and keys, is no value.
var passing = map[string]bool{
	"trimspace": true, "chomp": true, "base64encode": true, "sensitive": true, "nonsensitive": true, "tostring": true, "jsonencode": true,
	"yamlencode": true, "merge": true, "try": true, "coalesce": true, "tomap": true, "tolist": true, "toset": true, "concat": true, "one": true,
}

// computed is 1 for expressions whose literals are not their value.
func computed(n hclsyntax.Node) int {
	switch n := n.(type) {
	case *hclsyntax.FunctionCallExpr:
		if passing[n.Name] {
			return 0
		}
		return 1
	case *hclsyntax.BinaryOpExpr, *hclsyntax.IndexExpr:
		return 1
	}
	return 0
}

// judge marks a literal that is a secret: one text by the name it is given to, a
// text of several lines by what its lines assign.
func (a *analysis) judge(on facts.Symbol, name string, e hclsyntax.Expression, r hcl.Range, place literal.Place) {
	f := a.files[r.Filename]
	if f == nil || f.Source == nil || literal.IsSample(r.Filename) {
		return
	}
	if r.End.Line > r.Start.Line && r.End.Byte <= len(f.Text) {
		raw := string(f.Text[r.Start.Byte:r.End.Byte])
		if strings.Contains(raw, "kind: Secret\n") || a.judgeLines(on, f, r, raw) {
			return // the entries of a Secret are judged where it is read
		}
	}
	if text, plain := literalText(e); plain {
		a.leak(literal.Judge(name[strings.LastIndexByte(name, '.')+1:], text, place), on.WithKey(name), a.span(r))
	}
}

// judgeLines judges the assignments in a text of several lines.
func (a *analysis) judgeLines(on facts.Symbol, f *file, r hcl.Range, raw string) bool {
	found := false
	for _, line := range literal.Assignments(raw) {
		if v := line.Judge(); v.Leaks() {
			found = true
			a.leak(v, on.WithKey(line.Name), f.Source.At(r.Start.Line+line.Line, line.Col+1, len(line.Value)))
		}
	}
	return found
}

// leak marks a place once, however many ways lead to it.
func (a *analysis) leak(v literal.Verdict, on facts.Symbol, at facts.Pos) {
	if !v.Leaks() || a.leaked[at] {
		return
	}
	a.leaked[at] = true
	kind := facts.MarkInlineCredential
	if v == literal.Weak {
		kind = facts.MarkWeakPlaceholder
	}
	a.part.Mark(kind, "", on, at)
	a.part.Mark(facts.MarkMasked, "", on, at)
}
