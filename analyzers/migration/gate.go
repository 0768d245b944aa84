package migration

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Gate answers whether what a move leaves can be retired: whether anything that
// is judged still touches it.
type Gate struct {
	Move   Move
	Roles  []facts.Role // whose repositories are judged; all where there are none
	Repos  []GateRepo   // sorted by name
	Doubts []Doubt      // why nothing left is no proof; sorted by place
	Unseen Unseen
}

// Unseen counts what others wrote and nobody printed. That it names what is left
// is unlikely enough to be no doubt, and not to be passed over either.
type Unseen struct {
	Charts int // releases of charts
	Units  int // units with parts from elsewhere
}

// GateRepo is one linked repository and what is left in it.
type GateRepo struct {
	Name   string
	Roles  []facts.Role
	Judged bool
	Left   []Residue
}

// Doubt is something that might touch what is left, for all that is known.
type Doubt struct {
	Text string    // a phrase
	At   facts.Pos // empty for the workspace as a whole
}

// Left is the number of places that are left in what is judged.
func (g *Gate) Left() int {
	n := 0
	for _, r := range g.Repos {
		if r.Judged {
			n += len(r.Left)
		}
	}
	return n
}

// Ready reports whether nothing is left, and that for sure.
func (g *Gate) Ready() bool { return g.Left() == 0 && len(g.Doubts) == 0 }

// Gate judges the linked repositories that play one of some roles, or all of
// them. A name of products is that of a backend, and not of a store.
func (p *Plan) Gate(g *graph.Graph, roles []facts.Role, products []string) *Gate {
	gate := &Gate{Move: p.Move, Roles: roles}
	left := p.left()
	judged := map[string]bool{}
	for _, o := range g.Objects {
		if len(o.Ran) == 0 {
			continue
		}
		judged[o.Repo] = len(roles) == 0 || slices.ContainsFunc(o.Roles, func(r facts.Role) bool { return slices.Contains(roles, r) })
		gate.Repos = append(gate.Repos, GateRepo{Name: o.Repo, Roles: o.Roles, Judged: judged[o.Repo], Left: left[o.Repo]})
	}
	d := &doubter{ends: findEnds(g, p.Move), judged: judged}
	d.kinds = d.leftKinds()
	d.absent(gate)
	d.unnamed(p.Move, products)
	d.unread()
	d.unfollowed()
	gate.Doubts, gate.Unseen = d.found, unseen(g, judged)
	return gate
}

// unseen counts whatever may make Secrets of unknown names.
func unseen(g *graph.Graph, judged map[string]bool) Unseen {
	makers := map[facts.Symbol]bool{}
	for _, o := range g.Objects {
		for _, d := range o.Defs {
			if d.Traits.Possible && judged[o.Repo] && (d.Kind == facts.KindChart || d.By.Kind() == facts.Unit) {
				makers[d.By] = true
			}
		}
	}
	var u Unseen
	for by := range makers {
		if by.Kind() == facts.Unit {
			u.Units++
		} else {
			u.Charts++
		}
	}
	return u
}

// left gathers consumers and residue by repository, sorted by place.
func (p *Plan) left() map[string][]Residue {
	left, told := map[string][]Residue{}, map[line]bool{}
	for _, r := range p.Residue {
		left[r.At.Repo] = append(left[r.At.Repo], r)
		told[lineOf(r.At)] = true
	}
	for _, c := range p.Consumers {
		for _, passage := range c.Passages {
			if passage.To != "" && !told[lineOf(passage.At)] {
				what := "fetches through " + passage.Store.Title()
				left[passage.At.Repo] = append(left[passage.At.Repo], Residue{c.Symbol, what, passage.At})
			}
		}
	}
	for _, list := range left {
		slices.SortFunc(list, func(a, b Residue) int { return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Symbol, b.Symbol)) })
	}
	return left
}

// doubter finds what keeps nothing left from being a proof.
type doubter struct {
	*ends
	judged map[string]bool
	kinds  map[facts.SymbolKind]bool // of the places that are left
	found  []Doubt
}

func (d *doubter) doubt(text string, at facts.Pos) { d.found = append(d.found, Doubt{text, at}) }

// absent doubts roles that no repository plays.
func (d *doubter) absent(gate *Gate) {
	wanted := gate.Roles
	if len(wanted) == 0 {
		wanted = []facts.Role{facts.RoleVault, facts.RoleBootstrap, facts.RoleGitOps}
	}
	for _, role := range wanted {
		if !slices.ContainsFunc(gate.Repos, func(r GateRepo) bool { return slices.Contains(r.Roles, role) }) {
			d.doubt("no repository of the role "+string(role)+" is linked", facts.Pos{})
		}
	}
}

// unnamed doubts a move whose stores are all gone: nothing says any more which
// tooling and readers were theirs.
func (d *doubter) unnamed(move Move, products []string) {
	known := len(d.backends) > 0
	for id, n := range d.g.Nodes {
		known = known || n.Backend != "" && d.retires(id)
	}
	for _, left := range d.places {
		known = known || left
	}
	for _, name := range move.From {
		known = known || slices.Contains(products, name)
	}
	if !known {
		d.doubt("nothing linked says what "+strings.Join(move.From, ", ")+" stood on, so that its tooling is not known: name the product as well", facts.Pos{})
	}
}

// unread doubts files that could not be understood.
func (d *doubter) unread() {
	for _, o := range d.g.Objects {
		for _, p := range o.Coverage.Problems {
			if d.judged[o.Repo] {
				d.doubt("this could not be understood ("+string(p.Code)+")", p.At)
			}
		}
	}
}

// unfollowed doubts references that may go to what is left.
func (d *doubter) unfollowed() {
	for _, e := range d.g.Edges {
		if e.State == graph.Unknown && d.judged[e.At.Repo] && d.mayLeave(e) {
			d.doubt(e.From.Title()+" may ask what is left ("+string(e.Reason)+")", e.At)
		}
	}
	slices.SortStableFunc(d.found, func(a, b Doubt) int { return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Text, b.Text)) })
	d.found = slices.Compact(d.found)
}

// mayLeave reports whether an edge may go to what is left, for all that is known
// of its end.
func (d *doubter) mayLeave(e *graph.Edge) bool {
	switch {
	case e.Rel == facts.RelStore:
		n := d.g.Nodes[e.To.Place()]
		return !d.retires(e.To) && !isGenerator(e.To) && (n == nil || n.Backend == "") &&
			!slices.ContainsFunc(d.to, func(n *graph.Node) bool { return same(n.ID, e.To) })
	case reading[e.Rel]:
		return d.kinds[e.To.Kind()] && !d.leaves(e.To) && open(e.To.Segment(0))
	}
	return false
}

func (d *doubter) leftKinds() map[facts.SymbolKind]bool {
	kinds := map[facts.SymbolKind]bool{facts.KV: d.products["vault"], facts.Infisical: d.products["infisical"]}
	for kind, left := range d.places {
		kinds[kind] = kinds[kind] || left
	}
	for b := range d.backends {
		kinds[b.Kind()] = true
	}
	return kinds
}

// open reports whether a text is not wholly known.
func open(text string) bool { return text == "" || strings.ContainsAny(text, "*{$<") }
