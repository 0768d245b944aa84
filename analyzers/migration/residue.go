package migration

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// The sorts of use, from the plainest. Of several in one line the first is told.
const (
	useStore    = "is a store to retire"
	useRead     = "asks what is left itself, without a store"
	usePush     = "writes secrets into what is left"
	useEntry    = "is an entry of what is left"
	useOperator = "runs an operator that serves only what is left"
	useFeed     = "serves only what is left, as far as is known"
	useTool     = "uses the tooling of "
	useHost     = "contacts a host of what is left"
	useGrant    = "allows access to what is left"
)

// telling are the sorts that show best what is still in use, the best first.
var telling = []string{useTool, useRead, usePush, useHost, useOperator, useStore}

// Telling is the residue that shows best that what is left is in use: a provider,
// a data source or a command rather than what only hands a value on.
func (p *Plan) Telling() (Residue, bool) {
	uses := p.Uses()
	if len(uses) == 0 {
		return Residue{}, false
	}
	return slices.MinFunc(uses, func(a, b Residue) int { return cmp.Compare(a.weight(), b.weight()) }), true
}

func (r Residue) weight() int {
	at := slices.IndexFunc(telling, func(sort string) bool { return strings.HasPrefix(r.What, sort) })
	if at < 0 {
		return len(telling)
	}
	return at
}

// operators are the API groups of operators that serve one product alone, by
// the names their definitions have upstream.
var operators = map[string]string{
	"secrets.infisical.com": "infisical", "secrets.hashicorp.com": "vault", "secrets.doppler.com": "doppler",
	"onepassword.com": "onepassword", "k8s.bitwarden.com": "bitwarden",
}

// remains gathers residue, at most one of a line.
type remains struct {
	*ends
	dead  *dead
	lines map[line]bool
	told  map[facts.Symbol]bool
	twin  func(facts.Symbol) facts.Symbol // what replaces a place of a kind that is left
	list  []Residue
}

// line is a line of a file.
type line struct {
	repo, file string
	line       int
}

func lineOf(p facts.Pos) line { return line{p.Repo, p.File, p.Line} }

// residue lists every place where what is left is still used, provided for or
// allowed, other than by what fetches through a store; sorted by place.
func (e *ends) residue(consumers []*Consumer, twin func(facts.Symbol) facts.Symbol) []Residue {
	r := &remains{ends: e, dead: e.dead(), lines: map[line]bool{}, told: map[facts.Symbol]bool{}, twin: twin}
	for _, n := range stores(e.g) {
		if e.retires(n.ID) {
			r.defined(n, useStore)
		}
	}
	r.entries()
	r.asked(consumers)
	r.operators()
	r.fed()
	r.parts()
	r.tools()
	r.hosts()
	r.grants()
	slices.SortFunc(r.list, func(a, b Residue) int { return facts.ComparePos(a.At, b.At) })
	return r.list
}

// add notes a place, unless its line is told already.
func (r *remains) add(s facts.Symbol, what string, at facts.Pos) {
	if at.Repo == "" || r.lines[lineOf(at)] {
		return
	}
	r.lines[lineOf(at)], r.told[s] = true, true
	r.list = append(r.list, Residue{Symbol: s, What: what, At: at})
}

// defined notes where a place is defined. An inventory is a record, not a use.
func (r *remains) defined(n *graph.Node, what string) {
	for _, d := range n.Defs {
		if written(d) {
			r.add(n.ID, what, d.At)
		}
	}
}

// written reports whether a definition stands where somebody would remove it.
func written(d facts.Def) bool {
	return d.Kind != facts.KindInventory && d.Kind != facts.KindExtern && !d.Traits.Possible
}

// asked notes readers without a store, and what writes through one.
func (r *remains) asked(consumers []*Consumer) {
	for _, c := range consumers {
		for _, reference := range c.References {
			if reference.direct() && r.leaves(reference.Address) && !r.dead.has(c.Symbol) {
				r.add(c.Symbol, useRead+r.successor(reference.Address), reference.At)
			}
		}
		if !c.pushes() {
			continue
		}
		for _, p := range c.Passages {
			if r.retires(p.Store) {
				r.add(c.Symbol, usePush, p.At)
			}
		}
	}
}

// successor names what replaces a place of a kind that is left as a whole.
func (r *remains) successor(s facts.Symbol) string {
	if !r.places[s.Kind()] {
		return ""
	}
	twin := r.twin(s)
	if n := r.g.Nodes[twin.Place()]; twin == "" || n == nil || len(n.Defs) == 0 {
		return "; nothing is known that replaces " + s.Title()
	}
	return "; " + twin.Title() + " replaces " + s.Title()
}

