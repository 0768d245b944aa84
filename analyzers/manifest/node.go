package manifest

import "sigs.k8s.io/kustomize/kyaml/yaml"

// Sort is what a node is: a mapping, a sequence, a scalar or nothing.
type Sort int

// The sorts of nodes. Odd is a mapping with a key that is no name, as an
// unquoted template makes one.
const (
	Absent Sort = iota // missing or null
	Mapping
	Sequence
	Text
	Odd
)

// SortOf tells the sort of a node, through aliases.
func SortOf(n *Node) Sort {
	switch n = Resolve(n); {
	case n == nil || n.Tag == yaml.NodeTagNull:
		return Absent
	case n.Kind == yaml.SequenceNode:
		return Sequence
	case n.Kind == yaml.ScalarNode:
		return Text
	case n.Kind == yaml.MappingNode && 2*len(Fields(n)) == len(n.Content):
		return Mapping
	}
	return Odd
}
