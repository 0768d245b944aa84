package rewrite

import (
	"maps"
	"slices"
)

// make turns the wishes into edits.
func (d *draft) make() {
	type target struct {
		node *node
		name string
	}
	done := map[target]bool{}
	for _, path := range slices.Sorted(maps.Keys(d.wishes)) {
		w := d.wishes[path]
		e := w.view.fields[w.name]
		t := target{resolve(e.value), ""}
		if w.act != set {
			e = w.view.fields[w.next]
			if w.act == remove {
				e = w.view.fields[w.name]
			}
			t = target{e.holder, w.name}
		}
		if done[t] {
			continue
		}
		done[t] = true
		switch {
		case !isSafe(w.text):
			d.refuse(w.by, "the destination is spelt with letters that mean something else here")
		case w.act == set:
			d.replace(t.node, w)
		default:
			d.alter(e, w)
		}
	}
}

// replace gives a scalar another text. Where several paths lead to it, all of
// them must want that, or the aliases that want something else get a text of
// their own.
func (d *draft) replace(n *node, w *wish) {
	if !n.editable() {
		d.refuse(w.by, "its text goes over several lines")
		return
	}
	if isDynamic(string(d.text[n.body:n.to])) {
		d.refuse(w.by, "its text holds a variable")
		return
	}
	direct, aliased := d.split(d.walker.seen[n])
	text, changes, agreed := d.common(direct)
	if len(aliased) > 0 && allInert(direct) {
		text, changes, agreed = d.common(slices.Concat(slices.Collect(maps.Values(aliased))...))
		changes, agreed = changes && agreed, true
	}
	switch {
	case !agreed:
		d.refuseAll(d.walker.seen[n], "the text is shared with something that does not move with it")
		return
	case changes:
		d.edits = append(d.edits, replaced(n, n.within, text))
		d.expect(direct, text)
	}
	for _, a := range sortedNodes(aliased) {
		own, moves, agreed := d.common(aliased[a])
		switch {
		case !agreed || changes && !moves:
			d.refuseAll(d.walker.seen[n], "the text is shared with something that does not move with it")
		case moves && (!changes || own != text):
			d.edits = append(d.edits, replaced(a, a.within, own))
			d.expect(aliased[a], own)
		case changes:
			d.expect(aliased[a], text)
		}
	}
}

// expect notes what is to stand at paths.
func (d *draft) expect(at []occurrence, text string) {
	for _, o := range at {
		d.expected[o.path] = leaf("!!str", text)
	}
}

// split tells the paths at which a node itself stands from those of its aliases.
func (d *draft) split(at []occurrence) (direct []occurrence, aliased map[*node][]occurrence) {
	aliased = map[*node][]occurrence{}
	for _, o := range at {
		if o.alias == nil {
			direct = append(direct, o)
		} else {
			aliased[o.alias] = append(aliased[o.alias], o)
		}
	}
	return direct, aliased
}

func sortedNodes(m map[*node][]occurrence) []*node {
	return slices.SortedFunc(maps.Keys(m), func(a, b *node) int { return a.from - b.from })
}

func allInert(at []occurrence) bool {
	return !slices.ContainsFunc(at, func(o occurrence) bool { return !o.inert() })
}

// common is what is wished at all of some paths: a text, or that nothing changes.
// They may not agree.
func (d *draft) common(at []occurrence) (text string, changes, agreed bool) {
	first := true
	for _, o := range at {
		w := d.wishes[o.path]
		switch {
		case o.inert():
		case first:
			first = false
			if changes = w != nil; changes {
				text = w.text
			}
		case changes != (w != nil) || changes && w.text != text:
			return "", false, false
		}
	}
	return text, changes, true
}

// alter adds a field to a mapping or removes one.
func (d *draft) alter(e entry, w *wish) {
	at := d.walker.seen[e.holder]
	for _, o := range at {
		other := d.wishes[o.path+w.view.step(w.name)[len(w.view.path):]]
		if !o.inert() && (other == nil || other.act != w.act || other.text != w.text) {
			d.refuseAll(fieldsOf(at, w), "the text is shared with something that does not move with it")
			d.refuse(w.by, "the text is shared with something that does not move with it")
			return
		}
	}
	if e.key.to == 0 || e.value.to == 0 || e.key.to > e.value.from || e.value.from > e.value.to {
		d.refuse(w.by, "its text goes over several lines")
		return
	}
	if w.act == add {
		d.edits = append(d.edits, inserted(d.text, e, w.name, w.text)...)
		for _, o := range fieldsOf(at, w) {
			d.expected[o.path] = leaf("!!str", w.text)
		}
		return
	}
	edits, ok := removed(d.text, e)
	if !ok {
		d.refuse(w.by, "the property cannot be taken out without touching what is around it")
		return
	}
	d.edits = append(d.edits, edits...)
	for _, o := range fieldsOf(at, w) {
		delete(d.expected, o.path)
	}
}

// fieldsOf are the paths of a field of a mapping that is seen at some paths.
func fieldsOf(at []occurrence, w *wish) []occurrence {
	step := w.view.step(w.name)[len(w.view.path):]
	var all []occurrence
	for _, o := range at {
		all = append(all, occurrence{path: o.path + step})
	}
	return all
}

// refuseAll refuses whoever wishes something at some paths.
func (d *draft) refuseAll(at []occurrence, why string) {
	for _, o := range at {
		if w := d.wishes[o.path]; w != nil {
			d.refuse(w.by, why)
		}
	}
}
