package service

import (
	"bytes"
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

var variableName = expr.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// environment are the variables that a unit gives to what it runs: exactly, as
// far as its files of variables lie in the repository.
func (r *reader) environment(u *unit) facts.KeySet {
	keys := facts.ExactKeys()
	if u.open {
		keys = facts.OpenKeys()
	}
	for _, s := range u.settings {
		switch s.key {
		case "Environment":
			for _, w := range words(s.value) {
				name, _, _ := strings.Cut(w.text, "=")
				keys = keys.Union(variable(name))
			}
		case "PassEnvironment":
			for _, w := range words(s.value) {
				keys = keys.Union(variable(w.text))
			}
		case "UnsetEnvironment":
			keys = facts.OpenKeys(keys.Names...)
		case "EnvironmentFile":
			keys = keys.Union(r.variablesOf(s.value))
		}
	}
	return keys
}

func variable(name string) facts.KeySet {
	if !variableName.MatchString(name) {
		return facts.OpenKeys()
	}
	return facts.ExactKeys(name)
}

// variablesOf are the names in a file of variables, if the repository has the
// one file that becomes it.
func (r *reader) variablesOf(name string) facts.KeySet {
	name = strings.TrimPrefix(strings.TrimSpace(name), "-")
	f := r.only(path.Base(name))
	if f == nil || strings.ContainsAny(name, "{}*?[%") {
		return facts.OpenKeys()
	}
	return assignments(f)
}

// assignments are the names of the lines NAME=value of a file.
func assignments(f *source.File) facts.KeySet {
	text, err := f.Text()
	if err != nil || len(text) > maxFile {
		return facts.OpenKeys()
	}
	keys := facts.ExactKeys()
	for line := range bytes.Lines(text) {
		trimmed := strings.TrimSpace(string(line))
		if trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';' || harmless(trimmed) {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(trimmed, "export "), "=")
		keys = keys.Union(variable(strings.TrimSpace(name)))
	}
	return keys
}
