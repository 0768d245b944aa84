package literal

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// keywords match a connection string of libpq: settings with blanks between
// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING).
var (
	keywordString = expr.New(`(?:^|\s)(?:host|hostaddr|dbname|user|port)\s*=\s*\S+(?:\s|$)`)
	keywordSecret = expr.New(`(?:^|\s)password\s*=\s*(?:'([^']*)'|(\S+))`)
)

// JudgeAddress judges the password inside an address or a connection string
// and nothing else of the text, parts of which may be filled in later.
func JudgeAddress(text string) Verdict {
	if !strings.Contains(text, "://") && !strings.Contains(text, "password") {
		return Setting
	}
	if v, certain := byConnection(text); certain {
		return v
	}
	if m := keywordSecret.FindStringSubmatch(text); m != nil && keywordString.MatchString(text) {
		return judgeConnected(m[1] + m[2])
	}
	return Setting
}

// judgeConnected judges the password of a connection.
func judgeConnected(password string) Verdict {
	if v, certain := byShape(password); certain {
		return v
	}
	if isWeak(password) {
		return Weak
	}
	return Secret
}
