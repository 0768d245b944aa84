package rewrite

import (
	"cmp"
	"errors"
	"slices"
)

// edit replaces the bytes from start to end.
type edit struct {
	start, end int
	text       string
}

type edits []edit

var errOverlap = errors.New("two changes of one text touch each other")

// apply makes edits; the same edit twice is one.
func (all edits) apply(text []byte) ([]byte, error) {
	slices.SortStableFunc(all, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.text, b.text))
	})
	all = slices.Compact(all)
	var out []byte
	done := 0
	for _, e := range all {
		if e.start < done || e.end > len(text) {
			return nil, errOverlap
		}
		out = append(append(out, text[done:e.start]...), e.text...)
		done = e.end
	}
	return append(out, text[done:]...), nil
}
