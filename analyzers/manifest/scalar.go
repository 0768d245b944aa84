package manifest

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// InText is the position of a range of bytes inside a scalar's value: in a
// quoted, folded or literal one, the place in the source those bytes came from.
func (d *Document) InText(n *Node, offset, width int) facts.Pos {
	if n == nil || n.Kind != yaml.ScalarNode || offset < 0 || offset > len(n.Value) {
		return d.At(n)
	}
	if d.raw {
		return d.rawPos(n, offset, width)
	}
	if n.Style&yaml.LiteralStyle != 0 {
		return d.inLiteral(n, offset, width)
	}
	if len(n.Value) > maxFlow {
		return d.At(n)
	}
	return d.inFlow(n, offset, width)
}

// maxFlow is the longest quoted or folded scalar that is searched, in bytes.
const maxFlow = 64 << 10

// inLiteral uses that a literal scalar's lines are the source's lines below
// its header, less the indentation.
func (d *Document) inLiteral(n *Node, offset, width int) facts.Pos {
	below := strings.Count(n.Value[:offset], "\n")
	column := offset - strings.LastIndexByte(n.Value[:offset], '\n') // 1-based
	line := n.Line + 1 + below
	return d.bytes(line, d.indent(n)+column, width)
}

// bytes is like pos with a column that counts bytes already.
func (d *Document) bytes(line, col, width int) facts.Pos {
	text := d.line(line)
	if len(text) > maxLine {
		return d.pos(line, col, width)
	}
	chars := len([]rune(text[:min(max(col-1, 0), len(text))])) + 1
	return d.pos(line, chars, width)
}

// indent is the indentation of a block scalar's content.
func (d *Document) indent(n *Node) int {
	header := d.line(n.Line)
	header = header[min(byteColumn(header, n.Column)-1, len(header)):]
	for line := n.Line + 1; line <= len(d.lines); line++ {
		text := d.line(line)
		trimmed := strings.TrimLeft(text, " ")
		if trimmed == "" {
			continue
		}
		spaces := len(text) - len(trimmed)
		if i := strings.IndexAny(cutComment(header), "123456789"); i >= 0 {
			return max(spaces-leadingSpaces(n.Value), 0)
		}
		return spaces
	}
	return 0
}

func leadingSpaces(value string) int {
	value = strings.TrimLeft(value, "\n")
	return len(value) - len(strings.TrimLeft(value, " "))
}

// cursor is a place in the source text of a document.
type cursor struct {
	d    *Document
	line int // 1-based
	at   int // byte in the line
}

func (c *cursor) peek() byte {
	if text := c.d.line(c.line); c.at < len(text) {
		return text[c.at]
	}
	return '\n'
}

func (c *cursor) next() {
	if c.at++; c.at > len(c.d.line(c.line)) {
		c.line, c.at = c.line+1, 0
	}
}

func (c *cursor) done() bool { return c.line > len(c.d.lines) }

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' }

// inFlow walks value and source side by side, past escapes and folded lines.
func (d *Document) inFlow(n *Node, offset, width int) facts.Pos {
	c := d.start(n)
	for i := 0; i < offset && !c.done(); {
		i += c.step(n, i)
	}
	if c.peek() == '\n' || n.Style&yaml.FoldedStyle != 0 && isBlank(c.peek()) {
		for !c.done() && isBlank(c.peek()) && offset < len(n.Value) && !isBlank(n.Value[offset]) {
			c.next()
		}
	}
	return d.bytes(c.line, c.at+1, width)
}

// start puts a cursor on the first byte of a scalar's content.
func (d *Document) start(n *Node) *cursor {
	text := d.line(n.Line)
	c := &cursor{d: d, line: n.Line, at: min(byteColumn(text, n.Column)-1, len(text))}
	for (c.peek() == '&' || c.peek() == '!') && !c.done() { // anchor or tag
		for !isBlank(c.peek()) {
			c.next()
		}
		for !c.done() && isBlank(c.peek()) {
			c.next()
		}
	}
	switch {
	case n.Style&yaml.FoldedStyle != 0:
		c.line, c.at = c.line+1, 0
		for !c.done() && isBlank(c.peek()) {
			c.next()
		}
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		c.next()
	}
	return c
}

// step moves the cursor past what value[i] was written as and answers how many
// bytes of the value that was.
func (c *cursor) step(n *Node, i int) int {
	b := n.Value[i]
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0 && c.peek() == '\\':
		return c.escape(n.Value, i)
	case isBlank(b) && isBlank(c.peek()):
		return c.blanks(n.Value, i)
	case b == '\'' && n.Style&yaml.SingleQuotedStyle != 0:
		c.next()
	case b != c.peek() && isBlank(c.peek()): // folded differently than expected
		c.next()
		return 0
	}
	c.next()
	return 1
}

// blanks moves past a run of white space, which folding may have shortened.
func (c *cursor) blanks(value string, i int) int {
	run := i
	for run < len(value) && isBlank(value[run]) {
		run++
	}
	if value[i] == c.peek() && value[i] != '\n' {
		c.next()
		return 1
	}
	for !c.done() && isBlank(c.peek()) {
		c.next()
	}
	return run - i
}

// escapeLength is how many characters follow the letter of an escape.
var escapeLength = map[byte]int{'x': 2, 'u': 4, 'U': 8}

func (c *cursor) escape(value string, i int) int {
	c.next()
	letter := c.peek()
	c.next()
	if letter == '\n' { // the line goes on below
		for !c.done() && isBlank(c.peek()) {
			c.next()
		}
		return 0
	}
	for range escapeLength[letter] {
		c.next()
	}
	for size := 1; size < 4; size++ { // an escaped character may take several bytes
		if i+size >= len(value) || value[i+size]&0xC0 != 0x80 {
			return size
		}
	}
	return 4
}
