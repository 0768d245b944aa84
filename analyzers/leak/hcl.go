package leak

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
)

// hclSuffixes end the names of files of Terraform, OpenTofu, Terragrunt, Packer
// and others that are written in HCL, or in its JSON spelling.
var hclSuffixes = []string{".tf", ".tofu", ".tfvars", ".hcl", ".tf.json", ".tofu.json", ".tfvars.json"}

func isHCL(f *source.File) bool { return hasSuffix(strings.ToLower(f.Base()), hclSuffixes) }

func hasSuffix(name string, ends []string) bool {
	for _, end := range ends {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// hclFile judges a file of HCL by its syntax, and one that has none by its
// lines.
func hclFile(m *marks, f *source.File) {
	parsed, bad := hcltext.Parse(f)
	if bad != nil || parsed == nil {
		if text, err := f.Text(); err == nil {
			m.judged = true
			m.lines(wholeFile(f, text), f.Symbol(), isBare)
		}
		return
	}
	m.judged = true
	m.sample = m.sample || strings.HasSuffix(f.Base(), ".tftest.hcl")
	text := wholeFile(f, parsed.Text)
	for _, l := range parsed.Literals() {
		if m.full() {
			return
		}
		m.hclLiteral(text, hclPlace(f, l), l)
	}
}

// hclPlace names whose value a literal is: a part of a module if it is one, an
// entry of a Secret if its manifest says of which.
func hclPlace(f *source.File, l hcltext.Literal) facts.Symbol {
	switch {
	case l.Secret.Name != "":
		section := map[hcltext.Sort]string{hcltext.Encoded: "data", hcltext.Entry: "stringData"}[l.Sort]
		return facts.New(facts.ObjectSymbol, facts.AnyCluster, l.Secret.Namespace, "Secret", l.Secret.Name).WithKey(join(section, l.Field))
	case l.Address != "":
		return facts.NewPath(facts.Terraform, path.Join(path.Dir(f.Path), l.Address)).WithKey(l.Field)
	}
	return f.Symbol().WithKey(l.Field)
}

// hclLiteral judges one literal: a heredoc by what is written in it, and as a
// whole where that shows nothing.
func (m *marks) hclLiteral(file passage, on facts.Symbol, l hcltext.Literal) {
	if l.Passage != nil {
		found := len(m.Marks)
		m.passage(file.inside(l.Passage), on.Place(), 1)
		if len(m.Marks) > found || l.Partial {
			return
		}
	}
	e := entry{name: l.Name, value: l.Value, on: on, at: file.at(l.From, l.To)}
	if l.Sort == hcltext.Entry || l.Sort == hcltext.Encoded && l.Secret != (hcltext.Object{}) {
		e.place = literal.Sealed
	}
	m.add(judgeHCL(l), e)
}

// loginPair matches a user's name and a password, which the argument "auth" of
// some providers takes together. Source: the documentation of the provider of
// Grafana.
var loginPair = expr.New(`^[A-Za-z][\w.@-]*:[^\s/:]+$`)

func judgeHCL(l hcltext.Literal) literal.Verdict {
	switch {
	case l.Sentence:
		return literal.JudgeAddress(l.Value)
	case l.Sort == hcltext.Encoded && !l.Partial:
		return judgeEncoded(l.Name, l.Value)
	case l.Sort == hcltext.Plain && !l.Partial && l.Name == "auth" && loginPair.MatchString(l.Value):
		_, password, _ := strings.Cut(l.Value, ":")
		return judge("password", password, false, literal.Field)
	case l.Sort != hcltext.Plain:
		return judge(l.Name, l.Value, l.Partial, literal.Sealed)
	}
	return judge(l.Name, l.Value, l.Partial, literal.Field)
}
