package manifest

import (
	"slices"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Layout places what was read from a text in another language than YAML, so
// that it becomes a Document like any other. Nodes are cheapest in the order of
// the text.
type Layout struct {
	text   []byte
	starts []int // offsets at which lines begin

	line, offset, column int // of the node before
}

// NewLayout takes the text whose byte offsets nodes are made with.
func NewLayout(text []byte) *Layout {
	return &Layout{text: text, starts: lineStarts(string(text)), line: -1}
}

// Quotes in which a scalar may stand in the text.
var (
	Single = yaml.SingleQuotedStyle // no escapes
	Double = yaml.DoubleQuotedStyle // escapes with a backslash
)

// Scalar is a text that stands at an offset, quotes included.
func (l *Layout) Scalar(value string, quotes yaml.Style, offset int) *Node {
	return l.place(&Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: value, Style: quotes}, offset)
}

// Plain is a number, a switch or nothing, by its tag in YAML.
func (l *Layout) Plain(value, tag string, offset int) *Node {
	return l.place(&Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}, offset)
}

// Mapping is an empty mapping that starts at an offset; its content are keys
// and values in turn.
func (l *Layout) Mapping(offset int) *Node {
	return l.place(&Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap}, offset)
}

// Sequence is an empty sequence that starts at an offset.
func (l *Layout) Sequence(offset int) *Node {
	return l.place(&Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq}, offset)
}

// Document is the document of a file with that root.
func (l *Layout) Document(f *source.File, root *Node) *Document {
	return &Document{File: f, Line: 1, Root: root, lines: splitLines(l.text)}
}

// place sets line and column, the latter in characters as the YAML library has
// it, or in bytes where byteColumn does not count.
func (l *Layout) place(n *Node, offset int) *Node {
	line, found := slices.BinarySearch(l.starts, offset)
	if !found {
		line--
	}
	start := l.starts[line]
	if line != l.line || offset < l.offset {
		l.line, l.offset, l.column = line, start, 1
	}
	end := len(l.text)
	if line+1 < len(l.starts) {
		end = l.starts[line+1] - 1
	}
	if end-start > maxLine {
		l.column += offset - l.offset
	} else {
		l.column += utf8.RuneCount(l.text[l.offset:offset])
	}
	l.offset = offset
	n.Line, n.Column = line+1, l.column
	return n
}

// elsewhere is the layout's document where the text stands inside another file.
func (l *Layout) elsewhere(root *Node, at func(line, col int) facts.Pos) *Document {
	d := l.Document(nil, root)
	d.origin = at
	return d
}
