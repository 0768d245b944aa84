package manifest

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// At is the position of a node of the document: of a scalar from its first
// byte, quotes included, to its end on that line; of anything else its start.
func (d *Document) At(n *Node) facts.Pos {
	if n == nil {
		return facts.Pos{}
	}
	return d.pos(n.Line, n.Column, d.width(n))
}

// pos is a position in the document's file. Columns of the YAML library count
// characters; positions count bytes.
func (d *Document) pos(line, column, width int) facts.Pos {
	col := byteColumn(d.line(line), column)
	if d.extent != nil {
		return d.extent(line, col, width)
	}
	if d.origin != nil {
		at := d.origin(line, col)
		at.EndLine, at.EndCol = at.Line, at.Col+width
		return at
	}
	if d.File == nil {
		return facts.Pos{Line: line, Col: col, EndLine: line, EndCol: col + width}
	}
	return d.File.At(line, col, width)
}

func (d *Document) line(line int) string {
	if line < 1 || line > len(d.lines) {
		return ""
	}
	return d.lines[line-1]
}

// maxLine is the length beyond which a line's characters are not counted: text
// that long on one line is made by machines, and counting it for each of its
// values would take for ever.
const maxLine = 16 << 10

// byteColumn turns a 1-based column in characters into one in bytes.
func byteColumn(line string, column int) int {
	if len(line) > maxLine {
		return column
	}
	at := 0
	for i := range line {
		if at++; at == column {
			return i + 1
		}
	}
	return max(len(line)-at+column, 1)
}

// width is the number of bytes a scalar takes on the line where it starts.
func (d *Document) width(n *Node) int {
	line := d.line(n.Line)
	col := byteColumn(line, n.Column)
	if n.Kind == yaml.AliasNode {
		return len(n.Value) + 1
	}
	if n.Kind != yaml.ScalarNode || d.raw || col > len(line) {
		return 0
	}
	rest := line[col-1:]
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return len(strings.TrimRight(cutComment(rest), " \t"))
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return quotedWidth(rest)
	case strings.HasPrefix(rest, n.Value):
		return len(n.Value)
	}
	return len(strings.TrimRight(cutComment(rest), " \t"))
}

func cutComment(text string) string {
	if i := strings.Index(text, " #"); i >= 0 {
		return text[:i]
	}
	return text
}

// quotedWidth is the length of a quoted scalar up to its closing quote, or to
// the line's end where it goes on below.
func quotedWidth(rest string) int {
	open := strings.IndexAny(rest, `"'`) // after a tag or an anchor
	if open < 0 {
		return len(rest)
	}
	quote := rest[open]
	for i := open + 1; i < len(rest); i++ {
		switch {
		case quote == '"' && rest[i] == '\\':
			i++
		case rest[i] != quote:
		case quote == '\'' && i+1 < len(rest) && rest[i+1] == '\'':
			i++
		default:
			return i + 1
		}
	}
	return len(strings.TrimRight(rest, " \t"))
}
