package manifest

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// change replaces the nodes that a field leads to in an edited object.
func (o *Object) change(f fieldSpec, made func(*Node) *Node) {
	o.Root = o.replaced(o.Root, f.path, f.create, made)
}

// replaced answers a node with what lies at a path below it replaced, through
// lists; the same node where nothing is. What it passes is copied: the nodes
// belong to the source file.
func (o *Object) replaced(n *Node, path []string, create bool, made func(*Node) *Node) *Node {
	n = Resolve(n)
	switch {
	case n != nil && n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			n = o.with(n, i, o.replaced(item, path, create, made))
		}
		return n
	case len(path) == 0:
		return made(n)
	case n == nil && create:
		n = mapping()
	case n == nil || n.Kind != yaml.MappingNode:
		return n
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == path[0] {
			return o.with(n, i+1, o.replaced(n.Content[i+1], path[1:], create, made))
		}
	}
	if !create {
		return n
	}
	grown := o.copied(n)
	grown.Content = append(grown.Content, scalarNode(path[0]), o.replaced(nil, path[1:], create, made))
	return grown
}

// with is a node with another child; the same node where it has it already.
func (o *Object) with(n *Node, i int, child *Node) *Node {
	if child == Resolve(n.Content[i]) {
		return n
	}
	made := o.copied(n)
	made.Content[i] = child
	return made
}

// copied is a node that may be changed and stands where the first one does.
func (o *Object) copied(n *Node) *Node {
	made := *n
	made.Anchor, made.Content = "", slices.Clone(n.Content)
	o.origin.spots[&made] = o.origin.find(n)
	return &made
}

// label adds the labels and annotations of a kustomization to all objects.
// Source: sigs.k8s.io/kustomize/api, configureBuiltinTransformers.
func (r *resolver) label(k *kustomization, objects []*Object) {
	r.add(k, Get(k.root, "commonLabels"), selecting, objects)
	for _, item := range Items(Get(k.root, "labels")) {
		fields := labelFields[:1]
		if Scalar(Get(item, "includeSelectors")) == "true" {
			fields = selecting
		} else if Scalar(Get(item, "includeTemplates")) == "true" {
			fields = labelFields
		}
		r.add(k, Get(item, "pairs"), fields, objects)
	}
	r.add(k, Get(k.root, "commonAnnotations"), annotationFields, objects)
}

// add writes the entries of a mapping into fields of all objects.
func (r *resolver) add(k *kustomization, pairs *Node, fields []fieldSpec, objects []*Object) {
	if len(Fields(pairs)) == 0 {
		return
	}
	for i, o := range objects {
		made := o.edit()
		for _, f := range fields {
			if f.covers(made) {
				made.change(f, func(n *Node) *Node { return made.overlaid(n, pairs, k.doc) })
			}
		}
		objects[i] = made
	}
}

// overlaid is a mapping with the entries of another one, which stand where
// that one does.
func (o *Object) overlaid(n, pairs *Node, at *Document) *Node {
	if n == nil || n.Kind != yaml.MappingNode {
		n = mapping()
		o.origin.spots[n] = spot{at, pairs}
	}
	made := o.copied(n)
	for _, f := range Fields(pairs) {
		o.origin.spots[f.Key], o.origin.spots[f.Value] = spot{at, f.Key}, spot{at, f.Value}
		remove(made, f.Key.Value)
		made.Content = append(made.Content, f.Key, f.Value)
	}
	return made
}
