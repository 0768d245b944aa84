// Package manifest reads Kubernetes manifests as a controller would see them:
// YAML documents with the position of every field, kustomize builds, and the
// tree of Flux Kustomizations from a cluster's entry point down.
package manifest

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Node is a YAML node of a document or of a rendered object.
type Node = yaml.Node

// Object is one Kubernetes object, rendered as far as the repository alone
// allows.
type Object struct {
	Cluster   string       // name of the cluster, or facts.AnyCluster
	Namespace string       // effective namespace; empty for cluster-scoped kinds
	Name      string       // rendered name; may still hold ${VAR}
	Group     string       // API group, empty for core
	Version   string       // API version without group
	Kind      string       // object kind
	Unit      facts.Symbol // the unit that applies it; empty outside Flux
	Live      bool         // something applies it
	File      string       // repository-relative file of the source document
	Root      *Node        // the object's mapping node
	Unsure    facts.Reason // why the cluster may see other names and values; empty when rendered

	past   []identity // what it was called before the present name, while it is built
	hashed bool       // its name ends in a hash of its content once it is built
	edited bool       // its root and its trace are its own

	at     func(*Node) facts.Pos
	text   func(n *Node, offset, width int) facts.Pos // nil where at is all there is
	origin *trace                                     // nil for objects made by NewObject alone
}

// At is the source position of a node of the object: where a person would edit
// the text that ended up there.
func (o *Object) At(n *Node) facts.Pos {
	if o.at == nil || n == nil {
		return facts.Pos{}
	}
	return o.at(n)
}

// InText is the source position of a range of bytes of a scalar's value, also
// inside block scalars. It answers At where that is all that is known.
func (o *Object) InText(n *Node, offset, width int) facts.Pos {
	if o.text == nil || n == nil {
		return o.At(n)
	}
	return o.text(n, offset, width)
}

// NewObject reads the identity of an object from its mapping node. It answers
// nil where the node is no Kubernetes object: kind and apiVersion must be
// scalars, metadata a mapping with a scalar name.
func NewObject(root *Node, at func(*Node) facts.Pos) *Object {
	apiVersion, kind := Scalar(Get(root, "apiVersion")), Scalar(Get(root, "kind"))
	if apiVersion == "" || kind == "" {
		return nil
	}
	group, version, found := strings.Cut(apiVersion, "/")
	if !found {
		group, version = "", apiVersion
	}
	return &Object{
		Name: Scalar(Get(root, "metadata", "name")), Namespace: Scalar(Get(root, "metadata", "namespace")),
		Group: group, Version: version, Kind: kind, Live: true, Root: root, at: at,
	}
}

// Symbol names the object itself.
func (o *Object) Symbol() facts.Symbol {
	return facts.New(facts.ObjectSymbol, o.Cluster, o.Namespace, o.Kind, o.Name)
}

// Get follows mapping keys from a node, through aliases. It answers nil where a
// key is missing or a node on the way is no mapping.
func Get(n *Node, keys ...string) *Node {
	for _, key := range keys {
		if n = value(Resolve(n), key); n == nil {
			return nil
		}
	}
	return Resolve(n)
}

func value(n *Node, key string) *Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Kind == yaml.ScalarNode && k.Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// Resolve follows an alias to the node it stands for, and a document to its
// root.
func Resolve(n *Node) *Node {
	for range 64 {
		switch {
		case n == nil:
			return nil
		case n.Kind == yaml.AliasNode:
			n = n.Alias
		case n.Kind == yaml.DocumentNode && len(n.Content) > 0:
			n = n.Content[0]
		default:
			return n
		}
	}
	return nil
}

// Scalar is the text of a scalar node, or empty for anything else and null.
func Scalar(n *Node) string {
	if n = Resolve(n); n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

// Items are the elements of a sequence node, aliases resolved.
func Items(n *Node) []*Node {
	if n = Resolve(n); n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	items := make([]*Node, len(n.Content))
	for i, c := range n.Content {
		items[i] = Resolve(c)
	}
	return items
}

// Field is one entry of a mapping.
type Field struct {
	Key   *Node
	Value *Node
}

// Fields are the entries of a mapping node with scalar keys, in order.
func Fields(n *Node) []Field {
	if n = Resolve(n); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	fields := make([]Field, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := Resolve(n.Content[i]); k != nil && k.Kind == yaml.ScalarNode {
			fields = append(fields, Field{Key: k, Value: Resolve(n.Content[i+1])})
		}
	}
	return fields
}
