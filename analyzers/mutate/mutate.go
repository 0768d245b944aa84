// Package mutate changes the source text of a repository in ways whose effect
// is known, to measure what tazlint notices: single faults, each of which must
// be reported where it hurts, and harmless changes, which must not be.
//
// What a fault breaks is decided here a second time and by simpler means than
// the linker's: fields are told by their names, the same in every kind, and
// only the question of what is live and in which namespace is left to the
// rendering. A reference that tazlint never saw is therefore counted as missed
// and not as absent.
package mutate

import (
	"cmp"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Operator is one way to change a repository.
type Operator struct {
	Name     string // in the words of a person who makes the mistake
	Harmless bool   // no finding may come or go
	mutants  func(*Estate) []Mutant
}

// Mutant is one changed repository.
type Mutant struct {
	At      facts.Pos         // where the change was made, in which repository
	What    string            // what was written there
	Texts   map[string][]byte // changed files by path; nil for a deleted one
	Places  []Place           // where a finding is expected, besides at what it breaks
	Breaks  bool              // findings are expected at the references it breaks
	Orphans bool              // findings are expected in the files that nothing applies any more
	Unsure  string            // why even the object that was changed is not known for certain
	Names   []string          // old and new names that a consequence mentions
	Moves   bool              // findings may move to another file
	Sort    string            // of the value that was written
	Rules   []string          // that may tell what was written; none means any
	order   uint64            // among the changes of one place
}

// Place is where a finding may stand.
type Place struct {
	Repo string // empty for the repository that the Estate is of
	File string
	From int    // first line; zero for any line of the file
	To   int    // last line; zero for the first alone
	Name string // what is named there, for finding the reference in the graph
}

// Holds reports whether a position lies in the place.
func (p Place) Holds(at facts.Pos) bool {
	return at.File == p.File && (p.From == 0 || p.From <= at.Line && at.Line <= max(p.From, p.To))
}

// near is how many lines apart the name and the keys of one reference stand.
const near = 3

// Near reports whether a reference that stands at a position may be the one
// that the place names: the linker tells one of several keys.
func (p Place) Near(at facts.Pos) bool {
	return at.File == p.File && (p.From == 0 || p.From-near <= at.Line && at.Line <= max(p.From, p.To)+near)
}

// Operators are all ways to change a repository, faults first.
func Operators() []Operator { return slices.Concat(faults, upstream, harmless) }

// Mutants are the changes that an operator can make to a repository, sorted by
// place. With a limit, as many of them at even distances.
func (o Operator) Mutants(e *Estate, limit int) []Mutant {
	all := o.mutants(e)
	slices.SortStableFunc(all, func(a, b Mutant) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.order, b.order), cmp.Compare(a.What, b.What))
	})
	all = slices.CompactFunc(all, func(a, b Mutant) bool { return a.At == b.At && a.What == b.What })
	if limit <= 0 || len(all) <= limit {
		return all
	}
	spread := make([]Mutant, limit)
	for i := range spread {
		spread[i] = all[i*len(all)/limit]
	}
	return spread
}

// at is the place of a single line.
func at(pos facts.Pos, name string) Place { return Place{File: pos.File, From: pos.Line, Name: name} }
