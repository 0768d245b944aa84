package manifest

import (
	"encoding/base64"
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// simpleGenerators reports whether every generator makes an object of its own:
// the others change one that is there.
func simpleGenerators(root *Node) bool {
	for _, field := range []string{"configMapGenerator", "secretGenerator"} {
		for _, g := range Items(Get(root, field)) {
			if behavior := Scalar(Get(g, "behavior")); behavior != "" && behavior != "create" {
				return false
			}
		}
	}
	return true
}

// option reports whether a generator's switch is on, for it or for all: one
// can't switch off what is on for all.
func option(root, g *Node, name string) bool {
	return Scalar(Get(root, "generatorOptions", name)) == "true" || Scalar(Get(g, "options", name)) == "true"
}

// generate makes the objects of a kustomization's generators.
func (r *resolver) generate(k *kustomization) []*Object {
	var objects []*Object
	for _, field := range []string{"configMapGenerator", "secretGenerator"} {
		for _, g := range Items(Get(k.root, field)) {
			if o := r.generated(k, g, field == "secretGenerator"); o != nil {
				objects = append(objects, o)
			}
		}
	}
	return objects
}

// generation is one generated object in the making.
type generation struct {
	r      *resolver
	k      *kustomization
	secret bool
	spots  map[*Node]spot
	data   *Node
	name   *Node
}

func (r *resolver) generated(k *kustomization, g *Node, secret bool) *Object {
	name := Get(g, "name")
	if Scalar(name) == "" {
		return nil
	}
	m := generation{r: r, k: k, secret: secret, spots: map[*Node]spot{}, data: mapping(), name: name}
	kind := "ConfigMap"
	if secret {
		kind = "Secret"
	}
	for _, n := range Items(Get(g, "literals")) {
		m.literal(n)
	}
	for _, n := range Items(Get(g, "files")) {
		m.file(n)
	}
	for _, n := range append(Items(Get(g, "envs")), Get(g, "env")) {
		m.env(n)
	}
	metadata := mapping(m.key("name", name), m.at(copyNode(name), spot{k.doc, name}))
	if ns := Get(g, "namespace"); ns != nil {
		metadata.Content = append(metadata.Content, m.key("namespace", ns), m.at(copyNode(ns), spot{k.doc, ns}))
	}
	for _, field := range []string{"labels", "annotations"} {
		if n := joined(Get(k.root, "generatorOptions", field), Get(g, "options", field)); n != nil {
			metadata.Content = append(metadata.Content, m.key(field, name), m.at(n, spot{k.doc, name}))
		}
	}
	root := m.at(mapping(m.key("apiVersion", name), m.scalar("v1", name), m.key("kind", name), m.scalar(kind, name), m.key("metadata", name), metadata), spot{k.doc, name})
	m.at(metadata, spot{k.doc, name})
	if t := Get(g, "type"); Scalar(t) != "" && secret {
		root.Content = append(root.Content, m.key("type", t), m.at(copyNode(t), spot{k.doc, t}))
	} else if secret {
		root.Content = append(root.Content, m.key("type", name), m.scalar("Opaque", name))
	}
	if len(m.data.Content) > 0 || secret {
		root.Content = append(root.Content, m.key("data", name), m.at(m.data, spot{k.doc, name}))
	}
	if option(k.root, g, "immutable") {
		root.Content = append(root.Content, m.key("immutable", name), boolNode())
	}
	o := NewObject(root, nil)
	o.File, o.hashed = k.doc.File.Path, !option(k.root, g, "disableNameSuffixHash")
	o.use(&trace{doc: k.doc, spots: m.spots})
	return o
}

// joined are the entries of both mappings, the second one's winning.
func joined(all, own *Node) *Node {
	if len(Fields(all))+len(Fields(own)) == 0 {
		return nil
	}
	out := mapping()
	for _, f := range Fields(all) {
		if Get(own, f.Key.Value) == nil {
			out.Content = append(out.Content, f.Key, f.Value)
		}
	}
	for _, f := range Fields(own) {
		out.Content = append(out.Content, f.Key, f.Value)
	}
	return out
}

func mapping(content ...*Node) *Node {
	return &Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap, Content: content}
}

