package pattern

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Bounds of a configuration of gitleaks, of bytes and nested brackets; its own
// default has 110 kB and nests twice.
const (
	maxConfig = 512 << 10
	maxTables = 64
)

// tomlValue is a value of a TOML document and where it stands. Names are in lower
// case: gitleaks reads its configuration without regard to case.
type tomlValue struct {
	from, to int // bytes of the document: of a string with its quotes, else of the key or header
	text     string
	isText   bool
	fields   map[string]*tomlValue
	items    []*tomlValue
}

// errTOML says on which line a document breaks, and never what it says there.
type errTOML struct {
	line int
	why  string
}

func (e *errTOML) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.why) }

// parseTOML reads a document. The parser of viper, which gitleaks uses, decides
// whether it is one.
func parseTOML(text []byte) (*tomlValue, error) {
	if len(text) > maxConfig {
		return nil, &errTOML{1, fmt.Sprintf("larger than %d kB", maxConfig>>10)}
	}
	if nesting(text) > maxTables {
		return nil, &errTOML{1, "too deeply nested"}
	}
	var valid map[string]any
	if err := toml.Unmarshal(text, &valid); err != nil {
		line := 1
		if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
			line, _ = at.Position()
		}
		return nil, &errTOML{line, "not valid TOML"}
	}
	root := &tomlValue{}
	var p unstable.Parser
	p.Reset(text)
	here := root
	for p.NextExpression() {
		here = root.read(p.Expression(), here)
	}
	return root, nil
}

// nesting is the depth of the brackets outside of strings and comments: parsers
// recurse.
func nesting(text []byte) int {
	depth, deepest := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '#':
			i += lengthTo(text[i:], "\n")
		case '"', '\'':
			i += quoted(text[i:])
		case '[', '{':
			depth++
			deepest = max(deepest, depth)
		case ']', '}':
			depth--
		}
	}
	return deepest
}

// quoted is the length of the string at the start of a text, without its last
// byte.
func quoted(text []byte) int {
	quote := string(text[:1])
	if three := strings.Repeat(quote, 3); strings.HasPrefix(string(text[:min(len(text), 3)]), three) {
		quote = three
	}
	i := len(quote)
	for i < len(text) && !bytes.HasPrefix(text[i:], []byte(quote)) {
		if quote[0] == '"' && text[i] == '\\' {
			i++
		}
		i++
	}
	return i + len(quote) - 1
}

func lengthTo(text []byte, end string) int {
	if i := bytes.Index(text, []byte(end)); i >= 0 {
		return i
	}
	return len(text)
}

// read adds one expression of a document; here is the table that is open, the
// answer the one that is open then.
func (s *tomlValue) read(n *unstable.Node, here *tomlValue) *tomlValue {
	switch n.Kind {
	case unstable.Table, unstable.ArrayTable:
		return s.open(n)
	case unstable.KeyValue:
		here.assign(n)
	}
	return here
}

// open follows the name in a header, through the last item of each list.
func (s *tomlValue) open(n *unstable.Node) *tomlValue {
	for keys := n.Key(); keys.Next(); {
		s = s.child(keys.Node())
		if n.Kind == unstable.ArrayTable && keys.IsLast() {
			s.items = append(s.items, newValue(keys.Node()))
		}
		if len(s.items) > 0 {
			s = s.items[len(s.items)-1]
		}
	}
	return s
}

// assign adds a pair of a name, which may have dots, and a value.
func (s *tomlValue) assign(n *unstable.Node) {
	for keys := n.Key(); keys.Next(); {
		s = s.child(keys.Node())
	}
	s.fill(n.Value())
}

// fill takes over a value.
func (s *tomlValue) fill(n *unstable.Node) {
	switch n.Kind {
	case unstable.Array:
		for items := n.Children(); items.Next(); {
			item := &tomlValue{from: s.from, to: s.to}
			item.fill(items.Node())
			s.items = append(s.items, item)
		}
	case unstable.InlineTable:
		if n.Raw.Length > 0 {
			s.from, s.to = rangeOf(n.Raw)
		}
		for fields := n.Children(); fields.Next(); {
			s.assign(fields.Node())
		}
	default:
		s.text, s.isText = string(n.Data), true
		if n.Raw.Length > 0 {
			s.from, s.to = rangeOf(n.Raw)
		}
	}
}

func newValue(key *unstable.Node) *tomlValue {
	s := &tomlValue{}
	s.from, s.to = rangeOf(key.Raw)
	return s
}

func rangeOf(r unstable.Range) (from, to int) { return int(r.Offset), int(r.Offset + r.Length) }

// child is the field that a key names, made if it is new.
func (s *tomlValue) child(key *unstable.Node) *tomlValue {
	name := strings.ToLower(string(key.Data))
	if s.fields == nil {
		s.fields = map[string]*tomlValue{}
	}
	if s.fields[name] == nil {
		s.fields[name] = newValue(key)
	}
	return s.fields[name]
}

// get is the field of that name, nil where there is none.
func (s *tomlValue) get(name string) *tomlValue {
	if s == nil {
		return nil
	}
	return s.fields[name]
}

// string is the text of a field.
func (s *tomlValue) string(name string) string {
	if field := s.get(name); field != nil {
		return field.text
	}
	return ""
}

// tables are the tables of a field that is one or a list of them.
func (s *tomlValue) tables(name string) []*tomlValue {
	field := s.get(name)
	switch {
	case field == nil || field.isText:
		return nil
	case field.fields != nil:
		return []*tomlValue{field}
	}
	return field.items
}

// texts are the texts of a list. Where a text stands instead, commas divide it:
// viper's decoder reads it so.
func (s *tomlValue) texts(name string) []*tomlValue {
	field := s.get(name)
	switch {
	case field == nil:
		return nil
	case !field.isText:
		return field.items
	case field.text == "":
		return nil
	}
	var parts []*tomlValue
	for text := range strings.SplitSeq(field.text, ",") {
		parts = append(parts, &tomlValue{from: field.from, to: field.to, text: text, isText: true})
	}
	return parts
}
