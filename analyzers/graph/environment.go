package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// resolveEnvironment answers for a variable that nothing exports. It comes with
// the process of whoever starts the script, unless a script exports one that
// nothing reads and whose name is nearly the same.
func (l *linker) resolveEnvironment(e *Edge) {
	if !e.Weak {
		if meant := l.misspelt(e.To.Name()); meant != "" {
			e.undefined(MissingEntry, nil)
			e.Nearest = meant
			return
		}
	}
	e.unknown(facts.OutsideProcess)
}

// leastVariable is how long a name must be before a slip in it is told from
// another name.
const leastVariable = 8

func (l *linker) misspelt(name string) string {
	if len(name) < leastVariable {
		return ""
	}
	read := map[facts.Symbol]bool{}
	for _, r := range l.refs {
		read[r.To] = true
	}
	best := ""
	for place, defs := range l.live {
		if place.Kind() != facts.EnvVar || read[place] || !slices.ContainsFunc(defs, func(d facts.Def) bool { return d.Kind == facts.KindScript }) {
			continue
		}
		if other := place.Name(); slips(name, other) && (best == "" || other < best) {
			best = other
		}
	}
	return best
}

// slips reports whether two names differ by a letter or two, or in nothing but
// case and separators. Names that differ in digits are numbered on purpose.
func slips(a, b string) bool {
	a, b = foldName(a), foldName(b)
	letters := func(s string) string { return strings.Trim(s, "0123456789") }
	return distance(a, b) <= 1+len(a)/16 && (a == b || letters(a) != letters(b))
}
