package graph

import "github.com/tazzo/tazlint/analyzers/facts"

// Stats counts the references of a graph by their answer.
type Stats struct {
	Resolved  int                  // defined, key and all
	Open      int                  // of these: the key set is not exactly known
	Optional  int                  // weak references that nothing answers
	Undefined int                  // proved to name nothing
	External  int                  // places in backends without an inventory: not verified
	Unknown   map[facts.Reason]int // cannot be decided
}

// Total is the number of references counted.
func (s Stats) Total() int {
	return s.Resolved + s.Optional + s.Undefined + s.External + s.UnknownTotal()
}

// UnknownTotal is the number of undecided references.
func (s Stats) UnknownTotal() int {
	n := 0
	for _, count := range s.Unknown {
		n += count
	}
	return n
}

// Stats counts the judged references that stand in the given repositories, or
// all of them.
func (g *Graph) Stats(repos ...string) Stats {
	s := Stats{Unknown: map[facts.Reason]int{}}
	in := map[string]bool{}
	for _, r := range repos {
		in[r] = true
	}
	for _, e := range g.Edges {
		if !e.Judged() || (len(in) > 0 && !in[e.At.Repo]) {
			continue
		}
		switch {
		case e.State == Resolved:
			s.Resolved++
			if e.Open {
				s.Open++
			}
		case e.External():
			s.External++
		case e.Weak:
			s.Optional++
		case e.State == Undefined:
			s.Undefined++
		default:
			s.Unknown[e.Reason]++
		}
	}
	return s
}
