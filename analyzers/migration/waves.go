package migration

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Consumers that read one secret, or stand in one text, move together: while they
// are apart, a renewed value has to be written at both ends. What nothing else
// waits for goes first, so that a mistake costs little; what the destination is
// itself reached through goes last.

// rank says how late something moves.
type rank int

const (
	rankLeaf rank = iota // nothing waits for its unit
	rankBase             // units wait for its unit, or for that of a reader
	rankPath             // it carries the delivery itself
)

// waves puts the consumers that move in their order.
func (p *Plan) waves(o *order) {
	var groups []*group
	for _, members := range together(p.Consumers) {
		groups = append(groups, o.group(members))
	}
	groups = joined(groups)
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.held, b.held), cmp.Compare(len(a.members), len(b.members)), cmp.Compare(a.members[0].Symbol, b.members[0].Symbol))
	})
	for i, group := range groups {
		w := Wave{Number: i + 1, Why: group.why()}
		for _, c := range group.members {
			c.Wave = w.Number
			w.Consumers = append(w.Consumers, c.Symbol)
		}
		p.Waves = append(p.Waves, w)
	}
}

// group is a set of consumers that move together.
type group struct {
	members []*Consumer
	shared  []string       // keys that several of them read
	units   []facts.Symbol // that apply them, sorted
	rank    rank
	held    int    // units that wait for them
	feeds   string // why the rank is what it is
}

// why words the place of a group in the order.
func (g *group) why() string {
	var parts []string
	switch g.rank {
	case rankLeaf:
		parts = append(parts, "nothing waits for its unit")
	case rankBase:
		parts = append(parts, fmt.Sprintf("units that wait for its own: %d", g.held))
	case rankPath:
		parts = append(parts, g.feeds)
	}
	if len(g.shared) > 0 {
		parts = append(parts, "its consumers share "+strings.Join(g.shared, ", "))
	}
	return strings.Join(parts, "; ")
}

// together divides the consumers that move into those that are bound to each
// other, in the order of the plan.
func together(all []*Consumer) [][]*Consumer {
	parent := map[*Consumer]*Consumer{}
	var root func(c *Consumer) *Consumer
	root = func(c *Consumer) *Consumer {
		if parent[c] == nil || parent[c] == c {
			return c
		}
		parent[c] = root(parent[c])
		return parent[c]
	}
	holder := map[any]*Consumer{}
	var moving []*Consumer
	for _, c := range all {
		if !c.moves() {
			continue
		}
		moving = append(moving, c)
		for _, bond := range c.bonds() {
			if other := holder[bond]; other != nil {
				parent[root(c)] = root(other)
			} else {
				holder[bond] = c
			}
		}
	}
	groups := map[*Consumer]int{}
	var sets [][]*Consumer
	for _, c := range moving {
		at, known := groups[root(c)]
		if !known {
			at, sets = len(sets), append(sets, nil)
			groups[root(c)] = at
		}
		sets[at] = append(sets[at], c)
	}
	return sets
}

// bonds are what a consumer shares with those it moves with: texts, remote
// secrets and the places it writes.
func (c *Consumer) bonds() []any {
	var all []any
	for _, p := range c.Passages {
		if p.To != "" {
			all = append(all, p.At)
		}
	}
	for _, r := range c.References {
		if r.To.Store == "" {
			continue
		}
		all = append(all, r.At)
		if !strings.Contains(string(r.Address), "*") {
			all = append(all, r.Address)
		}
	}
	for _, s := range c.Writes {
		all = append(all, s)
	}
	return all
}

// order knows what waits for what.
type order struct {
	g    *graph.Graph
	path map[facts.Symbol]bool           // what the destination needs to work
	next map[facts.Symbol][]facts.Symbol // units by one that they wait for

	counts map[string]int // of units that wait, by those they wait for
}

func newOrder(g *graph.Graph, target []facts.Symbol) *order {
	o := &order{g: g, path: map[facts.Symbol]bool{}, next: map[facts.Symbol][]facts.Symbol{}, counts: map[string]int{}}
	for _, e := range g.Edges {
		if e.From.Kind() == facts.Unit && e.To.Kind() == facts.Unit && (e.Rel == facts.RelDependsOn || e.Rel == facts.RelAppliedBy) {
			o.next[e.To] = append(o.next[e.To], e.From)
		}
	}
	for queue := slices.Clone(target); len(queue) > 0; queue = queue[1:] {
		if s := queue[0].Place(); !o.path[s] {
			o.path[s] = true
			queue = append(queue, o.needs(s)...)
		}
	}
	return o
}

// needed are the relations by which the way to the destination is followed.
var needed = map[facts.Rel]bool{
	facts.RelAuthenticates: true, facts.RelStore: true, facts.RelAppliedBy: true, facts.RelDependsOn: true, facts.RelOrigin: true, facts.RelSubstitutes: true,
}

