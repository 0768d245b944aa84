package literal

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// JudgeEncoded judges what the base64 text of an entry of a Secret says. Text
// that is no base64 is judged as it stands: it holds a variable, or the API
// server will refuse it.
func JudgeEncoded(name, text string) Verdict {
	compact := strings.Join(strings.Fields(text), "")
	plain, err := base64.StdEncoding.DecodeString(compact)
	if err != nil || !utf8.Valid(plain) {
		return Judge(name, text, Sealed)
	}
	return Judge(name, string(plain), Sealed)
}
