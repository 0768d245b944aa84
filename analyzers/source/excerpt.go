package source

import (
	"sort"
	"strings"
)

// Excerpt is a text made of pieces of another, in their order: a value without
// its escapes, a text without its indentation. It knows where each of its bytes
// comes from.
type Excerpt struct {
	text   strings.Builder
	pieces []piece
}

// piece starts at an offset of the excerpt and comes from one of the other text.
type piece struct {
	at, from int
	copied   bool // byte by byte
}

// Copy adds text that stands at an offset of the other.
func (e *Excerpt) Copy(text []byte, from int) { e.add(string(text), piece{e.text.Len(), from, true}) }

// Put adds text that takes the place of what stands at an offset of the other.
func (e *Excerpt) Put(text string, from int) { e.add(text, piece{e.text.Len(), from, false}) }

func (e *Excerpt) add(text string, p piece) {
	if text != "" {
		e.text.WriteString(text)
		e.pieces = append(e.pieces, p)
	}
}

// Text is what the excerpt says.
func (e *Excerpt) Text() string { return e.text.String() }

// Origin is the offset in the other text of a byte of the excerpt, or of where
// the byte behind its last would stand.
func (e *Excerpt) Origin(offset int) int {
	i := sort.Search(len(e.pieces), func(i int) bool { return e.pieces[i].at > offset }) - 1
	if i < 0 {
		return 0
	}
	p := e.pieces[i]
	if !p.copied {
		return p.from
	}
	return p.from + offset - p.at
}

// Range is the range of the other text that a range of the excerpt comes from.
func (e *Excerpt) Range(from, to int) (int, int) {
	start := e.Origin(from)
	if to <= from {
		return start, start
	}
	return start, max(e.Origin(to-1)+1, start)
}