// needs lists what a place needs, and what makes it.
func (o *order) needs(s facts.Symbol) []facts.Symbol {
	var found []facts.Symbol
	for _, e := range o.g.Out(s) {
		if needed[e.Rel] {
			found = append(found, e.To)
		}
	}
	for _, e := range o.g.Reaches(s) {
		found = append(found, e.To)
	}
	if n := o.g.Nodes[s]; n != nil {
		for _, d := range n.Defs {
			if d.By != "" && !d.Traits.Possible {
				found = append(found, d.By)
			}
		}
	}
	return found
}

// group ranks consumers that move together.
func (o *order) group(members []*Consumer) *group {
	g := &group{members: members, shared: sharedKeys(members)}
	units, from := map[facts.Symbol]bool{}, map[facts.Symbol]bool{}
	for _, c := range members {
		for _, unit := range o.unitsOf(c.Symbol) {
			units[unit], from[unit] = true, true
		}
		for _, reader := range c.Readers {
			for _, unit := range o.unitsOf(reader) {
				from[unit] = true
			}
		}
		if g.feeds == "" {
			g.feeds = o.carries(c)
		}
	}
	g.units, g.held = inOrder(units), o.held(inOrder(from))
	switch {
	case g.feeds != "":
		g.rank = rankPath
	case g.held > 0:
		g.rank = rankBase
	}
	return g
}

// sharedKeys are the remote secrets that several of the members read, by name.
func sharedKeys(members []*Consumer) []string {
	readers := map[facts.Symbol]int{}
	for _, c := range members {
		own := map[facts.Symbol]bool{}
		for _, r := range c.References {
			if !own[r.Address] {
				own[r.Address] = true
				readers[r.Address]++
			}
		}
	}
	names := map[string]bool{}
	for a, n := range readers {
		if n > 1 {
			names[nameOf(a)] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// nameOf is what a person calls a remote secret: its key or field; where that
// only says "value", its entry.
func nameOf(address facts.Symbol) string {
	if address.Kind() == facts.Remote {
		_, key, property := address.RemoteParts()
		if property != "" && property != "value" {
			return property
		}
		return path.Base(key)
	}
	if key := address.Key(); key != "" && key != "value" {
		return key
	}
	return address.Name()
}

// unitsOf are the units that apply a thing.
func (o *order) unitsOf(s facts.Symbol) []facts.Symbol {
	var units []facts.Symbol
	for _, e := range o.g.Out(s) {
		if e.Rel == facts.RelAppliedBy {
			units = append(units, e.To)
		}
	}
	return units
}

// held counts the units that wait for any of some.
func (o *order) held(units []facts.Symbol) int {
	var of strings.Builder
	for _, unit := range units {
		of.WriteString(string(unit) + "\n")
	}
	if n, known := o.counts[of.String()]; known {
		return n
	}
	waiting := map[facts.Symbol]bool{}
	for queue := slices.Clone(units); len(queue) > 0; queue = queue[1:] {
		for _, next := range o.next[queue[0]] {
			if !waiting[next] {
				waiting[next] = true
				queue = append(queue, next)
			}
		}
	}
	o.counts[of.String()] = len(waiting)
	return len(waiting)
}

// carries says what part of the delivery itself a consumer feeds, or nothing.
func (o *order) carries(c *Consumer) string {
	for _, place := range c.Writes {
		if o.path[place] {
			return "the destination needs " + place.Title()
		}
	}
	for _, reader := range c.Readers {
		switch kind := reader.Kind(); {
		case kind == facts.Store && !o.path[reader.Place()]: // nothing of the delivery is fetched through it
		case kind == facts.Origin, kind == facts.Unit, kind == facts.Store, kind == facts.Variable:
			return reader.Title() + " needs it to deliver anything"
		}
	}
	return ""
}

// joined makes one wave of the groups nothing waits for that one unit applies:
// they are reconciled together. Where no unit does, the namespace stands for it.
func joined(groups []*group) []*group {
	first := map[facts.Symbol]*group{}
	var all []*group
	for _, g := range groups {
		place, one := g.place()
		switch known := first[place]; {
		case g.rank != rankLeaf || !one:
			all = append(all, g)
		case known == nil:
			first[place] = g
			all = append(all, g)
		default:
			known.members = append(known.members, g.members...)
			known.shared = append(known.shared, g.shared...)
		}
	}
	for _, g := range all {
		slices.Sort(g.shared)
		slices.SortFunc(g.members, func(a, b *Consumer) int { return cmp.Compare(a.Symbol, b.Symbol) })
	}
	return all
}

// place is the one unit or namespace that all members are in.
func (g *group) place() (facts.Symbol, bool) {
	if len(g.units) > 0 {
		return g.units[0], len(g.units) == 1
	}
	of := func(c *Consumer) facts.Symbol {
		return facts.New(facts.Namespace, c.Symbol.Cluster(), c.Symbol.Segment(1))
	}
	place := of(g.members[0])
	return place, !slices.ContainsFunc(g.members, func(c *Consumer) bool { return of(c) != place })
}
