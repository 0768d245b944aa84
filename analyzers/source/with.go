package source

import (
	"maps"
	"slices"
	"strings"
)

// With returns a tree in which some files have other texts, are new, or, where
// the text is nil, are gone. All other files are shared with t, together with
// what was derived from each of them alone; what was derived from t is not.
func (t *Tree) With(texts map[string][]byte) *Tree {
	changed := newTree(t.Repo, t.Dir)
	changed.skipped = maps.Clone(t.skipped)
	for _, f := range t.Files {
		if _, other := texts[f.Path]; !other {
			changed.insert(f)
		}
	}
	for name, text := range texts {
		if text != nil {
			f := &File{Repo: t.Repo, Path: name}
			f.fill(clean(text))
			changed.insert(f)
		}
	}
	slices.SortFunc(changed.Files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	return changed
}
