package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
)

// textFile judges the assignments of a configuration file.
func textFile(m *marks, f *source.File) {
	text, err := f.Text()
	if err != nil || strings.Contains(string(text), "sops_version") || strings.Contains(f.Base(), ".example") || strings.Contains(f.Base(), ".sample") {
		return
	}
	m.judged = true
	for _, a := range literal.Assignments(withoutRemarks(string(text))) {
		v := a.Judge()
		if (v.Leaks() || literal.Sensitive(a.Name)) && !m.full() {
			at := f.At(a.Line+1, a.Col+1, len(a.Value))
			m.add(v, entry{name: a.Name, value: a.Value, on: f.Symbol().WithKey(a.Name), at: at})
		}
	}
}

// remark matches the comments of template languages, which show how a template
// is used.
var remark = expr.New(`(?s)\{#.*?#\}|\{\{-?\s*/\*.*?\*/\s*-?\}\}`)

// withoutRemarks blanks the comments of templates; every other byte stays where
// it is.
func withoutRemarks(text string) string {
	if !strings.Contains(text, "#}") && !strings.Contains(text, "*/") {
		return text
	}
	return remark.ReplaceAllStringFunc(text, func(comment string) string {
		blank := []byte(comment)
		for i, b := range blank {
			if b != '\n' {
				blank[i] = ' '
			}
		}
		return string(blank)
	})
}

// isToolConfig recognises configurations of scanners and linters, which name
// secrets for a living.
func isToolConfig(base string) bool {
	switch base {
	case ".tazlint.yaml", ".sops.yaml", ".pre-commit-config.yaml", ".gitleaks.yaml":
		return true
	}
	return false
}
