package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// folder reports whether a vault file that nothing declares is a folder of
// files that something does: what copies or mounts it may mean all of them.
func (l *linker) folder(place facts.Symbol) bool {
	if place.Kind() != facts.VaultFile {
		return false
	}
	for other := range l.live {
		if strings.HasPrefix(string(other), string(place)+"/") {
			return true
		}
	}
	return false
}

// readTogether reports whether something may read a vault file among others:
// under a name that is not known in full, or with the folder it lies in.
func (l *linker) readTogether(place facts.Symbol) bool {
	if l.files == nil {
		l.files = []facts.Symbol{}
		for _, r := range l.refs {
			if r.To.Kind() == facts.VaultFile {
				l.files = append(l.files, r.To.Place())
			}
		}
		slices.Sort(l.files)
		l.files = slices.Compact(l.files)
	}
	return slices.ContainsFunc(l.files, func(name facts.Symbol) bool {
		return isPattern(name) && matches(name, place) || strings.HasPrefix(string(place), string(name)+"/")
	})
}
