package source

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// Naming is where a text names a backend, by byte offsets.
type Naming struct {
	Backend  string
	From, To int
}

// Named finds the first word of a text that a backend's coined name is part of:
// a command, an image, a package, a variable, a host.
func Named(text string) (Naming, bool) {
	for _, m := range words.FindAllStringIndex(text, maxWords) {
		word := strings.ToLower(text[m[0]:m[1]])
		b, ok := backend(func(b Backend) bool { return b.Word != "" && strings.Contains(word, b.Word) })
		if ok {
			return Naming{b.Name, m[0], m[1]}, true
		}
	}
	return Naming{}, false
}

// Addressed finds the first variable or host of a backend in a text, which is
// its alone wherever it stands.
func Addressed(text string) (Naming, bool) {
	for _, m := range words.FindAllStringIndex(text, maxWords) {
		word := strings.Trim(text[m[0]:m[1]], ".")
		if m[0] > 0 && text[m[0]-1] == '@' {
			continue // a domain of mail
		}
		b, ok := ByHost(word)
		if !ok && word == strings.ToUpper(word) {
			b, ok = ByEnv(word)
		}
		if ok {
			return Naming{b.Name, m[0], m[1]}, true
		}
	}
	return Naming{}, false
}

// maxWords bounds the words of one text that are looked at.
const maxWords = 2000

// words are parts of host names and names of variables.
var words = expr.New(`[A-Za-z0-9_][A-Za-z0-9_.-]*`)
