package rewrite

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/source"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// maxDepth is how deep a text may nest. Real manifests stay far below.
const maxDepth = 200

// breaks are what YAML 1.1 takes for ends of lines and no editor shows as such,
// each replaced by a character of the same length.
var breaks = strings.NewReplacer("\r", " ", "\u0085", "\u00a0", "\u2028", "\u3000", "\u2029", "\u3000")

// document is one YAML document of an excerpt.
type document struct {
	from, to int // rows
	*tree
}

// documents parses the documents of an excerpt, each on its own. One that cannot
// be parsed has no tree.
func (e *excerpt) documents() []document {
	var docs []document
	start := 0
	cut := func(end int) {
		if end > start {
			docs = append(docs, document{start, end, e.yaml(start, end)})
		}
	}
	for i := range e.rows {
		switch text := e.line(i); {
		case isMarker(text, "---"):
			cut(i)
			start = i
		case isMarker(text, "..."):
			cut(i)
			start = i + 1
		}
	}
	cut(len(e.rows))
	return docs
}

func isMarker(line, marker string) bool {
	rest, found := strings.CutPrefix(line, marker)
	return found && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

// yaml parses some rows; where that fails and templates stand in them, without
// these.
func (e *excerpt) yaml(from, to int) *tree {
	r := &reader{excerpt: e, first: from, seen: map[*yaml.Node]*node{}, tree: &tree{at: map[int]*node{}}}
	for i := from; i < to; i++ {
		r.lines = append(r.lines, breaks.Replace(e.line(i)))
	}
	root, err := r.parse()
	if err != nil {
		if !r.mask() {
			return nil
		}
		if root, err = r.parse(); err != nil {
			return nil
		}
	}
	if root.Kind == yaml.DocumentNode && len(root.Content) == 1 {
		r.tree.root = r.node(root.Content[0], false, 0)
	}
	if r.failed || r.tree.root == nil {
		return nil
	}
	return r.tree
}

// reader turns what the YAML library reads into nodes.
type reader struct {
	*excerpt
	first   int // row of the first line
	lines   []string
	columns map[int][]int // byte offsets of characters, of lines that are not ASCII
	seen    map[*yaml.Node]*node
	tree    *tree
	failed  bool
}

var errStopped = errors.New("stopped")

func (r *reader) parse() (root *yaml.Node, err error) {
	text := []byte(strings.Join(r.lines, "\n") + "\n")
	if len(text) > maxText || source.Nesting(text) > maxDepth {
		return nil, errStopped
	}
	defer func() { // the library panics at some hostile texts
		if recover() != nil {
			err = errStopped
		}
	}()
	root = &yaml.Node{}
	return root, yaml.Unmarshal(text, root)
}

// mask blanks the actions of templates: a line that is nothing else becomes a
// comment, others get letters. It reports whether there was any.
func (r *reader) mask() bool {
	found := false
	for i, line := range r.lines {
		masked := maskActions(line)
		if masked == line {
			continue
		}
		found = true
		if strings.Trim(masked, " \t_") == "" {
			masked = strings.Replace(masked, "_", "#", 1)
		}
		r.lines[i] = masked
	}
	return found
}

func maskActions(line string) string {
	var b strings.Builder
	for {
		from := strings.Index(line, "{{")
		if from < 0 {
			break
		}
		length := strings.Index(line[from:], "}}")
		if length < 0 {
			break
		}
		filler := "_"
		if strings.HasPrefix(strings.TrimLeft(line[from+2:], "- "), "/*") {
			filler = " "
		}
		b.WriteString(line[:from] + strings.Repeat(filler, length+2))
		line = line[from+length+2:]
	}
	return b.String() + line
}

var sorts = map[yaml.Kind]sort{yaml.MappingNode: mapping, yaml.SequenceNode: sequence, yaml.ScalarNode: scalar, yaml.AliasNode: alias}

func (r *reader) node(n *yaml.Node, within bool, depth int) *node {
	if made := r.seen[n]; made != nil {
		return made
	}
	made := &node{sort: sorts[n.Kind], value: n.Value, tag: n.ShortTag(), flow: n.Style&yaml.FlowStyle != 0, within: within}
	r.seen[n] = made
	inner := within || made.flow
	line := n.Line
	offset, ok := r.place(line, n.Column)
	if r.failed = r.failed || !ok || depth > maxDepth; r.failed {
		return made
	}
	made.from, made.body = offset, offset
	switch n.Kind {
	case yaml.AliasNode:
		made.to = offset + 1 + len(n.Value)
		made.target = r.node(n.Alias, false, depth+1)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := r.node(n.Content[i], inner, depth+1)
			made.fields = append(made.fields, field{name: n.Content[i].Value, key: key, value: r.node(n.Content[i+1], inner, depth+1)})
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			made.items = append(made.items, r.node(item, inner, depth+1))
		}
	case yaml.ScalarNode:
		r.scalar(made, n)
	}
	r.tree.add(made)
	return made
}

// place is the offset of a line and a column in characters, as the library
// counts them.
func (r *reader) place(line, column int) (int, bool) {
	if line < 1 || line > len(r.lines) || column < 1 {
		return 0, false
	}
	return r.offset(r.first+line, r.column(line-1, column))
}

func (r *reader) column(line, column int) int {
	text := r.lines[line]
	at, known := r.columns[line]
	if !known {
		if utf8.RuneCountInString(text) < len(text) {
			for i := range text {
				at = append(at, i+1)
			}
			at = append(at, len(text)+1)
		}
		if r.columns == nil {
			r.columns = map[int][]int{}
		}
		r.columns[line] = at
	}
	if at == nil {
		return column
	}
	return at[min(column, len(at))-1]
}

// scalar finds the bytes of a scalar's text.
func (r *reader) scalar(made *node, n *yaml.Node) {
	row := r.first + n.Line - 1
	rest := r.file[made.from:r.rows[row].to]
	skipped := properties(rest)
	rest = rest[skipped:]
	made.body = made.from + skipped
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		made.style, made.row = block, row
	case n.Style&yaml.DoubleQuotedStyle != 0:
		made.style = double
		made.to = made.body + quotedLength(rest)
	case n.Style&yaml.SingleQuotedStyle != 0:
		made.style = single
		made.to = made.body + quotedLength(rest)
	case len(rest) > 0 && bytes.HasPrefix(rest, []byte(n.Value)):
		made.to = made.body + len(n.Value)
	default:
		made.body = -1
	}
	if made.to == made.body && made.style != plain {
		made.body, made.to = -1, 0 // it ends on a line below
	}
}

// properties is the length of the anchor and tag before a text.
func properties(text []byte) int {
	at := 0
	for at < len(text) && (text[at] == '&' || text[at] == '!') {
		for at < len(text) && text[at] != ' ' && text[at] != '\t' {
			at++
		}
		for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
			at++
		}
	}
	return at
}

// quotedLength is the length of a text in quotes, or 0 where it ends on a line
// below.
func quotedLength(rest []byte) int {
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return 0
	}
	quote := rest[0]
	for i := 1; i < len(rest); i++ {
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
	return 0
}
