package rewrite

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
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
	if isYAML(file) {
		return whole(text).edits(offset, new, 0)
	}
	if r, ok := heredoc(text, offset); ok {
		return r.edits(offset, new, 0)
	}
	switch path.Ext(file) {
	case ".tf", ".tofu", ".hcl":
		return hclEdits(text, offset, new)
	}
	return nil, errParse
}

// isYAML reports whether a file as a whole is YAML, of which JSON is a part.
func isYAML(file string) bool {
	switch path.Ext(file) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
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
	spot                 // what was found
	block     *yaml.Node // the block scalar around the place
}

func (f *finder) walk(n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if f.here(n.Content[i+1]) {
				f.spot = spot{n.Content[i+1], n, n.Content[i]}
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

// edits are those of the name that was found and of its neighbours. A name with
// an anchor may be said again elsewhere.
func (f *finder) edits(new content) (edits, error) {
	if text := value(f.found); strings.Contains(text, "{{") || strings.Contains(text, "${") {
		return nil, errDynamic
	}
	users := f.aliases()
	if !f.names(f.spot, new) && !slices.ContainsFunc(users, func(s spot) bool { return f.names(s, new) }) {
		return nil, errNotFound
	}
	all, err := f.say(f.spot, new)
	for _, user := range users {
		var more edits
		if err == nil {
			more, err = f.say(user, new)
		}
		all = append(all, more...)
	}
	if err != nil {
		return nil, err
	}
	return f.version(all)
}

// spot is a scalar or alias with the mapping it stands in.
type spot struct {
	found   *yaml.Node
	mapping *yaml.Node
	key     *yaml.Node
}

// said are the fields that name a store or a remote key. A patch of single fields
// has the name as its value.
var said = map[bool][]string{true: {"name", "value"}, false: {"key", "remoteKey", "value"}}

// names reports whether a spot is where such a name stands.
func (f *finder) names(s spot, new content) bool {
	if s.key.Value == "value" {
		return child(s.mapping, "op") != nil
	}
	return slices.Contains(said[new.store], s.key.Value)
}

// aliases are the spots that repeat the name by an alias.
func (f *finder) aliases() []spot {
	if f.found.Anchor == "" {
		return nil
	}
	var users []spot
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for i, c := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 1 && c.Kind == yaml.AliasNode && c.Alias == f.found {
				users = append(users, spot{c, n, n.Content[i-1]})
			}
			walk(c)
		}
	}
	walk(f.doc)
	return users
}

// say makes a spot name something else. The name keeps its anchor as long as
// whatever repeats it means the same; what means something else says so itself.
func (f *finder) say(s spot, new content) (edits, error) {
	named, first := f.names(s, new), f.names(f.spot, new)
	var all edits
	switch {
	case s.found.Kind == yaml.AliasNode && s.found != f.found:
		if named == first { // follows its anchor
			break
		}
		text := new.name
		if !named {
			text = value(f.found)
		}
		change, err := f.r.replace(s.found, text)
		if err != nil {
			return nil, err
		}
		all = append(all, change)
	case named:
		change, err := f.r.replace(s.found, new.name)
		if err != nil {
			return nil, err
		}
		all = append(all, change)
	}
	if !named {
		return all, nil
	}
	if new.store {
		return f.beside(s, all, "kind", new.kind, false)
	}
	return f.beside(s, all, "property", new.property, true)
}

func value(n *yaml.Node) string {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias.Value
	}
	return n.Value
}

// beside sets an entry next to a name. An entry that must be right stands in the
// way where there should be none.
func (f *finder) beside(s spot, all edits, name, text string, must bool) (edits, error) {
	present := child(s.mapping, name)
	switch {
	case present == nil && text == "", present != nil && value(present) == text, present != nil && text == "" && !must:
		return all, nil
	case present != nil && text == "":
		return nil, fmt.Errorf("it asks for the %s %s, which its destination does not have", name, value(present))
	case present != nil:
		change, err := f.r.replace(present, text)
		return append(all, change), err
	case s.key.Value == "value":
		insert, err := f.operation(s, name, text)
		return append(all, insert), err
	}
	insert, err := f.insert(s, name, text)
	return append(all, insert), err
}

// operation adds an operation to a patch of single fields, behind the one that
// was found.
func (f *finder) operation(s spot, name, text string) (edit, error) {
	field := child(s.mapping, "path")
	if field == nil || s.mapping.Style&yaml.FlowStyle != 0 || !strings.Contains(field.Value, "/") {
		return edit{}, errLone
	}
	last := s.mapping.Content[len(s.mapping.Content)-1]
	start, ok := f.r.start(s.mapping)
	_, end, err := f.r.token(last)
	if !ok || err != nil {
		return edit{}, errStyle
	}
	lines := []string{"op: add", "path: " + path.Dir(field.Value) + "/" + name, "value: " + styled(text, 0)}
	insert := insertLine(f.r.file, start, end, lines...)
	dash := strings.LastIndexByte(string(f.r.file[:start]), '-')
	begin := bytes.LastIndexByte(f.r.file[:start], '\n') + 1
	if dash < begin {
		return edit{}, errStyle
	}
	column := dash - begin
	at := strings.Index(insert.text, lines[0]) - (start - begin) + column
	insert.text = insert.text[:at] + "-" + insert.text[at+1:]
	return insert, nil
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

// words are those that some readers of YAML take for something else than a text.
var words = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

// plain reports whether a value can stand without quotes anywhere, and is a text
// then for every reader.
func plain(value string) bool {
	if value == "" || strings.ContainsAny(value, ",[]{}#&*!|>'\"%@`:?= \t\n\\") || slices.Contains(words, strings.ToLower(value)) {
		return false
	}
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '/' }
	return letter(value[0])
}

// insert puts an entry behind that of a name, as its neighbours are written.
func (f *finder) insert(s spot, name, text string) (edit, error) {
	_, end, err := f.r.token(s.found)
	if err != nil {
		return edit{}, err
	}
	start, ok := f.r.start(s.key)
	if !ok {
		return edit{}, errLone
	}
	if s.mapping.Style&yaml.FlowStyle == 0 {
		return insertLine(f.r.file, start, end, name+": "+styled(text, s.found.Style)), nil
	}
	entry := styled(name, s.key.Style) + ": " + styled(text, s.found.Style)
	if s.key.Line == s.mapping.Line {
		return edit{end, end, ", " + entry}, nil
	}
	return edit{end, end, "," + lineEnd(f.r.file) + string(margin(f.r.file, start)) + entry}, nil
}

// margin is what stands in front of a place in its line, as blanks.
func margin(file []byte, start int) []byte {
	begin := bytes.LastIndexByte(file[:start], '\n') + 1
	blanks := bytes.Clone(file[begin:start])
	for i, c := range blanks {
		if c != ' ' && c != '\t' {
			blanks[i] = ' '
		}
	}
	return blanks
}

// insertLine puts lines below the one that holds end, indented as what stands at
// start.
func insertLine(file []byte, start, end int, lines ...string) edit {
	indent := string(margin(file, start))
	next := bytes.IndexByte(file[end:], '\n')
	if next < 0 {
		stop := lineEnd(file)
		return edit{len(file), len(file), stop + indent + strings.Join(lines, stop+indent)}
	}
	at := end + next + 1
	stop := "\n"
	if at >= 2 && file[at-2] == '\r' {
		stop = "\r\n"
	}
	return edit{at, at, indent + strings.Join(lines, stop+indent) + stop}
}

// lineEnd is how the lines of a file end.
func lineEnd(file []byte) string {
	if bytes.Contains(file, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}
