package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// hash matches what is kept in place of a password: nobody logs in with it, and
// the functions were made so that it may be read. Sources: crypt(5), RFC 5803,
// the manuals of htpasswd, Django, Authelia and Grafana.
var hash = expr.New(`^(?:[\w.@-]+:)?(?:\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:id|i|d)|pbkdf2(?:-sha\d+)?|scrypt|sha1|bcrypt)\$|\{(?:S?SHA\d*|SMD5|CRYPT|ARGON2|PBKDF2[\w-]*)\}|pbkdf2_sha\d+\$|bcrypt_sha256\$|SCRAM-SHA-\d+\$)`)

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
	return isHash(value) || elsewhere.MatchString(value)
}

// maxHash is beyond the length of all hashes, in bytes.
const maxHash = 512

func isHash(value string) bool {
	return len(value) <= maxHash && strings.ContainsAny(value, "${") && hash.MatchString(strings.ReplaceAll(strings.TrimSpace(value), "$$", "$"))
}
