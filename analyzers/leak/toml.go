package leak

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// maxNested is how deep arrays and tables of TOML may be nested: its reader is
// recursive.
const maxNested = 100

func isTOML(f *source.File) bool { return f.Ext() == ".toml" || f.Base() == "Pipfile" }

// tomlFile judges a file of TOML as the tree that it is, and by its lines where
// it cannot be read.
func tomlFile(m *marks, f *source.File) {
	text, err := f.Text()
	if err != nil {
		return
	}
	d := tomlDocument(f, text)
	if d == nil {
		textFile(m, f)
		return
	}
	document(m, d, f.Symbol())
}

type tomlKey struct{}

// tomlDocument is the document that a file of TOML says, each table of it a
// mapping below the root; nil where it is not valid.
func tomlDocument(f *source.File, text []byte) *manifest.Document {
	return f.Once(tomlKey{}, func() any {
		if len(text) > maxTOML || source.Nesting(tomlText.ReplaceAll(text, nil)) > maxNested {
			return (*manifest.Document)(nil)
		}
		r := tomlReader{layout: manifest.NewLayout(text)}
		return r.read(f, text)
	}).(*manifest.Document)
}

// maxTOML is the longest file read, in bytes: offsets of the parser have 32 bits.
const maxTOML = 1 << 30

// tomlText matches the strings and comments of TOML, whose brackets open nothing.
var tomlText = expr.New(`(?s)"""(?:\\.|[^\\])*?"""|'''.*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*`)

// tomlReader turns expressions of TOML into nodes.
type tomlReader struct {
	layout *manifest.Layout
	parser unstable.Parser
}

// read goes through the expressions. A table of the same name twice stays two
// mappings: the tables of an array.
func (r *tomlReader) read(f *source.File, text []byte) *manifest.Document {
	r.parser.Reset(text)
	root := r.layout.Mapping(0)
	table := root
	for r.parser.NextExpression() {
		e := r.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			key := r.key(e.Key())
			table = r.layout.Mapping(0)
			table.Line, table.Column = key.Line, key.Column
			root.Content = append(root.Content, key, table)
		case unstable.KeyValue:
			r.pair(table, e)
		}
	}
	if r.parser.Error() != nil {
		return nil
	}
	return r.layout.Document(f, root)
}

// pair adds a key and its value to a mapping.
func (r *tomlReader) pair(to *manifest.Node, e *unstable.Node) {
	key := r.key(e.Key())
	to.Content = append(to.Content, key, r.value(e.Value(), key))
}

// key is the node of a key, whose parts are joined with dots.
func (r *tomlReader) key(parts unstable.Iterator) *manifest.Node {
	var names []string
	offset := 0
	for parts.Next() {
		part := parts.Node()
		if names = append(names, string(part.Data)); len(names) == 1 {
			offset = int(part.Raw.Offset)
		}
	}
	return r.layout.Scalar(strings.Join(names, "."), 0, offset)
}

// value is the node of a value; key is what it stands behind, which gives the
// place of what has none of its own.
func (r *tomlReader) value(v *unstable.Node, key *manifest.Node) *manifest.Node {
	switch v.Kind {
	case unstable.String:
		return r.text(v)
	case unstable.Array:
		n := r.layout.Sequence(0)
		n.Line, n.Column = key.Line, key.Column
		for items := v.Children(); items.Next(); {
			if items.Node().Kind != unstable.Comment {
				n.Content = append(n.Content, r.value(items.Node(), key))
			}
		}
		return n
	case unstable.InlineTable:
		n := r.layout.Mapping(int(v.Raw.Offset))
		for members := v.Children(); members.Next(); {
			r.pair(n, members.Node())
		}
		return n
	}
	return r.layout.Scalar(string(v.Data), 0, int(r.parser.Range(v.Data).Offset))
}

// text is the node of a string, which starts at its last opening quote.
func (r *tomlReader) text(v *unstable.Node) *manifest.Node {
	raw, offset := r.parser.Raw(v.Raw), int(v.Raw.Offset)
	quotes := manifest.Double
	if raw[0] == '\'' {
		quotes = manifest.Single
	}
	if len(raw) >= 6 && raw[1] == raw[0] && raw[2] == raw[0] {
		offset += 2
	}
	return r.layout.Scalar(string(v.Data), quotes, offset)
}
