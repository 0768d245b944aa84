package rewrite

import (
	"bytes"
	"cmp"
	"slices"
)

// spotted is a line and a byte column, both from 1.
type spotted struct{ line, col int }

// file is one text of a workspace and what consumers name in it.
type file struct {
	address
	mentions map[spotted][]*mention

	text   []byte
	loaded bool
	failed bool
	parts  parts
}

// load reads and parses the file once, if anything in it is to change.
func (f *file) load(r *rewriter) bool {
	if !slices.ContainsFunc(f.all(), r.moves) {
		return false
	}
	if !f.loaded {
		f.loaded = true
		text, err := r.text(f.repo, f.address.file)
		f.text, f.failed = text, err != nil || len(text) > maxText || bytes.IndexByte(text, 0) >= 0
		f.parts = newParts(f.address.file, text)
	}
	if f.failed {
		f.refuseAll(r, f.all(), "its file cannot be read")
	}
	return !f.failed
}

// all are the mentions in the order of the text.
func (f *file) all() []*mention {
	var all []*mention
	for _, at := range f.places() {
		all = append(all, f.mentions[at]...)
	}
	return all
}

func (f *file) places() []spotted {
	var places []spotted
	for at := range f.mentions {
		places = append(places, at)
	}
	slices.SortFunc(places, func(a, b spotted) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.col, b.col)) })
	return places
}

func (f *file) refuseAll(r *rewriter, mentions []*mention, why string) {
	for _, m := range mentions {
		if r.moves(m) {
			r.refuse(m, why)
		}
	}
}

// rewrite answers the text after the changes. It fails where a consumer was
// refused on the way: the others are then looked at once more.
func (f *file) rewrite(r *rewriter) ([]byte, bool) {
	before := len(r.refused)
	var edits []edit
	var drafts []*draft
	for _, group := range f.grouped(r) {
		d := newDraft(r, f.text, group)
		if d == nil {
			continue
		}
		edits = append(edits, d.edits...)
		drafts = append(drafts, d)
	}
	if len(r.refused) > before {
		return nil, false
	}
	after, ok := apply(f.text, edits)
	if !ok || !f.parts.holds(after, edits, drafts) {
		f.refuseAll(r, f.all(), "the change cannot be made without changing something else")
		return nil, false
	}
	return after, true
}

// group is what is named in one tree of the file.
type group struct {
	part   *part
	named  map[*node][]*mention
	nodes  []*node // in the order of the text
	places map[spotted]bool
}

// grouped finds the nodes of the mentions. Where one that is to move has none it
// is refused.
func (f *file) grouped(r *rewriter) []*group {
	var groups []*group
	for _, at := range f.places() {
		mentions := f.mentions[at]
		if !slices.ContainsFunc(mentions, r.moves) {
			continue
		}
		p, n := f.parts.find(at)
		if n == nil {
			f.refuseAll(r, mentions, "no text that can be edited stands here")
			continue
		}
		i := slices.IndexFunc(groups, func(g *group) bool { return g.part == p })
		if i < 0 {
			i = len(groups)
			groups = append(groups, &group{part: p, named: map[*node][]*mention{}, places: map[spotted]bool{}})
		}
		groups[i].named[n] = append(groups[i].named[n], mentions...)
		groups[i].nodes = append(groups[i].nodes, n)
		groups[i].places[at] = true
	}
	return groups
}
