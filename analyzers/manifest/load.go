package manifest

import (
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Limits of one document. Real manifests stay far below all of them; beyond
// them a document is refused rather than walked.
const (
	maxDepth    = 200     // nested mappings and sequences
	maxExpanded = 1 << 20 // nodes once every alias is written out
)

// lineBreaks are what YAML 1.1 takes for ends of lines and no editor shows as
// such: positions would be those of lines nobody sees.
var lineBreaks = strings.NewReplacer("\r", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ")

func (d *Document) load(text string) {
	var root Node
	if strings.ContainsAny(text, "\r\u0085\u2028\u2029") {
		text = lineBreaks.Replace(text)
	}
	if err := unmarshal(text, &root); err != nil {
		d.Fault = d.syntaxFault(err, text)
		return
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		return
	}
	body := root.Content[0]
	c := census{sizes: map[*Node]int{}}
	if c.count(body, 1); c.fault != "" {
		d.Fault = &Fault{Line: d.Line, Code: facts.FaultTooDeep, Detail: c.fault}
		return
	}
	shift(body, d.Line-1)
	d.Root = body
	if c.merges {
		d.Root = flatten(body)
	}
}

// unmarshal guards against panics of the YAML library: its input is hostile.
func unmarshal(text string, into *Node) (err error) {
	defer func() {
		if recover() != nil {
			err = errParser
		}
	}()
	return yaml.Unmarshal([]byte(text), into)
}

type parserError string

func (e parserError) Error() string { return string(e) }

const errParser = parserError("yaml: stopped")

var lineOf = expr.New(`line (\d+):`)

// syntaxFault turns an error of the YAML library into a fault. The library
// counts lines from 0 or from 1, may name one past the end, and often names the
// start of the block in which it lost its way: the line after the longest part
// that it does read is what a person must look at. Its words may quote the text
// and are not kept.
func (d *Document) syntaxFault(err error, text string) *Fault {
	lines := strings.SplitAfter(text, "\n")
	line := 1
	if m := lineOf.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	line = min(max(line, 1), max(len(lines)-1, 1))
	if readable := readableLines(lines, line-1); readable >= line-1 {
		line = readable + 1
	}
	return &Fault{Line: d.Line - 1 + line, Code: facts.FaultSyntax, Detail: syntaxDetail(err.Error())}
}

// searchBudget bounds the bytes parsed in search of a faulty line.
const searchBudget = 4 << 20

// readableLines is how many leading lines form the longest document that
// parses, blank lines after it included; at least the given number is assumed.
// It answers -1 where that would cost too much to find out.
func readableLines(lines []string, least int) int {
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	text := strings.Join(lines, "")
	if len(text)*max(len(lines)-least, 1) > searchBudget {
		return -1
	}
	for n := len(lines) - 1; n >= least; n-- {
		text = text[:len(text)-len(lines[n])]
		var root Node
		if unmarshal(text, &root) != nil {
			continue
		}
		for n+1 < len(lines) && strings.TrimSpace(lines[n]) == "" {
			n++
		}
		return n
	}
	return -1
}

// syntaxPhrases are the library's messages that hold no text of the file.
var syntaxPhrases = []string{
	"mapping values are not allowed in this context",
	"did not find expected key",
	"did not find expected node content",
	"did not find expected '-' indicator",
	"did not find expected ',' or ']'",
	"did not find expected ',' or '}'",
	"did not find expected alphabetic or numeric character",
	"did not find expected comment or line break",
	"found character that cannot start any token",
	"found a tab character that violates indentation",
	"found unexpected end of stream",
	"found unexpected document indicator",
	"found unknown escape character",
	"found undefined tag handle",
	"could not find expected ':'",
	"block sequence entries are not allowed in this context",
	"control characters are not allowed",
	"invalid leading UTF-8 octet",
	"invalid trailing UTF-8 octet",
	"incomplete UTF-8 octet sequence",
	"exceeded max depth",
}

func syntaxDetail(message string) string {
	for _, phrase := range syntaxPhrases {
		if strings.Contains(message, phrase) {
			return phrase
		}
	}
	if strings.Contains(message, "unknown anchor") {
		return "an alias names no anchor"
	}
	return "not valid YAML"
}

// census counts the nodes of a document as if every alias were written out,
// without doing so, and refuses what is too deep, too large or refers to
// itself.
type census struct {
	sizes  map[*Node]int // of nodes with an anchor: the others are met once
	merges bool
	fault  string
}

const unfinished = -1

func (c *census) count(n *Node, depth int) int {
	if c.fault != "" {
		return 0
	}
	if depth > maxDepth {
		c.fault = "nested too deeply"
		return 0
	}
	if n.Kind == yaml.ScalarNode {
		c.merges = c.merges || n.Tag == yaml.MergeTag
		return 1
	}
	if size, seen := c.sizes[n]; seen {
		if size == unfinished {
			c.fault = "an alias contains itself"
		}
		return size
	}
	if n.Anchor != "" {
		c.sizes[n] = unfinished
	}
	size := 1
	if n.Kind == yaml.AliasNode {
		size += c.count(n.Alias, depth+1)
	}
	for _, child := range n.Content {
		size += c.count(child, depth+1)
	}
	if size > maxExpanded {
		c.fault = "aliases or nodes beyond the limit"
	}
	if n.Anchor != "" {
		c.sizes[n] = size
	}
	return size
}

// shift moves a document's nodes to their lines in the file.
func shift(n *Node, by int) {
	n.Line += by
	for _, child := range n.Content {
		shift(child, by)
	}
}

// flatten writes merge keys out: own keys win, then earlier merged ones.
// Nodes that are kept keep their positions.
func flatten(n *Node) *Node {
	n = Resolve(n)
	if n == nil || len(n.Content) == 0 {
		return n
	}
	out := *n
	out.Content, out.Anchor = nil, ""
	if n.Kind != yaml.MappingNode {
		for _, child := range n.Content {
			out.Content = append(out.Content, flatten(child))
		}
		return &out
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; key.Tag != yaml.MergeTag {
			seen[key.Value] = true
			out.Content = append(out.Content, key, flatten(n.Content[i+1]))
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Tag == yaml.MergeTag {
			merge(&out, n.Content[i+1], seen)
		}
	}
	return &out
}

func merge(into, from *Node, seen map[string]bool) {
	from = flatten(from)
	if from != nil && from.Kind == yaml.SequenceNode {
		for _, item := range from.Content {
			merge(into, item, seen)
		}
		return
	}
	for _, f := range Fields(from) {
		if !seen[f.Key.Value] {
			seen[f.Key.Value] = true
			into.Content = append(into.Content, f.Key, f.Value)
		}
	}
}