func copyNode(n *Node) *Node {
	c := *n
	return &c
}

func (m *generation) at(n *Node, s spot) *Node {
	m.spots[n] = s
	return n
}

func (m *generation) key(text string, near *Node) *Node { return m.scalar(text, near) }

func (m *generation) scalar(text string, near *Node) *Node {
	return m.at(scalarNode(text), spot{m.k.doc, near})
}

func (m *generation) put(key, value string, s spot, entry *Node) {
	if m.secret {
		value = base64.StdEncoding.EncodeToString([]byte(value))
	}
	m.data.Content = append(m.data.Content, m.key(key, entry), m.at(scalarNode(value), s))
}

func (m *generation) literal(n *Node) {
	key, value, found := strings.Cut(Scalar(n), "=")
	if found && key != "" {
		m.put(key, strings.Trim(value, `"'`), spot{m.k.doc, n}, n)
	}
}

// file adds the content of a file under its name or the one given. A missing
// one is told by its mark; its key is known all the same.
func (m *generation) file(n *Node) {
	key, name, named := strings.Cut(Scalar(n), "=")
	if !named {
		name, key = key, path.Base(key)
	}
	if name == "" {
		return
	}
	l := m.r.entry(m.k.doc, n, m.k.dir, name)
	text, whole, found := m.read(n, l)
	switch {
	case found:
		m.put(key, text, whole, n)
	case m.r.awaited(l):
		m.put(key, "", spot{m.k.doc, n}, n)
	}
}

// awaited reports whether a generator's entry names a file that should be there.
func (b *builder) awaited(l listed) bool { return l.missing() && !b.tree.HasDir(l.target) }

// read returns the text of a generator's input and a spot for it.
func (m *generation) read(n *Node, l listed) (string, spot, bool) {
	switch {
	case l.remote:
		m.r.out.partial = true
		return "", spot{}, false
	case l.file == nil:
		m.r.out.marks = append(m.r.out.marks, m.r.missingMark(l))
		return "", spot{}, false
	}
	m.r.reach(l.file.Path)
	text, err := l.file.Text()
	if err != nil {
		return "", spot{m.k.doc, n}, true
	}
	lines := splitLines(text)
	doc := &Document{File: l.file, Line: 1, lines: lines, raw: true}
	return string(text), spot{doc, &Node{Kind: yaml.ScalarNode, Value: string(text), Line: 1, Column: 1}}, true
}

// env adds the variables of a dotenv file. Nobody knows those of a missing one.
// Of one that sops has encrypted Flux drops the metadata with the encryption.
func (m *generation) env(n *Node) {
	name := Scalar(n)
	if name == "" {
		return
	}
	text, whole, found := m.read(n, m.r.entry(m.k.doc, n, m.k.dir, name))
	if !found || whole.doc == nil {
		m.r.out.partial = true
		return
	}
	sealed := strings.Contains(text, "\nsops_mac=")
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		key, value, _ := strings.Cut(line, "=")
		if line == "" || line[0] == '#' || key == "" || sealed && strings.HasPrefix(key, "sops_") {
			continue
		}
		m.put(key, value, spot{whole.doc, &Node{Kind: yaml.ScalarNode, Value: line, Line: i + 1, Column: 1}}, n)
	}
}

// rawPos is the position of a byte of a file that is no YAML of its own.
func (d *Document) rawPos(n *Node, offset, width int) facts.Pos {
	before := n.Value[:offset]
	line := n.Line + strings.Count(before, "\n")
	return d.bytes(line, offset-strings.LastIndexByte(before, '\n'), width)
}
