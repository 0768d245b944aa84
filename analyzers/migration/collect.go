package migration

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// collector gathers the consumers of a graph.
type collector struct {
	*ends
	found    map[facts.Symbol]*Consumer
	anywhere map[facts.Symbol]*Consumer      // the same by their names in any cluster; nil where several have one
	made     map[facts.Symbol][]facts.Symbol // places by the thing that makes them
	by       map[facts.Symbol][]facts.Symbol // things by the place that they make
}

// consumers lists whatever fetches through a store or reads what is left itself,
// sorted by symbol.
func (e *ends) consumers() []*Consumer {
	c := &collector{ends: e, found: map[facts.Symbol]*Consumer{}, anywhere: map[facts.Symbol]*Consumer{}, made: map[facts.Symbol][]facts.Symbol{}, by: map[facts.Symbol][]facts.Symbol{}}
	for _, id := range slices.Sorted(maps.Keys(e.g.Nodes)) {
		for _, d := range e.g.Nodes[id].Defs {
			if d.By != "" && !d.Traits.Possible {
				c.made[d.By] = appendNew(c.made[d.By], id)
				c.by[id] = appendNew(c.by[id], d.By)
			}
		}
	}
	for _, edge := range e.g.Edges {
		c.note(edge)
	}
	for id, consumer := range c.found {
		name := id.InCluster(facts.AnyCluster)
		if _, several := c.anywhere[name]; several {
			consumer = nil
		}
		c.anywhere[name] = consumer
	}
	c.raw()
	c.pushes()
	c.features()
	all := slices.SortedFunc(maps.Values(c.found), func(a, b *Consumer) int { return cmp.Compare(a.Symbol, b.Symbol) })
	for _, consumer := range all {
		c.finish(consumer)
	}
	return all
}

