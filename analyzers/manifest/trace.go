package manifest

import (
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// spot is a node as it stands in a source document.
type spot struct {
	doc  *Document
	node *Node
}

// trace leads from the nodes of a rendered object back to the source.
type trace struct {
	doc   *Document       // of nodes that nothing below says otherwise about
	from  map[*Node]*Node // nodes made by substitution, to those they were made of
	spots map[*Node]spot  // nodes that stand elsewhere
	align func() map[*Node]spot
	once  sync.Once
}

func (t *trace) find(n *Node) spot {
	if before, made := t.from[n]; made {
		n = before
	}
	if t.align != nil {
		t.once.Do(func() { t.spots = t.align() })
	}
	if s, elsewhere := t.spots[n]; elsewhere {
		return s
	}
	return spot{t.doc, n}
}

func (t *trace) at(n *Node) facts.Pos {
	s := t.find(n)
	if s.doc == nil {
		return facts.Pos{}
	}
	return s.doc.At(s.node)
}

// inText finds a range of bytes of a scalar. Where rendering changed the
// value, it looks for the same text in the source's.
func (t *trace) inText(n *Node, offset, width int) facts.Pos {
	s := t.find(n)
	if s.doc == nil {
		return facts.Pos{}
	}
	if s.node.Kind != yaml.ScalarNode || offset < 0 || width < 0 || offset+width > len(n.Value) {
		return s.doc.At(s.node)
	}
	if s.node.Value == n.Value {
		return s.doc.InText(s.node, offset, width)
	}
	if at, found := counterpart(n.Value, s.node.Value, offset, width); found {
		return s.doc.InText(s.node, at, width)
	}
	return s.doc.At(s.node)
}

// edit returns a copy of the object that may be changed at its root, sharing
// what is not; the object itself where it is such a copy.
func (o *Object) edit() *Object {
	if o.edited {
		return o
	}
	copied := *o
	copied.edited = true
	before := o.trace()
	root := *o.Root
	t := &trace{doc: before.doc, from: before.from, spots: map[*Node]spot{&root: before.find(o.Root)}}
	for n, s := range before.spots {
		t.spots[n] = s
	}
	root.Content = append([]*Node(nil), o.Root.Content...)
	copied.Root = &root
	copied.use(t)
	return &copied
}

// use makes a trace the source of the object's positions.
func (o *Object) use(t *trace) { o.at, o.text, o.origin = t.at, t.inText, t }

func (o *Object) trace() *trace {
	if o.origin == nil {
		return new(trace)
	}
	return o.origin
}

// child copies a mapping of an edited object, or adds it.
func (o *Object) child(parent *Node, key string) *Node {
	for i := 0; i+1 < len(parent.Content); i += 2 {
		if parent.Content[i].Value != key {
			continue
		}
		before := Resolve(parent.Content[i+1])
		if before == nil || before.Kind != yaml.MappingNode {
			break
		}
		copied := *before
		copied.Content = append([]*Node(nil), before.Content...)
		o.origin.spots[&copied] = o.origin.find(before)
		parent.Content[i+1] = &copied
		return &copied
	}
	made := &Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap, Line: o.Root.Line, Column: o.Root.Column}
	parent.Content = append(parent.Content, scalarNode(key), made)
	return made
}

// set gives a field of an edited object a value that stands elsewhere.
func (o *Object) set(parent *Node, key string, value *Node, at *Document) {
	copied := *value
	o.origin.spots[&copied] = spot{at, value}
	for i := 0; i+1 < len(parent.Content); i += 2 {
		if parent.Content[i].Value == key {
			parent.Content[i+1] = &copied
			return
		}
	}
	name := scalarNode(key)
	o.origin.spots[name] = spot{at, value}
	parent.Content = append(parent.Content, name, &copied)
}

func scalarNode(value string) *Node {
	return &Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: value}
}
