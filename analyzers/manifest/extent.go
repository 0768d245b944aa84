package manifest

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Extent is the range of a scalar, to its last line when it has several.
func (d *Document) Extent(n *Node) facts.Pos {
	at := d.At(n)
	value := strings.TrimRight(n.Value, "\n")
	if !strings.Contains(value, "\n") {
		return at
	}
	last := strings.LastIndexByte(value, '\n') + 1
	end := d.InText(n, last, len(value)-last)
	if end.Line > at.EndLine {
		at.EndLine, at.EndCol = end.EndLine, end.EndCol
	}
	return at
}
