package literal

import (
	"regexp"
	"sync"
)

// expression is a regular expression compiled on first use, so that programs
// that judge nothing start without it.
type expression func() *regexp.Regexp

func expr(text string) expression {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

func (e expression) MatchString(s string) bool { return e().MatchString(s) }
