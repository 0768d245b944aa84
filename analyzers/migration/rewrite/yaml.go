package rewrite

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

var (
	errParse    = errors.New("the text around it is not plain YAML")
	errNotFound = errors.New("no name stands at this place of the text")
	errStyle    = errors.New("the name is written over several lines")
	errDynamic  = errors.New("the name is computed")
	errLone     = errors.New("the name does not stand in a mapping")
)

// editsAt are the edits that make a text say something else at a position.
func editsAt(file string, text []byte, at facts.Pos, new content) (edits, error) {
	offset, err := offsetOf(text, at)
	if err != nil {
		return nil, err
	}
	switch path.Ext(file) {
	case ".yaml", ".yml", ".json":
		return whole(text).edits(offset, new, 0)
	}
	if r, ok := heredoc(text, offset); ok {
		return r.edits(offset, new, 0)
	}
	if strings.HasSuffix(file, ".tf") || strings.HasSuffix(file, ".hcl") || strings.HasSuffix(file, ".tofu") {
		return hclEdits(text, offset, new)
	}
	return nil, errParse
}

// maxNested bounds texts inside of texts.
const maxNested = 4

// edits are those of a region of YAML.
func (r *region) edits(offset int, new content, depth int) (edits, error) {
	line, col, ok := r.find(offset)
	if !ok || depth > maxNested {
		return nil, errNotFound
	}
	docs, err := parse(r.text)
	if err != nil {
		return nil, errParse
	}
	for _, doc := range docs {
		f := &finder{r: r, line: line, col: col, doc: doc}
		f.walk(doc)
		switch {
		case f.found != nil:
			return f.edits(new)
		case f.block != nil:
			return r.inside(f.block).edits(offset, new, depth+1)
		}
	}
	return nil, errNotFound
}

// parse reads all documents of a text.
func parse(text []byte) ([]*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var docs []*yaml.Node
	for {
		var doc yaml.Node
		err := decoder.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return nil, err
		}
		docs = append(docs, &doc)
	}
}

// inside is the region of a block scalar's content.
func (r *region) inside(n *yaml.Node) *region {
	from := n.Line // the line below the header, from 0
	to := from + strings.Count(strings.TrimRight(n.Value, "\n"), "\n") + 1
	for to < len(r.starts) && strings.TrimSpace(string(r.line(to))) == "" {
		to++
	}
	return r.part(from, to, r.indentation(from, to))
}

// finder looks for the scalar at a place.
type finder struct {
	r         *region
	line, col int
	doc       *yaml.Node
	found     *yaml.Node
	mapping   *yaml.Node // that holds it
	key       *yaml.Node // its key
	block     *yaml.Node // the block scalar around the place
}

func (f *finder) walk(n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if f.here(n.Content[i+1]) {
				f.found, f.mapping, f.key = n.Content[i+1], n, n.Content[i]
				return
			}
			f.walk(n.Content[i])
			f.walk(n.Content[i+1])
		}
	case yaml.DocumentNode, yaml.SequenceNode:
		for _, child := range n.Content {
			f.walk(child)
		}
	case yaml.ScalarNode:
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && f.line >= n.Line && f.line < n.Line+strings.Count(n.Value, "\n")+1 {
			f.block = n
		}
	}
}

// here reports whether a scalar, or an alias of one, stands at the place.
func (f *finder) here(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode && n.Kind != yaml.AliasNode || n.Line-1 != f.line || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return false
	}
	start, end, err := f.r.token(n)
	if err != nil {
		return false
	}
	at := f.r.offset(f.line, f.col)
	begin, _ := f.r.start(n)
	return at >= begin && at <= start || at > start && at < end
}

// start is where a node stands in the file, with its anchor and tag.
func (r *region) start(n *yaml.Node) (int, bool) {
	if n.Line < 1 || n.Line > len(r.starts) {
		return 0, false
	}
	text := r.line(n.Line - 1)
	col := 0
	for i := 1; i < n.Column && col < len(text); i++ {
		_, size := utf8.DecodeRune(text[col:])
		col += size
	}
	return r.offset(n.Line-1, col), true
}

// token is the text of a scalar or alias in the file, without anchor and tag.
func (r *region) token(n *yaml.Node) (start, end int, err error) {
	start, ok := r.start(n)
	if !ok {
		return 0, 0, errNotFound
	}
	line := r.line(n.Line - 1)
	rest := string(line[start-r.starts[n.Line-1]:])
	for rest != "" && (rest[0] == '&' || rest[0] == '!') {
		skip := strings.IndexAny(rest, " \t")
		if skip < 0 {
			return 0, 0, errStyle
		}
		skip += len(rest[skip:]) - len(strings.TrimLeft(rest[skip:], " \t"))
		start, rest = start+skip, rest[skip:]
	}
	width := scalarWidth(n, rest)
	if width <= 0 {
		return 0, 0, errStyle
	}
	return start, start + width, nil
}

