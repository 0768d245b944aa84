package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/manifest"
)

// maxDepth bounds every descent into a document: aliases may nest it far
// deeper than its text.
const maxDepth = 48

// hit is a node that a path leads to, with the mapping it stands in.
type hit struct {
	node   *manifest.Node
	parent *manifest.Node
}

// find follows a path such as "spec.tls[].secretName" from a node. A segment
// that ends in "[]" goes through every item of a sequence, "{}" through every
// value of a mapping, and "**" alone through any number of levels; "{}[]" goes
// through both in turn. Null and missing fields lead nowhere.
func find(root *manifest.Node, path string) []hit {
	current := []hit{{node: manifest.Resolve(root)}}
	for segment := range strings.SplitSeq(path, ".") {
		var next []hit
		for _, h := range current {
			next = append(next, step(h, segment)...)
		}
		current = next
	}
	return current
}

func step(h hit, segment string) []hit {
	if segment == "**" {
		return below(h)
	}
	name := strings.TrimRight(segment, "[]{}")
	found := []hit{h}
	if name != "" {
		node := manifest.Get(h.node, name)
		if node == nil {
			return nil
		}
		found = []hit{{node, h.node}}
	}
	for each := segment[len(name):]; len(each) > 1; each = each[2:] {
		found = spread(found, each[:2])
	}
	return found
}

// spread goes through every item of sequences, "[]", or value of mappings, "{}".
func spread(through []hit, each string) []hit {
	var found []hit
	for _, h := range through {
		for _, item := range manifest.Items(h.node) {
			if each == "[]" {
				found = append(found, hit{item, h.parent})
			}
		}
		for _, f := range manifest.Fields(h.node) {
			if each == "{}" {
				found = append(found, hit{f.Value, h.parent})
			}
		}
	}
	return found
}

// below lists all mappings under a node and the node itself.
func below(h hit) []hit {
	var found []hit
	walk(h.node, func(at spot) bool {
		if len(manifest.Fields(at.node)) > 0 {
			found = append(found, hit{at.node, at.parent})
		}
		return true
	})
	return found
}

// maxNodes bounds the nodes a walk visits.
const maxNodes = 100_000

// spot is a node during a walk.
type spot struct {
	node   *manifest.Node
	parent *manifest.Node // the mapping or sequence it stands in
	field  string         // name of the nearest field above it
	path   []string       // names of all fields above it; valid during the visit
}

// walk visits the nodes under root in document order, parents first. A visit
// that answers false is not followed further down.
func walk(root *manifest.Node, visit func(spot) bool) {
	budget := maxNodes
	var descend func(spot)
	descend = func(at spot) {
		budget--
		if at.node == nil || budget < 0 || len(at.path) > maxDepth || !visit(at) {
			return
		}
		for _, f := range manifest.Fields(at.node) {
			descend(spot{f.Value, at.node, f.Key.Value, append(at.path, f.Key.Value)})
		}
		for _, item := range manifest.Items(at.node) {
			descend(spot{item, at.node, at.field, append(at.path, "")})
		}
	}
	descend(spot{node: manifest.Resolve(root)})
}
