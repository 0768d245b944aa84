package manifest

import (
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// merger applies the patches of one kustomization in the resolver: strategic
// merges into custom resources, which have no schema and therefore merge field
// by field. Whatever else matches an object is left to kustomize.
type merger struct {
	*resolver
	k *kustomization
}

// patch applies a kustomization's patches, then those of the Flux
// Kustomization.
func (r *resolver) patch(k *kustomization, t target, objects []*Object) []*Object {
	m := merger{resolver: r, k: k}
	objects = m.applyAll("patches", m.applyAll("patchesStrategicMerge", objects))
	for _, p := range t.patches {
		docs := parse([]byte(p.text.Value))
		for _, d := range docs {
			d.origin = within(p.doc, p.text)
		}
		objects = m.apply(docs, Get(p.item, "target"), objects)
	}
	return objects
}

// patchJSON comes last in kustomize's order.
func (r *resolver) patchJSON(k *kustomization, objects []*Object) []*Object {
	return merger{resolver: r, k: k}.applyAll("patchesJson6902", objects)
}

func (m merger) applyAll(field string, objects []*Object) []*Object {
	for _, item := range Items(Get(m.k.root, field)) {
		docs, ok := m.read(item)
		if !ok || Get(item, "options") != nil {
			m.out.unsupported = true
			return objects
		}
		objects = m.apply(docs, Get(item, "target"), objects)
	}
	return objects
}

// read finds the documents of a patch written in place or in a file.
func (m merger) read(item *Node) ([]*Document, bool) {
	text, name := Get(item, "patch"), Get(item, "path")
	if item.Kind == yaml.ScalarNode {
		if name = item; strings.Contains(item.Value, "\n") || strings.Contains(item.Value, ": ") {
			text, name = item, nil
		}
	}
	if Scalar(text) != "" {
		docs := parse([]byte(text.Value))
		for _, d := range docs {
			d.origin = within(m.k.doc, text)
		}
		return docs, true
	}
	l := m.entry(m.k.doc, name, m.k.dir, Scalar(name))
	if Scalar(name) == "" || l.file == nil {
		return nil, false
	}
	m.reach(l.file.Path)
	return Documents(l.file), true
}

func (m merger) apply(docs []*Document, to *Node, objects []*Object) []*Object {
	for _, d := range docs {
		if d.Fault != nil || d.Root == nil || !mergeable(d.Root) && d.Root.Kind == yaml.MappingNode {
			m.out.unsupported = true
			return objects
		}
		hits := m.hits(d, to, objects)
		if d.Root.Kind != yaml.MappingNode && len(hits) > 0 || to == nil && len(hits) != 1 {
			m.out.unsupported = true
			return objects
		}
		for _, i := range hits {
			if !schemaless(objects[i].Group) {
				m.out.unsupported = true
				return objects
			}
			objects[i] = merged(objects[i], d)
		}
	}
	return objects
}

// schemaless reports whether kustomize knows no schema for an API group, and
// so merges its objects field by field and replaces lists.
func schemaless(group string) bool {
	return strings.Contains(group, ".") && !strings.HasSuffix(group, "k8s.io")
}

// mergeable refuses directives and deletions.
func mergeable(n *Node) bool {
	n = Resolve(n)
	if n == nil || n.Tag == yaml.NodeTagNull || n.Kind == yaml.ScalarNode && strings.HasPrefix(n.Value, "$patch") {
		return false
	}
	return !slices.ContainsFunc(n.Content, func(c *Node) bool { return !mergeable(c) })
}

// hits are the objects a patch aims at: those its target selects, or the one
// that is or was of its own kind and name.
func (m merger) hits(d *Document, to *Node, objects []*Object) []int {
	var found []int
	own := NewObject(d.Root, nil)
	for i, o := range objects {
		switch {
		case to != nil && m.selects(to, o):
			found = append(found, i)
		case to == nil && own != nil && own.Kind == o.Kind && own.Group == o.Group && own.Version == o.Version &&
			slices.Contains(o.identities(), own.identity()):
			found = append(found, i)
		}
	}
	return found
}

// selects follows kustomize's selectors: anchored patterns, of names the first
// or the present one, and labels.
// Source: sigs.k8s.io/kustomize/api, types.SelectorRegex, resWrangler.Select.
func (m merger) selects(to *Node, o *Object) bool {
	first, now := o.identities()[0], o.identity()
	for _, wanted := range []struct{ field, first, now string }{
		{"group", o.Group, o.Group}, {"version", o.Version, o.Version}, {"kind", o.Kind, o.Kind},
		{"name", first.name, now.name}, {"namespace", first.namespace, now.namespace},
	} {
		text := Scalar(Get(to, wanted.field))
		if text == "" {
			continue
		}
		if wanted.field == "namespace" && clusterScoped(o.Kind, m.custom) {
			m.out.unsupported = true // kustomize knows other kinds
		}
		pattern := m.pattern(text)
		if pattern == nil || !pattern.MatchString(wanted.first) && !pattern.MatchString(wanted.now) {
			return false
		}
	}
	return m.labelled(Scalar(Get(to, "labelSelector")), o, "labels") && m.labelled(Scalar(Get(to, "annotationSelector")), o, "annotations")
}

// pattern is an anchored expression, compiled once; nil for one that kustomize
// refuses.
func (m merger) pattern(text string) *regexp.Regexp {
	if known, done := m.patterns[text]; done {
		return known
	}
	compiled, err := regexp.Compile("^(?:" + text + ")$")
	if err != nil {
		m.out.unsupported = true
	}
	m.patterns[text] = compiled
	return compiled
}

var (
	equality   = regexp.MustCompile(`^([\w./-]+)\s*(=|==|!=)\s*([\w./-]*)$`)
	membership = regexp.MustCompile(`^([\w./-]+)\s+(in|notin)\s+\(([^()]*)\)$`)
	existence  = regexp.MustCompile(`^(!?)\s*([\w./-]+)$`)
)

// labelled decides selectors of one requirement.
func (m merger) labelled(selector string, o *Object, field string) bool {
	selector = strings.TrimSpace(selector)
	if selector == "" {
		return true
	}
	value := func(key string) (string, bool) {
		n := Get(o.Root, "metadata", field, key)
		return Scalar(n), n != nil
	}
	if p := equality.FindStringSubmatch(selector); p != nil {
		has, exists := value(p[1])
		return (exists && has == p[3]) != (p[2] == "!=")
	}
	if p := membership.FindStringSubmatch(selector); p != nil {
		has, exists := value(p[1])
		among := exists && slices.ContainsFunc(strings.Split(p[3], ","), func(v string) bool { return strings.TrimSpace(v) == has })
		return among == (p[2] == "in")
	}
	if p := existence.FindStringSubmatch(selector); p != nil {
		_, exists := value(p[2])
		return exists == (p[1] == "")
	}
	m.out.unsupported = true
	return false
}

// merged is the object with a patch's fields.
func merged(o *Object, d *Document) *Object {
	made := o.edit()
	made.merge(made.Root, d.Root, d, true)
	return made
}

// merge writes the fields of a mapping over another. An object keeps its
// identity whatever the patch says.
func (o *Object) merge(into, from *Node, d *Document, top bool) {
	for _, f := range Fields(from) {
		key := f.Key.Value
		if top && (key == "apiVersion" || key == "kind") {
			continue
		}
		value := f.Value
		if top && key == "metadata" {
			value = withoutIdentity(value)
		}
		_, before := entryOf(into, key)
		if before = Resolve(before); before != nil && before.Kind == yaml.MappingNode && value.Kind == yaml.MappingNode {
			o.merge(o.child(into, key), value, d, false)
			continue
		}
		if before == nil {
			o.origin.spots[f.Key] = spot{d, f.Key}
			into.Content = append(into.Content, f.Key, value)
		} else {
			replace(into, key, value)
		}
		o.graft(value, d)
	}
}

func replace(n *Node, key string, value *Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = value
		}
	}
}

// graft notes that a node and all below it stand in another document.
func (o *Object) graft(n *Node, d *Document) {
	o.origin.spots[n] = spot{d, n}
	for _, child := range n.Content {
		o.graft(child, d)
	}
}

func withoutIdentity(metadata *Node) *Node {
	if metadata.Kind != yaml.MappingNode {
		return metadata
	}
	out := *metadata
	out.Content = nil
	for _, f := range Fields(metadata) {
		if f.Key.Value != "name" && f.Key.Value != "namespace" {
			out.Content = append(out.Content, f.Key, f.Value)
		}
	}
	return &out
}
