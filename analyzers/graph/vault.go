package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// decrypted answers a reference to a file of the vault's mount that nothing
// declares or writes, but whose name an entry of a password store has: the file
// is there only while somebody keeps a decrypted copy of the entry. Where files
// are declared, what is not declared is told as that.
func (l *linker) decrypted(e *Edge) bool {
	file := e.To.Place()
	if file.Kind() != facts.VaultFile || !l.roles[facts.RoleVault] || l.owned[facts.Scope{Kind: facts.VaultFile}] {
		return false
	}
	entry, ok := l.stored(file)
	if ok {
		e.undefined(MissingCopy, []string{entry.Path()})
		e.Nearest = entry.Path()
	}
	return ok
}

// stored is the entry of a password store that holds what a file of the mount
// should: of the same path, or else the only one of the same name.
func (l *linker) stored(file facts.Symbol) (facts.Symbol, bool) {
	if same := facts.New(facts.Pass, file.Segments()...); len(l.live[same]) > 0 {
		return same, true
	}
	if len(file.Segments()) > 1 {
		return "", false
	}
	named := slices.DeleteFunc(l.passEntries(), func(s facts.Symbol) bool { return s.Name() != file.Name() })
	if len(named) != 1 {
		return "", false
	}
	return named[0], true
}

// passEntries are the entries of the linked password stores.
func (l *linker) passEntries() []facts.Symbol {
	var entries []facts.Symbol
	for place := range l.live {
		if place.Kind() == facts.Pass {
			entries = append(entries, place)
		}
	}
	return entries
}

// outsideVault says why a linked vault need not know an entry. Hidden files are
// what tools keep for themselves. Password stores can be mounted under names
// that only the operator's machine knows: a folder that is in no linked store
// may be one of these.
func (l *linker) outsideVault(s facts.Symbol) facts.Reason {
	switch s.Kind() {
	case facts.VaultFile:
		if slices.ContainsFunc(s.Segments(), func(name string) bool { return strings.HasPrefix(name, ".") }) {
			return facts.NotFollowed
		}
	case facts.Pass:
		top := topFolder(s)
		if !slices.ContainsFunc(l.passEntries(), func(entry facts.Symbol) bool { return topFolder(entry) == top }) {
			return facts.OwnerNotLinked
		}
	}
	return ""
}

// topFolder is the first folder of a password store's entry, empty for one that
// lies in none.
func topFolder(entry facts.Symbol) string {
	if segments := entry.Segments(); len(segments) > 1 {
		return segments[0]
	}
	return ""
}
