package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
)

// elsewhere matches values that stand for another, or describe one, in the
// languages of files that this package reads: a format of Python, a section of
// OpenSSL, a mask, a glob, an expression, the name of a type.
var elsewhere = expr.New(`^\{[A-Za-z_.]+\}$|^\$\w+::\w+|^\*\*.*\*\*$|/\*\*?$|^\*\*/|\(\?[:=!<]|\\[bws]\b|^(?:string|boolean|integer|object)$`)

// isNotSecret recognises, beyond the judgement by shape, what no secret is in
// these files.
func isNotSecret(value string) bool {
	value = strings.TrimSpace(value)
	if len(value) > maxHash || strings.Contains(value, "\n") {
		return false
	}
	return literal.IsHash(value) || elsewhere.MatchString(value)
}

// maxHash is beyond the length of all hashes, in bytes.
const maxHash = 512