// scalarWidth is how many bytes at the beginning of a text are a scalar; 0 where
// that cannot be said.
func scalarWidth(n *yaml.Node, text string) int {
	switch {
	case n.Kind == yaml.AliasNode:
		if strings.HasPrefix(text, "*"+n.Value) {
			return 1 + len(n.Value)
		}
	case n.Style&yaml.SingleQuotedStyle != 0:
		if quoted := "'" + strings.ReplaceAll(n.Value, "'", "''") + "'"; strings.HasPrefix(text, quoted) {
			return len(quoted)
		}
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for i := 1; i < len(text); i++ {
			switch text[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
	case strings.HasPrefix(text, n.Value):
		return len(n.Value)
	}
	return 0
}

// edits are those of a scalar that was found and of its neighbours.
func (f *finder) edits(new content) (edits, error) {
	if strings.Contains(f.value(f.found), "{{") || strings.Contains(f.value(f.found), "${") {
		return nil, errDynamic
	}
	name, err := f.r.replace(f.found, new.name)
	if err != nil {
		return nil, err
	}
	all := edits{name}
	if new.kind != "" {
		all, err = f.kind(all, new.kind)
	} else {
		all, err = f.property(all, new.property)
	}
	if err != nil {
		return nil, err
	}
	return f.version(all)
}

func (f *finder) value(n *yaml.Node) string {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias.Value
	}
	return n.Value
}

// kind makes the mapping of a store name its kind.
func (f *finder) kind(all edits, kind string) (edits, error) {
	switch value := child(f.mapping, "kind"); {
	case value == nil && kind == "SecretStore":
		return all, nil
	case value == nil:
		insert, err := f.insert(f.key, f.found, "kind", kind)
		return append(all, insert), err
	case f.value(value) == kind:
		return all, nil
	default:
		change, err := f.r.replace(value, kind)
		return append(all, change), err
	}
}

// property makes the mapping of a key ask for a property, or for none.
func (f *finder) property(all edits, property string) (edits, error) {
	name := "property"
	if f.key.Value == "remoteKey" || f.key.Value == "key" || f.key.Value == "path" {
		name = "property"
	}
	switch value := child(f.mapping, name); {
	case value == nil && property == "":
		return all, nil
	case value == nil:
		insert, err := f.insert(f.key, f.found, name, property)
		return append(all, insert), err
	case property == "":
		return nil, fmt.Errorf("it asks for the property %s, which its destination does not have", f.value(value))
	case f.value(value) == property:
		return all, nil
	default:
		change, err := f.r.replace(value, property)
		return append(all, change), err
	}
}

// version brings the object up to the version that replaced its own.
func (f *finder) version(all edits) (edits, error) {
	root := f.doc
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		root = root.Content[0]
	}
	for _, object := range objects(root) {
		kind, version := child(object, "kind"), child(object, "apiVersion")
		if kind == nil || version == nil || version.Value != "external-secrets.io/v1beta1" || !within(object, f.found) {
			continue
		}
		if kind.Value == "ExternalSecret" || kind.Value == "ClusterExternalSecret" {
			change, err := f.r.replace(version, "external-secrets.io/v1")
			return append(all, change), err
		}
	}
	return all, nil
}

// objects are a document's object, or those of its list.
func objects(root *yaml.Node) []*yaml.Node {
	if items := child(root, "items"); items != nil && items.Kind == yaml.SequenceNode {
		return items.Content
	}
	return []*yaml.Node{root}
}

func within(n, sought *yaml.Node) bool {
	if n == sought {
		return true
	}
	for _, c := range n.Content {
		if within(c, sought) {
			return true
		}
	}
	return false
}

// child is the value of a key of a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// replace gives a scalar another value in the style that it has.
func (r *region) replace(n *yaml.Node, value string) (edit, error) {
	if n.Kind != yaml.ScalarNode && n.Kind != yaml.AliasNode {
		return edit{}, errStyle
	}
	start, end, err := r.token(n)
	return edit{start, end, styled(value, n.Style)}, err
}

// styled writes a value in a style, or with quotes where it needs them.
func styled(value string, style yaml.Style) string {
	switch {
	case style&yaml.SingleQuotedStyle != 0:
		return "'" + strings.ReplaceAll(value, "'", "''") + "'"
	case style&yaml.DoubleQuotedStyle != 0 || !plain(value):
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
	}
	return value
}

// plain reports whether a value can stand without quotes anywhere, and is a
// text then.
func plain(value string) bool {
	var n yaml.Node
	if strings.ContainsAny(value, ",[]{}#&*!|>'\"%@`:? \t\n") || value == "" {
		return false
	}
	return yaml.Unmarshal([]byte(value), &n) == nil && len(n.Content) == 1 && n.Content[0].Tag == "!!str" && n.Content[0].Value == value
}

// insert puts an entry behind that of a key, as its neighbours are written.
func (f *finder) insert(key, value *yaml.Node, name, text string) (edit, error) {
	_, end, err := f.r.token(value)
	if err != nil {
		return edit{}, err
	}
	if f.mapping.Style&yaml.FlowStyle != 0 {
		quote := ""
		if key.Style&yaml.DoubleQuotedStyle != 0 {
			quote = `"`
		}
		written := styled(text, 0)
		if quote != "" {
			written = styled(text, yaml.DoubleQuotedStyle)
		}
		return edit{end, end, ", " + quote + name + quote + ": " + written}, nil
	}
	start, ok := f.r.start(key)
	if !ok {
		return edit{}, errLone
	}
	return insertLine(f.r.file, start, end, name+": "+styled(text, value.Style)), nil
}

// insertLine puts a line below the one that holds end, indented as what stands
// at start.
func insertLine(file []byte, start, end int, text string) edit {
	begin := bytes.LastIndexByte(file[:start], '\n') + 1
	indent := []byte(string(file[begin:start]))
	for i, c := range indent {
		if c != ' ' && c != '\t' {
			indent[i] = ' '
		}
	}
	next := bytes.IndexByte(file[end:], '\n')
	if next < 0 {
		return edit{len(file), len(file), lineEnd(file) + string(indent) + text}
	}
	at := end + next + 1
	stop := "\n"
	if at >= 2 && file[at-2] == '\r' {
		stop = "\r\n"
	}
	return edit{at, at, string(indent) + text + stop}
}

// lineEnd is how the lines of a file end.
func lineEnd(file []byte) string {
	if bytes.Contains(file, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}
