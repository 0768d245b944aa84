package leak

import (
	"path"
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

// generatedNames and generatedDirs hold text that tools wrote or copied.
var generatedNames = map[string]bool{
	"go.sum": true, "go.mod": true, "package-lock.json": true, "npm-shrinkwrap.json": true, "yarn.lock": true, "pnpm-lock.yaml": true,
	"poetry.lock": true, "Cargo.lock": true, "Pipfile.lock": true, "composer.lock": true, "Gemfile.lock": true, "flake.lock": true,
	"uv.lock": true, ".terraform.lock.hcl": true, "gotk-components.yaml": true, "gitleaks.toml": true, ".gitleaks.toml": true, "bun.lock": true,
}

var generatedDirs = map[string]bool{"vendor": true, "node_modules": true, ".terraform": true, ".terragrunt-cache": true, "bower_components": true, ".git": true}

func isGenerated(name string) bool {
	if generatedNames[path.Base(name)] || path.Ext(name) == ".lock" {
		return true
	}
	for dir := range strings.SplitSeq(path.Dir(name), "/") {
		if generatedDirs[dir] {
			return true
		}
	}
	return false
}
