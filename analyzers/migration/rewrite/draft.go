package rewrite

import (
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/migration"
)

// draft is what is to change in one tree.
type draft struct {
	r        *rewriter
	text     []byte
	part     *part
	here     map[spotted]bool // places in it
	walker   *walker
	wishes   map[string]*wish
	edits    []edit
	expected map[string]string // leaves by path, as they are to be
}

// wish is what the field at a path is to become.
type wish struct {
	view *view
	name string
	act  act
	text string
	next string // of what is added: the field before
	by   []*mention
}

type act int

const (
	set act = iota
	add
	remove
)

// newDraft makes the edits of one tree, or refuses who wants them. It answers nil
// where the tree cannot be followed.
func newDraft(r *rewriter, text []byte, g *group) *draft {
	asked := map[*node]bool{}
	for _, n := range g.nodes {
		asked[n] = true
	}
	w, ok := walk(g.part.root, asked)
	d := &draft{r: r, text: text, part: g.part, here: g.places, walker: w, wishes: map[string]*wish{}, expected: maps.Clone(w.leaves)}
	why := ""
	switch {
	case !ok:
		why = "its text has too many parts once aliases are followed"
	case w.seals():
		why = "its text is signed by sops, and would no longer be accepted"
	}
	for _, n := range g.nodes {
		if why != "" {
			d.refuse(g.named[n], why)
		} else {
			d.place(n, g.named[n])
		}
	}
	d.make()
	return d
}

func (d *draft) refuse(mentions []*mention, why string) {
	for _, m := range mentions {
		if d.r.moves(m) {
			d.r.refuse(m, why)
		}
	}
}

// place tells at which paths of a node the mentions stand, and wishes there for
// what they say.
func (d *draft) place(n *node, mentions []*mention) {
	var spots []spot
	for _, s := range d.walker.spots[n] {
		if slices.ContainsFunc(mentions, s.fits) {
			spots = append(spots, s)
		}
	}
	placed := map[*mention]bool{}
	several := manifests(spots) > 1
	for _, s := range spots {
		here := mentions
		if several {
			here = s.ofObject(mentions)
		}
		here = slices.DeleteFunc(slices.Clone(here), func(m *mention) bool { return !s.fits(m) })
		d.wish(s, here, placed)
	}
	why := "the text that names this is used in a way that is not understood"
	switch {
	case slices.ContainsFunc(d.walker.spots[n], spot.searches):
		why = search
	case len(spots) > 0:
		why = "the property that it asks for stands elsewhere"
	}
	d.refuse(slices.DeleteFunc(slices.Clone(mentions), func(m *mention) bool { return placed[m] }), why)
}

// manifests counts the manifests that spots lie in.
func manifests(spots []spot) int {
	in := map[*view]bool{}
	for _, s := range spots {
		in[s.object()] = true
	}
	return len(in)
}

// ofObject are the mentions of the consumer that a manifest is.
func (s spot) ofObject(mentions []*mention) []*mention {
	o := s.object()
	if o == nil {
		return nil
	}
	name := ""
	if n := below(o.fields["metadata"].value, "name"); n != nil {
		name = n.value
	}
	var own []*mention
	for _, m := range mentions {
		if m.consumer.Symbol.Segment(2) == o.value("kind") && m.consumer.Symbol.Name() == name {
			own = append(own, m)
		}
	}
	return own
}

// wish says what the fields around a spot are to become, and notes for whom.
func (d *draft) wish(s spot, mentions []*mention, placed map[*mention]bool) {
	if !slices.ContainsFunc(mentions, d.r.moves) {
		return
	}
	aim, why := d.agree(s, mentions, placed)
	moving := slices.DeleteFunc(slices.Clone(mentions), func(m *mention) bool { return !d.r.moves(m) })
	if why == "" && slices.ContainsFunc(moving, func(m *mention) bool { return m.passage != nil && !d.complete(s, m) }) {
		why = "the plan does not know all that is asked for here"
	}
	if why != "" {
		d.refuse(mentions, why)
		return
	}
	for _, c := range aim.changes {
		d.want(&wish{view: s.view, name: c.name, act: c.act, text: c.text, next: s.field, by: moving})
	}
	lifted := func(m *mention) bool { return m.consumer.Version != "" }
	if o := s.object(); o != nil && outdated(o) && slices.ContainsFunc(moving, lifted) {
		d.want(&wish{view: o, name: "apiVersion", act: set, text: newVersion, by: moving})
	}
}

// agree is the aim that all mentions at a spot have, or why there is none.
func (d *draft) agree(s spot, mentions []*mention, placed map[*mention]bool) (common *aim, why string) {
	var by *mention
	for _, m := range mentions {
		a, why := s.aim(m, d.r.moves(m))
		placed[m] = placed[m] || a != nil
		switch {
		case why != "":
			return nil, why
		case a == nil: // it asks for another property
		case common == nil:
			common, by = a, m
		case common.says != a.says:
			return nil, d.disagreement(by, m)
		}
	}
	if common == nil {
		return nil, "the plan does not know the property that is asked for here"
	}
	if !slices.ContainsFunc(mentions, func(m *mention) bool { return placed[m] && d.r.moves(m) }) {
		return &aim{}, ""
	}
	return common, ""
}

// complete reports whether the plan knows all remote keys that are asked for
// through the store of a spot. What a patch elsewhere asks for may take their
// place.
func (d *draft) complete(s spot, m *mention) bool {
	if slices.ContainsFunc(m.consumer.References, func(r *migration.Reference) bool {
		return !d.here[spotted{r.At.Line, r.At.Col}] || r.At.File != m.at.File
	}) {
		return true
	}
	through := s.path
	if i := strings.LastIndex(through, "s/"); i >= 0 && s.name == "secretStoreRefs" {
		through = through[:i]
	}
	return !slices.ContainsFunc(d.walker.keys[through], func(key *node) bool { return !d.walker.asked[key] })
}

// disagreement words that two mentions of one text differ.
func (d *draft) disagreement(a, b *mention) string {
	if !d.r.moves(a) {
		a, b = b, a
	}
	switch {
	case a.consumer == b.consumer:
		return "it names the same text for a store that stays, or that goes elsewhere"
	case !d.r.moves(b):
		return b.consumer.Symbol.Title() + " names the same text and stays"
	}
	return a.consumer.Symbol.Title() + " and " + b.consumer.Symbol.Title() + " name the same text and go to different places"
}

// newVersion replaced v1beta1 without a change of fields (external-secrets 0.16.0).
const newVersion = "external-secrets.io/v1"

// outdated reports whether an object has a version of its kind that is replaced.
func outdated(o *view) bool {
	switch o.value("kind") {
	case "ExternalSecret", "ClusterExternalSecret":
		return o.value("apiVersion") == "external-secrets.io/v1beta1"
	}
	return false
}

// want notes a wish. Two for one path must be the same.
func (d *draft) want(w *wish) {
	path := w.view.step(w.name)
	known := d.wishes[path]
	switch {
	case known == nil:
		d.wishes[path] = w
	case known.act != w.act || known.text != w.text:
		d.refuse(append(known.by, w.by...), "two consumers want different things of one text")
	default:
		known.by = append(known.by, w.by...)
	}
}
