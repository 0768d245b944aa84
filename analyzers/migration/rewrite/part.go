package rewrite

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// part is one tree of a file: a document, or all of a file of HCL.
type part struct {
	excerpt  *excerpt // nil for HCL
	from, to int      // bytes
	*tree
}

// parts are the trees of a file, parsed when something in them is asked for.
type parts struct {
	name  string
	text  []byte
	whole *excerpt
	made  map[span][]*part
	hcl   *part
}

// span is a range of bytes.
type span struct{ from, to int }

func newParts(name string, text []byte) parts {
	return parts{name: name, text: text, whole: whole(text), made: map[span][]*part{}}
}

// find is the scalar that starts at a place, and the tree it belongs to.
func (p *parts) find(at spotted) (*part, *node) {
	offset, ok := p.whole.offset(at.line, at.col)
	if !ok {
		return nil, nil
	}
	e := p.whole.heredoc(at.line - 1)
	if e == nil && isHCL(p.name) {
		return p.inHCL(offset)
	}
	if e == nil {
		e = p.whole
	}
	for range 8 { // texts in texts
		inner, part, n := p.inYAML(e, offset)
		if inner == nil {
			return part, n
		}
		e = inner
	}
	return nil, nil
}

// inYAML looks for an offset in an excerpt, and answers the block scalar around
// it if one is.
func (p *parts) inYAML(e *excerpt, offset int) (*excerpt, *part, *node) {
	for _, d := range p.documents(e) {
		if offset < d.from || offset > d.to || d.tree == nil {
			continue
		}
		if n := d.at[offset]; n != nil {
			return nil, d, n
		}
		if b := d.blockBefore(offset); b != nil {
			if inner := e.inside(b); inner != nil {
				if from, to := inner.span(); from <= offset && offset <= to {
					return inner, nil, nil
				}
			}
		}
	}
	return nil, nil, nil
}

func (p *parts) documents(e *excerpt) []*part {
	from, to := e.span()
	key := span{from, to}
	if made, ok := p.made[key]; ok {
		return made
	}
	var made []*part
	for _, d := range e.documents() {
		made = append(made, &part{e, e.rows[d.from].from, e.rows[d.to-1].to, d.tree})
	}
	p.made[key] = made
	return made
}

// holds reports whether a text after edits says what the drafts mean, and all
// else that it said before.
func (p *parts) holds(after []byte, edits []edit, drafts []*draft) bool {
	now := newParts(p.name, after)
	for _, d := range drafts {
		again := now.again(d.part, edits)
		if again == nil || again.tree == nil {
			return false
		}
		w, ok := walk(again.root, nil)
		if !ok || !maps.Equal(w.leaves, d.expected) {
			return false
		}
	}
	return p.hosts(&now, edits, drafts)
}

// again is a part of the text before, in the text after.
func (p *parts) again(old *part, edits []edit) *part {
	if old.excerpt == nil {
		return p.hclPart()
	}
	e := old.excerpt.after(p.whole, edits)
	from, to := shifted(old.from, edits), shifted(old.to, edits)
	docs := p.documents(e)
	i := slices.IndexFunc(docs, func(d *part) bool { return d.from == from && d.to == to })
	if i < 0 {
		return nil
	}
	return docs[i]
}

// hosts reports whether the text around texts in it says the same as before.
func (p *parts) hosts(now *parts, edits []edit, drafts []*draft) bool {
	if !slices.ContainsFunc(drafts, func(d *draft) bool { return d.part.excerpt != nil && d.part.excerpt != p.whole }) {
		return true
	}
	was, is := p.outline(), now.outline()
	if len(was) != len(is) {
		return false
	}
	for i := range was {
		if was[i].sort != is[i].sort || was[i].from != is[i].from && shifted(was[i].from, edits) != is[i].from {
			return false
		}
	}
	return true
}

// outline lists the nodes of a file as far as it is one text.
func (p *parts) outline() []*node {
	var roots []*node
	switch {
	case isHCL(p.name):
		if h := p.hclPart(); h != nil {
			roots = append(roots, h.root)
		}
	case isYAML(p.name):
		for _, d := range p.documents(p.whole) {
			if d.tree != nil {
				roots = append(roots, d.root)
			}
		}
	}
	var all []*node
	for _, r := range roots {
		all = listed(all, r, 0)
	}
	return all
}

func listed(all []*node, n *node, depth int) []*node {
	if n == nil || depth > maxDepth {
		return all
	}
	all = append(all, n)
	for _, f := range n.fields {
		all = listed(listed(all, f.key, depth+1), f.value, depth+1)
	}
	for _, item := range n.items {
		all = listed(all, item, depth+1)
	}
	return all
}

func isHCL(name string) bool {
	switch path.Ext(name) {
	case ".tf", ".hcl", ".tofu", ".tfvars":
		return true
	}
	return false
}

func isYAML(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}
