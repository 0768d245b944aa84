package graph

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// spelling is where below a folder of a KV store something lies, in words:
// github/token and github#token are both "github token".
type spelling struct {
	folder facts.Symbol
	words  string
}

// spellings are the entries that are spelt so, with or without one of their
// fields, and those whose last segment is a name.
type spellings struct{ spelt, called map[spelling][]facts.Symbol }

var wordBreak = regexp.MustCompile(`[^a-z0-9]+`)

func words(parts ...string) string {
	return strings.Trim(wordBreak.ReplaceAllString(strings.ToLower(strings.Join(parts, " ")), " "), " ")
}

// spellings indexes the known entries of KV stores by all folders above them.
func (g *Graph) spellings() spellings {
	index := spellings{map[spelling][]facts.Symbol{}, map[spelling][]facts.Symbol{}}
	for id := range g.Nodes {
		if id.Kind() != facts.KV || !g.known(id) {
			continue
		}
		segments := id.Segments()
		for i := 1; i < len(segments); i++ {
			folder := facts.New(facts.KV, segments[:i]...)
			name := spelling{folder, id.Name()}
			index.called[name] = append(index.called[name], id)
			for _, field := range append(g.fields(id), "") {
				at := spelling{folder, words(append(slices.Clone(segments[i:]), field)...)}
				index.spelt[at] = append(index.spelt[at], id)
			}
		}
	}
	return index
}

// repeated are the fields of an entry that spell where others lie, below the
// folder it lies in. One other alone may be what it is made for; an entry that
// spells several gathers copies.
func (s spellings) repeated(entry facts.Symbol, fields []string) []string {
	folder := above(entry)
	var repeated []string
	others := map[facts.Symbol]bool{}
	for _, field := range fields {
		spelt := words(field)
		if !strings.Contains(spelt, " ") {
			continue // a common word
		}
		for _, other := range s.spelt[spelling{folder, spelt}] {
			if other != entry {
				others[other] = true
				repeated = append(repeated, field)
			}
		}
	}
	if len(others) < 2 {
		return nil
	}
	return repeated
}
