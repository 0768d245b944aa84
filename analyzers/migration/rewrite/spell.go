package rewrite

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// spell writes a text in a style; flow says that it stands in brackets.
func spell(text string, s style, flow bool) string {
	switch {
	case s == double || s == hclText:
		return quote(text)
	case s == single || !isPlain(text, flow):
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return text
}

func quote(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(text) != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// isPlain reports whether YAML takes a text without quotes for that text.
func isPlain(text string, flow bool) bool {
	line := "k: " + text + " # c\n"
	if flow {
		line = "{k: " + text + ", l: m}\n"
	}
	var root yaml.Node
	if yaml.Unmarshal([]byte(line), &root) != nil || len(root.Content) != 1 {
		return false
	}
	m := root.Content[0]
	if flow && len(m.Content) != 4 || !flow && len(m.Content) != 2 {
		return false
	}
	v := m.Content[1]
	return v.Kind == yaml.ScalarNode && v.Style == 0 && v.Anchor == "" && v.ShortTag() == "!!str" && v.Value == text
}

// unsafe are the beginnings of what some tool on the way would take for more
// than text.
var unsafe = []string{"$", "`", "\\", "%{", "{{"}

// isSafe reports whether a text is the same in every language around it.
func isSafe(text string) bool {
	return !slices.ContainsFunc(unsafe, func(u string) bool { return strings.Contains(text, u) }) &&
		!strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

// isDynamic reports whether a text is filled in by some tool.
func isDynamic(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "{{") || strings.Contains(text, "%{")
}