// pushes reports whether a consumer writes remote secrets instead of fetching
// them.
func (c *Consumer) pushes() bool {
	switch c.Symbol.Segment(2) {
	case "PushSecret", "ClusterPushSecret", "InfisicalPushSecret", "InfisicalPushSecretClaim":
		return true
	}
	return false
}

// entries notes what keeps the places of a kind that is left as a whole.
func (r *remains) entries() {
	for id, n := range r.g.Nodes {
		if r.places[id.Kind()] {
			r.defined(n, useEntry)
		}
	}
}

// operators notes what brings the kinds of an operator of a product that is
// left.
func (r *remains) operators() {
	for _, o := range r.g.Objects {
		for _, d := range o.Defs {
			if d.Symbol.Kind() != facts.API || !r.products[operators[d.Symbol.Segment(1)]] || !written(d) {
				continue
			}
			if d.Kind == facts.KindManifest {
				r.add(d.Symbol, useFeed, d.At)
			} else {
				r.add(cmp.Or(d.By, d.Symbol), useOperator, d.At)
			}
		}
	}
}

// fed notes what serves only what is left.
func (r *remains) fed() {
	kept := r.kept()
	for _, id := range slices.Backward(inOrder(r.dead.places)) { // entries of the vault before the variables in their lines
		n := r.g.Nodes[id]
		if n == nil || r.dead.wraps(id) {
			continue
		}
		for _, d := range n.Defs {
			if written(d) && !kept[anywhere(id, d.At)] {
				r.add(id, r.dead.use(id), d.At)
			}
		}
	}
	for _, key := range inOrder(r.dead.keys) {
		for _, e := range r.dead.out[key] {
			if !r.dead.places[key.Place()] && !kept[anywhere(key, e.At)] {
				r.add(key, useFeed, e.At)
			}
		}
	}
}

// kept are the statements of a repository that serves several clusters which
// make a place that another cluster may need.
func (r *remains) kept() map[making]bool {
	kept := map[making]bool{}
	for id, n := range r.g.Nodes {
		if id.Cluster() == "" || r.dead.places[id] {
			continue
		}
		for _, d := range n.Defs {
			kept[anywhere(id, d.At)] = true
		}
	}
	for _, e := range r.g.Edges {
		if carries(e) && e.From.Cluster() != "" && !r.dead.has(e.From) {
			kept[anywhere(e.From, e.At)] = true
		}
	}
	return kept
}

// anywhere is a statement that makes a place in whatever cluster.
func anywhere(s facts.Symbol, at facts.Pos) making {
	return making{s.InCluster(facts.AnyCluster), at}
}

// parts marks the lines of what is told as told: a host or name in them is no
// use of its own.
func (r *remains) parts() {
	for _, e := range r.g.Edges {
		if e.From.Kind() == facts.Store && r.retires(e.From) || e.Rel != facts.RelContacts && r.dead.has(e.From) {
			r.lines[lineOf(e.At)] = true
		}
	}
}

// tools notes what belongs to a product that is left.
func (r *remains) tools() {
	for _, m := range r.g.Marks {
		if m.Kind == facts.MarkBackendUse && r.products[m.Detector] {
			r.add(m.On.Place(), useTool+m.Detector, m.At)
		}
	}
}

// hosts notes who contacts a host that the stores which stay do not.
func (r *remains) hosts() {
	left, kept := map[facts.Symbol]bool{}, map[facts.Symbol]bool{}
	for _, e := range r.g.Edges {
		if e.Rel == facts.RelContacts && e.From.Kind() == facts.Store {
			if r.retires(e.From) {
				left[e.To.Place()] = true
			} else {
				kept[e.To.Place()] = true
			}
		}
	}
	gone := func(e *graph.Edge) bool {
		return e.Rel == facts.RelContacts && (left[e.To.Place()] || r.products[e.To.Key()]) && !kept[e.To.Place()]
	}
	for _, e := range r.g.Edges {
		if gone(e) && r.told[e.From.Place()] && e.From.Kind() != facts.Script {
			r.lines[lineOf(e.At)] = true // a part of what is told
		}
	}
	for _, e := range r.g.Edges {
		if gone(e) {
			r.add(e.From.Place(), useHost, e.At)
		}
	}
}

// grants notes what gives access to a mount that is left.
func (r *remains) grants() {
	for _, e := range r.g.Edges {
		if e.Rel != facts.RelGrants {
			continue
		}
		for b := range r.backends {
			if b.Kind() == facts.KV && b.Path() != "" && under(facts.NewPath(facts.KV, e.To.Path()), b) {
				r.add(e.From.Place(), useGrant, e.At)
			}
		}
	}
}
