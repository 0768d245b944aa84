package manifest

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// maxInside is the longest text inside a scalar that is read as YAML, in bytes.
const maxInside = 128 << 10

// Inside reads the text of a scalar as YAML of its own: a patch, the values of
// a chart. The nodes of the documents stand where their text stands in d's
// file.
func (d *Document) Inside(n *Node) []*Document {
	text := Scalar(n)
	if text == "" || len(text) > maxInside {
		return nil
	}
	starts := lineStarts(text)
	docs := parse([]byte(text))
	for _, inner := range docs {
		inner.File = d.File
		inner.origin = func(line, col int) facts.Pos {
			if line < 1 || line > len(starts) {
				return d.At(n)
			}
			return d.InText(n, min(starts[line-1]+col-1, len(text)), 0)
		}
	}
	return docs
}

// lineStarts are the byte offsets at which the lines of a text begin.
func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts[:max(1, len(starts)-strings.Count(text[max(0, len(text)-1):], "\n"))]
}

// Inside reads the text of a scalar of the object as YAML of its own, as
// Document.Inside does for a document.
func (o *Object) Inside(n *Node) []*Document {
	text := Scalar(n)
	if text == "" || len(text) > maxInside {
		return nil
	}
	starts := lineStarts(text)
	docs := parse([]byte(text))
	for _, inner := range docs {
		inner.origin = func(line, col int) facts.Pos {
			if line < 1 || line > len(starts) {
				return o.At(n)
			}
			return o.InText(n, min(starts[line-1]+col-1, len(text)), 0)
		}
	}
	return docs
}
