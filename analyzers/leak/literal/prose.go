package literal

import (
	"slices"
	"strings"
	"unicode"
)

// isSentence recognises prose: help texts and descriptions. Phrases of few words
// are passwords too.
func isSentence(value string) bool {
	fields := strings.Fields(value)
	switch {
	case len(fields) < 2:
		return false
	case len(fields) > 5, len(fields) > 2 && strings.HasSuffix(value, "."):
		return true
	case containsWord(fields, telling):
		return true
	}
	return len(fields) > 2 && unicode.IsUpper([]rune(value)[0]) && containsWord(fields, joining)
}

// telling are words that prose about secrets has and secrets do not, and joining
// are those that a sentence has and a phrase may have too.
var (
	telling = set("password", "passwords", "passphrase", "secret", "token", "credentials", "please", "enter", "must", "should", "generate", "generated")
	joining = set("the", "your", "a", "an", "of", "to", "for", "is", "in", "from", "with", "and", "or", "used")
)

func containsWord(fields []string, words map[string]bool) bool {
	return slices.ContainsFunc(fields, func(w string) bool { return words[strings.ToLower(strings.Trim(w, ".,;:!?"))] })
}
