package source

import (
	"maps"
	"slices"
	"strings"
)

// With returns a tree in which some files have other texts, are new, or, where
// the text is nil, are gone. All other files are shared with t, together with
// what was derived from each of them alone; what was derived from t is not.
// Nothing is written.
func (t *Tree) With(texts map[string][]byte) *Tree {
	texts = t.underAllNames(texts)
	changed := newTree(t.Repo, t.Dir)
	changed.ByGit, changed.Commit, changed.elsewhere = t.ByGit, t.Commit, t.elsewhere
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

// underAllNames adds the links that lead to files which change: who changes the
// text of a file changes what is read through each of its names.
func (t *Tree) underAllNames(texts map[string][]byte) map[string][]byte {
	changing := map[string][]byte{}
	for name, text := range texts {
		if f := t.byPath[name]; f != nil && f.abs != "" && text != nil {
			changing[f.abs] = text
		}
	}
	all := maps.Clone(texts)
	for _, f := range t.Files {
		if text, changes := changing[f.abs]; changes {
			if _, given := texts[f.Path]; !given {
				all[f.Path] = text
			}
		}
	}
	return all
}
