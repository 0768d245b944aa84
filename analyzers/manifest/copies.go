package manifest

import "strings"

// overlays remembers what generators that merge into another's object, or
// replace it, set.
func (w *rewriter) overlays(list *Node, secret bool) {
	r := resolver{builder: w.builder, out: new(built)}
	for _, g := range Items(list) {
		if behavior := Scalar(Get(g, "behavior")); behavior != "merge" && behavior != "replace" {
			continue
		}
		if o := r.generated(w.k, g, secret); o != nil {
			w.patches = append(w.patches, patch{root: o.Root, made: o.trace()})
		}
	}
}

// copied are the values that replacements take from one object and write into
// others, for positions: a person edits the one they come from.
func (s *sources) copied() []patch {
	if s.taken != nil || len(s.copies) == 0 {
		return s.taken
	}
	s.taken = []patch{}
	for _, item := range s.copies {
		from := Get(item, "source")
		o := s.written(Scalar(Get(from, "kind")), Scalar(Get(from, "name")))
		if o == nil {
			continue
		}
		value := Get(o.Root, fieldPath(Get(from, "fieldPath"))...)
		if Scalar(value) == "" {
			continue
		}
		for _, to := range Items(Get(item, "targets")) {
			for _, at := range Items(Get(to, "fieldPaths")) {
				s.taken = append(s.taken, patch{root: value, path: fieldPath(at), made: o.trace()})
			}
		}
	}
	return s.taken
}

// fieldPath is a path of a replacement; by default it takes the name.
func fieldPath(n *Node) []string {
	if Scalar(n) == "" {
		return []string{"metadata", "name"}
	}
	return strings.Split(n.Value, ".")
}

// written finds an object of the build as it is written.
func (s *sources) written(kind, name string) *Object {
	for _, path := range sortedKeys(s.closure.files) {
		f := s.tree.File(path)
		if f == nil || isKustomizationFile(f) {
			continue
		}
		for _, o := range fileObjects(f) {
			if o.Kind == kind && o.Name == name {
				return o
			}
		}
	}
	return nil
}