func appendNew[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// note adds what an edge says of a consumer.
func (c *collector) note(e *graph.Edge) {
	switch {
	case e.Rel == facts.RelStore && e.From.Kind() != facts.Store:
		if isGenerator(e.To) {
			return
		}
		consumer := c.consumer(e.From, e.At)
		consumer.Passages = append(consumer.Passages, Passage{At: e.At, Store: e.To})
	case e.Rel == facts.RelDerives || e.Rel == facts.RelReads:
		switch {
		case c.leaves(e.To) && !c.throughStore(e):
			c.direct(e)
		case c.kind != "" && e.To.Kind() == c.kind:
			c.arrived(e.From, e.To, e.At)
		}
	}
}

// isGenerator reports whether a place makes values instead of fetching them.
func isGenerator(store facts.Symbol) bool {
	switch store.Segment(1) {
	case "ClusterSecretStore", "SecretStore", "VaultAuth", "InfisicalAuth":
		return false
	}
	return true
}

// throughStore reports whether a store fetches for an edge.
func (c *collector) throughStore(e *graph.Edge) bool {
	return e.From.Kind() == facts.Remote || e.Backend != "" || slices.ContainsFunc(c.by[e.From.Place()], func(by facts.Symbol) bool {
		return slices.ContainsFunc(c.g.Out(by), func(out *graph.Edge) bool { return out.Rel == facts.RelStore })
	})
}

// direct adds a reader that asks a backend without a store.
func (c *collector) direct(e *graph.Edge) {
	consumer := c.consumer(c.asking(e.From), e.At)
	for _, r := range consumer.References {
		if r.At == e.At && r.Remote == e.To {
			r.Receives = appendNew(r.Receives, e.From)
			return
		}
	}
	consumer.References = append(consumer.References, &Reference{
		At: e.At, Remote: e.To, Address: e.To, Receives: []facts.Symbol{e.From}, Verdict: Ready,
		Reasons: []Reason{{DirectRead, Reshape, "it asks the backend itself, not a store", e.At}},
	})
}

// asking is what asks for what a place takes: the thing that makes it, if it is
// one of a cluster.
func (c *collector) asking(from facts.Symbol) facts.Symbol {
	asks := from.Place()
	switch from.Kind() {
	case facts.Secret, facts.ConfigMap, facts.Template:
		for _, by := range c.by[asks] {
			asks = by
		}
	}
	return asks
}

func (c *collector) consumer(s facts.Symbol, at facts.Pos) *Consumer {
	consumer := c.found[s]
	if consumer == nil {
		consumer = &Consumer{Symbol: s, At: at, Verdict: Ready}
		c.found[s] = consumer
	}
	return consumer
}

// raw adds the remote keys as they are spelt, which edges no longer show. One
// text may name several of them: an alias of YAML stands where its anchor does.
func (c *collector) raw() {
	fetches, derives := map[asked][]*graph.Edge{}, map[asked][]*graph.Edge{}
	for _, e := range c.g.Edges {
		switch e.Rel {
		case facts.RelFetches:
			fetches[asked{e.From, e.At}] = append(fetches[asked{e.From, e.At}], e)
		case facts.RelDerives:
			for _, by := range c.by[e.From.Place()] {
				derives[asked{by, e.At}] = append(derives[asked{by, e.At}], e)
			}
		}
	}
	seen := map[question]bool{}
	for _, o := range c.g.Objects {
		for _, r := range o.Refs {
			consumer := c.called(r.From)
			if r.Rel != facts.RelFetches || consumer == nil {
				continue
			}
			of := question{asked{consumer.Symbol, r.At}, r.To}
			if seen[of] {
				continue
			}
			seen[of] = true
			address := addressOf(r.To, fetches[of.asked])
			consumer.References = append(consumer.References, &Reference{
				At: r.At, Remote: r.To, Address: address, Receives: receivers(address, derives[of.asked]), Verdict: Ready,
			})
		}
	}
}

// question is what is asked for, by whom and where.
type question struct {
	asked
	remote facts.Symbol
}

// addressOf is where a remote key leads: what is asked for in one text differs
// by property only.
func addressOf(remote facts.Symbol, fetches []*graph.Edge) facts.Symbol {
	var address facts.Symbol
	for _, e := range fetches {
		if e.To.Key() == remote.Key() {
			return e.To
		}
		address = e.To
	}
	return address
}

// receivers are the places that get what lies at an address, or all that get
// something where none is said to.
func receivers(address facts.Symbol, derives []*graph.Edge) []facts.Symbol {
	var own, all []facts.Symbol
	for _, e := range derives {
		all = append(all, e.From)
		if e.To == address {
			own = append(own, e.From)
		}
	}
	if len(own) == 0 {
		return all
	}
	return own
}

// called is the consumer of a name as an object has it: a bootstrap repository
// does not know which cluster it builds, and the graph may.
func (c *collector) called(name facts.Symbol) *Consumer {
	if consumer := c.found[name]; consumer != nil || name.Cluster() != facts.AnyCluster {
		return consumer
	}
	return c.anywhere[name]
}

// asked is one question: who asks, and where it is written.
type asked struct {
	by facts.Symbol
	at facts.Pos
}

// pushes adds the remote secrets that things write.
func (c *collector) pushes() {
	for _, o := range c.g.Objects {
		for _, d := range o.Defs {
			if consumer := c.called(d.By); consumer != nil && d.Symbol.Kind() == facts.Remote {
				consumer.References = append(consumer.References, &Reference{At: d.At, Remote: d.Symbol, Address: d.Symbol, Verdict: Ready})
			}
		}
	}
}

// features adds how consumers fetch.
func (c *collector) features() {
	for _, m := range c.g.Marks {
		if consumer := c.found[m.On.Place()]; m.Kind == facts.MarkFeature && consumer != nil {
			consumer.Features = append(consumer.Features, Trait{facts.Feature(m.Detector), m.On.Key(), m.At})
		}
	}
}

// finish sorts a consumer's parts and says on which side it is.
func (c *collector) finish(consumer *Consumer) {
	slices.SortFunc(consumer.Passages, func(a, b Passage) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Store, b.Store))
	})
	slices.SortFunc(consumer.References, func(a, b *Reference) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Remote, b.Remote))
	})
	consumer.Side = c.side(consumer)
	for _, place := range c.made[consumer.Symbol] {
		if place.Kind() != facts.Template {
			consumer.Writes = append(consumer.Writes, place)
		}
	}
	slices.Sort(consumer.Writes)
	for _, place := range consumer.Writes {
		for _, e := range c.g.In(place) {
			if reading[e.Rel] {
				consumer.Readers = appendNew(consumer.Readers, e.From.Place())
			}
		}
	}
	slices.Sort(consumer.Readers)
}

// reading are the relations by which a place is read.
var reading = map[facts.Rel]bool{
	facts.RelConsumes: true, facts.RelAuthenticates: true, facts.RelReads: true, facts.RelDerives: true, facts.RelExtends: true,
}

// side compares the stores of a consumer, and what it asks without one, with
// the ends of the move.
func (c *collector) side(consumer *Consumer) Side {
	legacy, target := false, false
	for _, p := range consumer.Passages {
		legacy = legacy || c.retires(p.Store)
		target = target || slices.ContainsFunc(c.to, func(n *graph.Node) bool { return same(n.ID, p.Store) })
	}
	for _, r := range consumer.References {
		legacy = legacy || r.direct() && r.Remote.Kind() != c.kind
		target = target || r.Remote.Kind() == c.kind
	}
	switch {
	case legacy && target:
		return SideBoth
	case legacy:
		return SideLegacy
	case target:
		return SideTarget
	}
	return SideOther
}

// direct reports whether the reference goes without a store.
func (r *Reference) direct() bool { return r.Remote.Kind() != facts.Remote }

// retires reports whether a store is left.
func (e *ends) retires(store facts.Symbol) bool {
	if store.Cluster() == facts.AnyCluster {
		return e.anywhere[store.InCluster("")]
	}
	return e.retired[store] || e.retired[store.InCluster(facts.AnyCluster)]
}

// same reports whether two stores may be one: a bootstrap repository does not
// know which cluster it builds.
func same(a, b facts.Symbol) bool {
	return a == b || (a.Cluster() == facts.AnyCluster || b.Cluster() == facts.AnyCluster) && a.InCluster("") == b.InCluster("")
}
