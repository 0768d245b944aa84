package manifest

import (
	"bytes"
	"strings"

	"github.com/tailscale/hujson"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// jsonExt and jsonNames are files of JSON, with or without comments.
var (
	jsonExt   = map[string]bool{".json": true, ".jsonc": true, ".json5": true, ".hujson": true, ".dockerconfigjson": true, ".webmanifest": true}
	jsonNames = map[string]bool{".renovaterc": true, ".babelrc": true, ".eslintrc": true, ".prettierrc": true, ".dockercfg": true, ".dockerconfigjson": true}
)

// IsJSON reports whether a file's name says that it holds JSON.
func IsJSON(f *source.File) bool { return jsonExt[f.Ext()] || jsonNames[f.Base()] }

// JSONText reads JSON that may hold comments and trailing commas and stands
// inside another file. The function at says where a line and a byte column of
// the text stand.
func JSONText(text []byte, at func(line, col int) facts.Pos) (*Document, bool) {
	l := NewLayout(text)
	root := l.json()
	if root == nil {
		return nil, false
	}
	return l.elsewhere(root, at), true
}

// jsonDocuments are the one document of a file of JSON. What is no JSON with
// comments is read as YAML, which knows names and strings without quotes: with
// comments blanked, as JSON5 has them, where it holds any.
func jsonDocuments(f *source.File) []*Document {
	text, err := f.Text()
	if err != nil {
		return nil
	}
	l := NewLayout(text)
	if root := l.json(); root != nil {
		return []*Document{l.Document(f, root)}
	}
	docs, faults := Parse(f)
	if len(faults) == 0 || source.Nesting(text) > maxDepth {
		return docs
	}
	loose := parse(withoutComments(text))
	for _, d := range loose {
		if d.File = f; d.Fault != nil {
			return docs
		}
	}
	return loose
}

// json reads the layout's text, and answers nil where that is no JSON. Readers
// of JSON are recursive; a quote in a comment must not hide how deep they go.
func (l *Layout) json() *Node {
	bare := l.text
	if bytes.Contains(bare, []byte("//")) || bytes.Contains(bare, []byte("/*")) {
		bare = withoutComments(bare)
	}
	if source.Nesting(bare) > maxDepth {
		return nil
	}
	v, err := hujson.Parse(l.text)
	if err != nil {
		return nil
	}
	return l.value(v)
}

// value turns a value of JSON into a node.
func (l *Layout) value(v hujson.Value) *Node {
	switch t := v.Value.(type) {
	case *hujson.Object:
		n := l.Mapping(v.StartOffset)
		for _, m := range t.Members {
			key := l.value(m.Name)
			n.Content = append(n.Content, key, l.value(m.Value))
		}
		return n
	case *hujson.Array:
		n := l.Sequence(v.StartOffset)
		for _, e := range t.Elements {
			n.Content = append(n.Content, l.value(e))
		}
		return n
	case hujson.Literal:
		return l.literal(t, v.StartOffset)
	}
	return nil
}

func (l *Layout) literal(v hujson.Literal, offset int) *Node {
	switch v.Kind() {
	case '"':
		if bytes.IndexByte(v, '\\') < 0 {
			return l.Scalar(string(v[1:len(v)-1]), Double, offset)
		}
		return l.Scalar(v.String(), Double, offset)
	case 'n':
		return l.Plain("null", yaml.NodeTagNull, offset)
	case 't', 'f':
		return l.Plain(string(v), yaml.NodeTagBool, offset)
	}
	if bytes.ContainsAny(v, ".eE") {
		return l.Plain(string(v), yaml.NodeTagFloat, offset)
	}
	return l.Plain(string(v), yaml.NodeTagInt, offset)
}

// withoutComments blanks the comments of JSON5; every other byte stays where it
// is, and so do the ends of lines.
func withoutComments(text []byte) []byte {
	out := bytes.Clone(text)
	for i := 0; i < len(text); {
		switch {
		case text[i] == '"' || text[i] == '\'':
			i = endOfString(text, i)
		case bytes.HasPrefix(text[i:], []byte("//")):
			i = blankUntil(out, i, "\n")
		case bytes.HasPrefix(text[i:], []byte("/*")):
			i = blankUntil(out, i, "*/")
		default:
			i++
		}
	}
	return bytes.ReplaceAll(out, []byte("\t"), []byte(" ")) // YAML knows no tabs
}

// endOfString is the offset behind a string, which ends with its line at the
// latest.
func endOfString(text []byte, from int) int {
	for i := from + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[from], '\n':
			return i + 1
		}
	}
	return len(text)
}

func blankUntil(text []byte, from int, end string) int {
	to := len(text)
	if i := bytes.Index(text[from:], []byte(end)); i >= 0 {
		to = from + i + len(strings.TrimSpace(end))
	}
	copy(text[from:to], blank(text[from:to]))
	return to
}
