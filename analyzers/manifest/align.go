package manifest

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// sources finds what the objects of one kustomize build were made of.
type sources struct {
	*closure
	root  string
	files map[string][]*Object // raw objects by file, generated ones by kustomization
	taken []patch              // what replacements take
}

// originKeys are the annotations that kustomize adds for our sake.
var originKeys = []string{"config.kubernetes.io/origin", "alpha.config.kubernetes.io/transformations"}

func (s *sources) object(r *resource.Resource) *Object {
	origin, err := r.GetOrigin()
	root := r.YNode()
	if root == nil {
		return nil
	}
	dropAnnotations(root)
	o := NewObject(root, nil)
	if o == nil {
		return nil
	}
	if err != nil || origin == nil {
		o.use(new(trace))
		return o
	}
	file := path.Join(s.root, origin.Path+origin.ConfiguredIn)
	o.File = file
	base := match(o, s.candidates(file, origin.ConfiguredIn != ""))
	patches := slices.Concat(s.patches, s.copied())
	o.use(&trace{align: func() map[*Node]spot { return align(root, base, patches) }})
	return o
}

// dropAnnotations removes the origin annotations, and the annotations if that
// were all.
func dropAnnotations(root *Node) {
	metadata := Get(root, "metadata")
	annotations := Get(metadata, "annotations")
	if annotations == nil {
		return
	}
	for _, key := range originKeys {
		remove(annotations, key)
	}
	if len(annotations.Content) == 0 {
		remove(metadata, "annotations")
	}
}

func remove(n *Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
			return
		}
	}
}

func (s *sources) candidates(file string, generated bool) []*Object {
	if known, done := s.files[file]; done {
		return known
	}
	var found []*Object
	if generated {
		r := resolver{builder: s.builder, out: new(built)}
		if k := s.seen[path.Dir(file)]; k != nil {
			found = r.generate(k)
		}
	} else if f := s.tree.File(file); f != nil {
		found = fileObjects(f)
	}
	s.files[file] = found
	return found
}

// match picks the source object of a rendered one: the same kind and name, or
// the one whose name prefixes and suffixes were put around.
func match(o *Object, candidates []*Object) *Object {
	var best *Object
	for _, c := range candidates {
		if c.Kind != o.Kind || c.Group != o.Group {
			continue
		}
		if c.Name == o.Name {
			return c
		}
		if best == nil || strings.Contains(o.Name, c.Name) && !strings.Contains(o.Name, best.Name) {
			best = c
		}
	}
	return best
}

// step is one element of a path into an object.
type step struct {
	key   string // of a mapping
	index int    // in a list
	name  string // of the list item, if it has one
}

// aligner walks a rendered object beside its source.
type aligner struct {
	spots   map[*Node]spot
	base    *Object
	patches []patch
}

func align(root *Node, base *Object, patches []patch) map[*Node]spot {
	a := aligner{spots: map[*Node]spot{}, base: base}
	for _, p := range patches {
		if p.fits(root) {
			a.patches = append(a.patches, p)
		}
	}
	var from *Node
	var at spot
	if base != nil {
		from = base.Root
		at = base.trace().find(from)
	}
	a.walk(root, from, at, nil)
	return a.spots
}

// walk gives every node below n a spot: its counterpart's, that of the patch
// that set it, or of the nearest thing around it that has one.
func (a *aligner) walk(n, from *Node, around spot, way []step) {
	from = Resolve(from)
	here := around
	same := from != nil && from.Kind == n.Kind && (n.Kind != yaml.ScalarNode || n.Value == from.Value)
	if same {
		here = a.base.trace().find(from)
	} else if s, found := a.patched(n, way); found {
		here = s
	} else if from != nil {
		here = a.base.trace().find(from)
	}
	a.spots[n] = here
	switch n.Kind {
	case yaml.MappingNode:
		a.mapping(n, from, here, way)
	case yaml.SequenceNode:
		for i, item := range n.Content {
			name := Scalar(Get(item, "name"))
			a.walk(item, sameItem(from, i, name, item), here, append(way[:len(way):len(way)], step{index: i, name: name}))
		}
	}
}

func (a *aligner) mapping(n, from *Node, here spot, way []step) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		next := append(way[:len(way):len(way)], step{key: key.Value, index: -1})
		fromKey, fromValue := entryOf(from, key.Value)
		a.walk(value, fromValue, here, next)
		a.spots[key] = a.spots[value]
		if fromKey != nil {
			a.spots[key] = a.base.trace().find(fromKey)
		}
	}
}

func entryOf(n *Node, key string) (k, v *Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// sameItem finds the counterpart of a list item: by name, by value, by place;
// a hash or a prefix may have been put around the name.
func sameItem(from *Node, index int, name string, item *Node) *Node {
	if from == nil || from.Kind != yaml.SequenceNode {
		return nil
	}
	for _, c := range from.Content {
		if name != "" && Scalar(Get(c, "name")) == name || item.Kind == yaml.ScalarNode && Scalar(c) == item.Value {
			return c
		}
	}
	if index < len(from.Content) && strings.Contains(name, Scalar(Get(from.Content[index], "name"))) {
		return from.Content[index]
	}
	return nil
}

// patched finds the configuration that gave a node its value.
func (a *aligner) patched(n *Node, way []step) (spot, bool) {
	for i := len(a.patches) - 1; i >= 0; i-- {
		p := a.patches[i]
		var found *Node
		switch {
		case p.path != nil:
			found = fixed(p, way)
		case p.steps:
			found = operation(p.root, way)
		default:
			found = follow(p.root, way)
		}
		if found != nil && found.Kind == n.Kind && (n.Kind != yaml.ScalarNode || found.Value == n.Value) {
			return p.place(found), true
		}
	}
	return spot{}, false
}

// place is where a node of the patch stands.
func (p patch) place(n *Node) spot {
	if p.made != nil {
		return p.made.find(n)
	}
	return spot{p.doc, n}
}

func fixed(p patch, way []step) *Node {
	if len(way) != len(p.path) {
		return nil
	}
	for i, s := range way {
		if s.key != p.path[i] {
			return nil
		}
	}
	return p.root
}

// follow walks a path into a strategic merge patch.
func follow(n *Node, way []step) *Node {
	for _, s := range way {
		if n = Resolve(n); n == nil {
			return nil
		}
		if s.index < 0 {
			_, n = entryOf(n, s.key)
		} else {
			n = sameItem(n, s.index, s.name, &Node{})
		}
	}
	return Resolve(n)
}

// operation walks a path into the value of the JSON6902 operation whose
// pointer it starts with.
func operation(list *Node, way []step) *Node {
	for _, op := range Items(list) {
		pointer := strings.Split(strings.TrimPrefix(Scalar(Get(op, "path")), "/"), "/")
		if len(pointer) > len(way) || !pointsAlong(pointer, way) {
			continue
		}
		if found := follow(Get(op, "value"), way[len(pointer):]); found != nil {
			return found
		}
	}
	return nil
}

func pointsAlong(pointer []string, way []step) bool {
	for i, p := range pointer {
		p = strings.ReplaceAll(strings.ReplaceAll(p, "~1", "/"), "~0", "~")
		if s := way[i]; s.index < 0 && p != s.key || s.index >= 0 && p != "-" && p != strconv.Itoa(s.index) {
			return false
		}
	}
	return true
}
