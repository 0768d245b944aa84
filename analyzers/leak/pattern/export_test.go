package pattern

import (
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Loading is held while gitleaks loads a configuration, which it does by way of
// variables of its packages: tests that run side by side would mix up theirs.
var Loading sync.Mutex

// What tests beside the other front ends of leaks need to know.
const (
	ConfigFile = configFile
	IgnoreFile = ignoreFile
	MaxConfig  = maxConfig
	MaxReason  = maxReason
)

// ExceptionsWithin is Exceptions with a number of steps that expressions may take.
func ExceptionsWithin(steps int64, t *source.Tree, marks []facts.Mark) source.Part {
	return exceptionsWithin(&effort{left: steps}, t, marks)
}

// MaxEffort is the number of steps that expressions may take.
const MaxEffort = maxEffort

// TextAt is what stands at a position of a file.
func TextAt(f *source.File, at facts.Pos) string {
	p, _ := pageOf(f)
	from, to := p.span(at)
	return string(p.text[from:to])
}
