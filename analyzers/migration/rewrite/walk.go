package rewrite

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// maxNodes is how many nodes a document may have once its aliases are followed.
const maxNodes = 1 << 17

// view is a mapping as it is seen at one path: aliases are followed and merges
// made.
type view struct {
	path   string
	name   string // of the field that holds it, or the list that it is in
	at     *node
	parent *view
	fields map[string]entry
}

// entry is a field of a view and the mapping in which it is written.
type entry struct {
	field
	holder *node
}

// text is the scalar that a field of a view holds, or nil.
func (v *view) text(name string) *node {
	if n := resolve(v.fields[name].value); n != nil && n.sort == scalar && n.tag != "!!null" {
		return n
	}
	return nil
}

// value is the text of a field, empty where it has none.
func (v *view) value(name string) string {
	if n := v.text(name); n != nil {
		return n.value
	}
	return ""
}

// object is the manifest that a view lies in, or nil.
func (v *view) object() *view {
	for ; v != nil; v = v.parent {
		if v.value("kind") != "" && v.value("apiVersion") != "" {
			return v
		}
	}
	return nil
}

// occurrence is one path at which a node is seen, and the alias that stands
// there instead of it, if one does.
type occurrence struct {
	path  string
	alias *node
}

// inert reports whether nothing reads what is at a path: a field at the top that
// by its name only holds what is used elsewhere.
func (o occurrence) inert() bool {
	return strings.HasPrefix(o.path, "/x-") || strings.HasPrefix(o.path, "/.")
}

// spot is a field with a scalar that was asked for.
type spot struct {
	*view
	field string
}

// walker follows a tree to all of its paths.
type walker struct {
	left   int
	leaves map[string]string
	seen   map[*node][]occurrence
	asked  map[*node]bool
	spots  map[*node][]spot
	keys   map[string][]*node // names of remote keys, by the path of what names their store
}

// walk sees a tree at all of its paths. It fails where that are too many.
func walk(root *node, asked map[*node]bool) (*walker, bool) {
	w := &walker{left: maxNodes, leaves: map[string]string{}, seen: map[*node][]occurrence{}, asked: asked, spots: map[*node][]spot{}, keys: map[string][]*node{}}
	ok := w.visit(root, place{}, 0)
	return w, ok
}

// place is where a node is seen.
type place struct {
	path, name string
	parent     *view
}

func (w *walker) visit(n *node, p place, depth int) bool {
	if w.left--; w.left < 0 || depth > maxDepth || n == nil {
		return false
	}
	var by *node
	if n.sort == alias {
		by, n = n, resolve(n)
	}
	if n == nil {
		return false
	}
	w.seen[n] = append(w.seen[n], occurrence{p.path, by})
	switch n.sort {
	case mapping:
		return w.mapping(n, p, depth)
	case sequence:
		w.leaves[p.path+"/"] = "[]"
		for i, item := range n.items {
			if !w.visit(item, place{p.path + "/" + strconv.Itoa(i), p.name, p.parent}, depth+1) {
				return false
			}
		}
	default:
		w.leaves[p.path] = leaf(n.tag, n.value)
	}
	return true
}

// leaf is how a scalar is compared.
func leaf(tag, value string) string { return tag + " " + value }

func (w *walker) mapping(n *node, p place, depth int) bool {
	v := &view{path: p.path, name: p.name, at: n, parent: p.parent, fields: map[string]entry{}}
	w.leaves[p.path+"/"] = "{}"
	if !w.gather(v, n, depth) {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(v.fields)) {
		e := v.fields[name]
		if s := resolve(e.value); w.asked[s] {
			w.spots[s] = append(w.spots[s], spot{v, name})
		}
		if s := (spot{v, name}); s.isKey() {
			w.keys[s.through()] = append(w.keys[s.through()], s.text(name))
		}
		if !w.visit(e.value, place{v.step(name), name, v}, depth+1) {
			return false
		}
	}
	return true
}

// gather collects the fields of a mapping, its own before those it merges.
func (w *walker) gather(v *view, n *node, depth int) bool {
	if w.left -= len(n.fields); w.left < 0 || depth > maxDepth {
		return false
	}
	if n != v.at {
		w.seen[n] = append(w.seen[n], occurrence{v.path, nil})
	}
	var merged []*node
	for _, f := range n.fields {
		switch _, known := v.fields[f.name]; {
		case f.key.tag == "!!merge":
			merged = append(merged, merges(f.value)...)
		case !known || v.fields[f.name].holder == n:
			v.fields[f.name] = entry{f, n}
		}
	}
	for _, m := range merged {
		if m == nil || m.sort != mapping || !w.gather(v, m, depth+1) {
			return false
		}
	}
	return true
}

// merges are the mappings that a merge key names.
func merges(n *node) []*node {
	if n = resolve(n); n == nil || n.sort != sequence {
		return []*node{n}
	}
	var all []*node
	for _, item := range n.items {
		all = append(all, resolve(item))
	}
	return all
}

// step is the path of a field.
func (v *view) step(name string) string {
	return v.path + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// below is the node under some fields, without merges, or nil.
func below(n *node, names ...string) *node {
	for _, name := range names {
		if n = resolve(n); n == nil {
			return nil
		}
		i := slices.IndexFunc(n.fields, func(f field) bool { return f.name == name })
		if i < 0 {
			return nil
		}
		n = n.fields[i].value
	}
	return resolve(n)
}

// seals reports whether a document carries a sum over all that it says.
func (w *walker) seals() bool { return w.leaves["/sops/mac"] != "" }

// resolve follows an alias.
func resolve(n *node) *node {
	for range 64 {
		if n == nil || n.sort != alias {
			return n
		}
		n = n.target
	}
	return nil
}
