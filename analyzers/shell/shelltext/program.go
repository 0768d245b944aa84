package shelltext

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// below adds a word that is a text of another language.
func (c *collector) below(sort Sort, w excerpt) {
	start, end := w.Range(0, len(w.text()))
	c.found = append(c.found, Literal{Sort: sort, Partial: w.partial, From: start, To: end, Passage: w.Excerpt})
}

// programs adds the scripts that a command gives to another shell: the word
// behind "sh -c".
func (c *collector) programs(words []excerpt) {
	shell := false
	for i, w := range words[:len(words)-1] {
		text := w.text()
		name := path.Base(text)
		shell = shell || slices.Contains(shells, name) || name == "su"
		if shell && isScriptOption(text) && strings.ContainsAny(words[i+1].text(), " \t\n") {
			c.below(Program, words[i+1])
			return
		}
	}
}

// isScriptOption recognises -c, also among other options of one letter.
func isScriptOption(text string) bool {
	return strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "--") && strings.HasSuffix(text, "c") && len(text) <= 6
}

// loginStatement matches the statements of SQL that give a login its password.
var loginStatement = expr.New(`(?is)\bIDENTIFIED\s+(?:WITH|VIA|BY)\b|\b(?:USER|ROLE|LOGIN|GROUP|SET)\b.*\bPASSWORD\b`)

// IsLoginSQL reports whether a text holds a statement of SQL by which a login
// of a database is given a password.
func IsLoginSQL(text string) bool {
	return strings.ContainsAny(text, "'\"") && loginStatement.MatchString(text)
}
