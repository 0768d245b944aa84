package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// addCauses joins references that only an unlisted manifest would answer with
// the mark of that manifest: the missing listing is their cause. What is
// unlisted on purpose is none.
func (g *Graph) addCauses() {
	marks := map[facts.Symbol]*Mark{}
	for _, m := range g.Marks {
		if m.Kind == facts.MarkUnlisted {
			marks[m.On] = m
		}
	}
	for _, e := range g.Edges {
		if e.State != Undefined || e.Weak || e.Unlisted.File == "" {
			continue
		}
		if m := markAbove(marks, e.Unlisted); m != nil {
			e.Cause = m
			m.Needed = append(m.Needed, e)
		}
	}
	for _, m := range marks {
		slices.SortStableFunc(m.Needed, func(a, b *Edge) int { return facts.ComparePos(a.At, b.At) })
	}
}

// markAbove is the mark of a file, or else of the nearest directory around it.
func markAbove(marks map[facts.Symbol]*Mark, at facts.Pos) *Mark {
	for name := at.File; ; {
		if m := marks[facts.NewPath(facts.FileSymbol, name, at.Repo)]; m != nil {
			return m
		}
		cut := strings.LastIndexByte(name, '/')
		if cut < 0 {
			return nil
		}
		name = name[:cut]
	}
}
