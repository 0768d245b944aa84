package pattern

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// TestAutomaton compares the automaton with plain search.
func TestAutomaton(t *testing.T) {
	t.Parallel()
	words := []string{"he", "she", "his", "hers", "ey", "-----begin"}
	text := "uSHErs heyHIS -----BEGIN she"
	a := newAutomaton(words)
	type hit struct {
		word string
		end  int
	}
	var got, want []hit
	a.scan([]byte(text), func(w int32, end int) { got = append(got, hit{words[w], end}) })
	for _, w := range words {
		for i := range text {
			if strings.HasPrefix(strings.ToLower(text[i:]), w) {
				want = append(want, hit{w, i + len(w)})
			}
		}
	}
	order := func(a, b hit) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.word, b.word)) }
	slices.SortFunc(got, order)
	slices.SortFunc(want, order)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
