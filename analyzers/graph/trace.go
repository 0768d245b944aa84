package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Bounds of a trace: what is longer or more than that nobody would read.
const (
	maxTraceHops  = 64
	maxTracePaths = 1000
)

// Trace is every way of a value through one place: from where it rests to what
// uses it. No way passes a place twice.
type Trace struct {
	Focus facts.Symbol
	Paths []Way
	Cut   bool // there are more ways than Paths holds
}

// Way is one path of a value, source first.
type Way []Hop

// Hop is one place of a way.
type Hop struct {
	Symbol facts.Symbol
	Rel    facts.Rel // how it has the value of the hop before; empty for the first
	State  State     // of that reference
	Reason facts.Reason
	At     facts.Pos    // where the hop before is named; of the first, where it is defined
	Also   []facts.Pos  // further places that say the same
	By     facts.Symbol // what makes the place, where that is a thing of its own
	Here   bool         // it is what was asked for
}

// Makes is the relation from a thing to a place that it makes.
const Makes facts.Rel = "makes"

// carries are the relations that take a value from To to From.
var carries = map[facts.Rel]bool{
	facts.RelDerives: true, facts.RelExtends: true, facts.RelReads: true, facts.RelConsumes: true,
	facts.RelAuthenticates: true, facts.RelSubstitutes: true, facts.RelStore: true,
}

// Trace finds every way through a place, in both directions and in a stable
// order. Of a thing that makes places the ways through these are found.
func (g *Graph) Trace(focus facts.Symbol) *Trace {
	t := &tracer{g: g, made: g.makes(), trace: &Trace{Focus: focus}}
	for _, s := range t.entrances(focus) {
		t.here = s
		for _, chain := range t.climb(s, map[facts.Symbol]bool{s: true}) {
			t.descend(s, chain)
		}
	}
	return t.trace
}

// Carries reports whether a value passes a place.
func (g *Graph) Carries(s facts.Symbol) bool {
	passes := func(e *Edge) bool { return carries[e.Rel] }
	return slices.ContainsFunc(g.In(s), passes) || slices.ContainsFunc(g.Out(s), passes)
}

// tracer walks the graph for one trace.
type tracer struct {
	g     *Graph
	made  map[facts.Symbol][]facts.Symbol // places by what makes them, sorted
	trace *Trace
	here  facts.Symbol // the place whose ways are looked for
}

// leg is one reference as a step: hop.Symbol has the value of source.
type leg struct {
	source facts.Symbol
	hop    Hop
}

// climb lists the chains of legs that end at a place, the leg from where the
// value rests first. A place without sources has one chain, the empty one.
func (t *tracer) climb(s facts.Symbol, seen map[facts.Symbol]bool) [][]leg {
	var chains [][]leg
	for _, l := range t.sources(s) {
		if seen[l.source] {
			continue
		}
		if len(seen) > maxTraceHops || len(chains) >= maxTracePaths {
			t.trace.Cut = true
			break
		}
		seen[l.source] = true
		for _, chain := range t.climb(l.source, seen) {
			chains = append(chains, append(slices.Clip(chain), l))
		}
		delete(seen, l.source)
	}
	if len(chains) == 0 {
		return [][]leg{nil}
	}
	return chains
}

// descend adds the ways that begin with a chain that ends at s.
func (t *tracer) descend(s facts.Symbol, chain []leg) {
	ends := true
	for _, l := range t.beyond(s, chain) {
		if slices.ContainsFunc(chain, func(c leg) bool { return c.source == l.hop.Symbol }) {
			continue
		}
		if len(chain) > maxTraceHops || len(t.trace.Paths) >= maxTracePaths {
			t.trace.Cut = true
			break
		}
		ends = false
		t.descend(l.hop.Symbol, append(slices.Clip(chain), l))
	}
	if ends && len(t.trace.Paths) < maxTracePaths {
		t.trace.Paths = append(t.trace.Paths, t.way(s, chain))
	}
}

// beyond are the legs that follow a chain: none after a login.
func (t *tracer) beyond(s facts.Symbol, chain []leg) []leg {
	if n := len(chain); n > 0 && chain[n-1].hop.Rel == facts.RelAuthenticates && s != t.here {
		return nil
	}
	return t.readers(s)
}

// way turns a chain that ends at s into hops.
func (t *tracer) way(s facts.Symbol, chain []leg) Way {
	first := s
	if len(chain) > 0 {
		first = chain[0].source
	}
	at := t.g.definedAt(first)
	way := Way{{Symbol: first, State: Resolved, At: at, By: t.maker(first, at)}}
	for _, l := range chain {
		way = append(way, l.hop)
	}
	for i := range way {
		way[i].Here = way[i].Symbol == t.here
	}
	return way
}

// sources are the legs by which a place has its value. What logs in somewhere
// hands on other values than that of its login.
func (t *tracer) sources(s facts.Symbol) []leg {
	edges := t.g.Out(s)
	var legs []leg
	for _, e := range edges {
		if !carries[e.Rel] || e.Rel == facts.RelStore || e.Rel == facts.RelAuthenticates && s != t.here {
			continue
		}
		if concerns(e.From, s) && !e.blurs(edges, func(other *Edge) bool { return concerns(other.From, s) }) {
			reader := s
			if s.Key() == "" {
				reader = e.From
			}
			legs = addLeg(legs, t.legOf(e, reader, e.carried(e.From, e.To, s)))
		}
	}
	return legs
}

// readers are the legs by which others have a place's value, and those from a
// thing to the places it makes.
func (t *tracer) readers(s facts.Symbol) []leg {
	edges := t.g.In(s)
	var legs []leg
	for _, e := range edges {
		if !carries[e.Rel] || !t.leads(s, e) {
			continue
		}
		if concerns(e.To, s) && !e.blurs(edges, func(other *Edge) bool { return concerns(other.To, s) }) {
			legs = addLeg(legs, t.legOf(e, e.carried(e.To, e.From, s), s))
		}
	}
	if t.here.Kind() == facts.Store {
		for _, place := range t.made[s] {
			legs = append(legs, leg{s, Hop{Symbol: place, Rel: Makes, State: Resolved, At: t.g.definedAt(place)}})
		}
	}
	return legs
}

// concerns reports whether what a reference names has to do with a key of its
// place, or with the place as a whole.
func concerns(named, s facts.Symbol) bool {
	return s.Key() == "" || named == s || named.Key() == ""
}

// blurs reports whether a reference between whole places is said more exactly,
// key by key, by another.
func (e *Edge) blurs(edges []*Edge, counts func(*Edge) bool) bool {
	return e.From.Key() == "" && e.To.Key() == "" && slices.ContainsFunc(edges, func(other *Edge) bool {
		keyed := other.From.Key() != "" && other.To.Key() != ""
		return keyed && other.Rel == e.Rel && other.From.Place() == e.From && other.To.Place() == e.To && counts(other)
	})
}

// leads reports whether a reference is worth following from a place. A thing
// that makes a place of the same value is told with that place.
func (t *tracer) leads(s facts.Symbol, e *Edge) bool {
	if e.Rel == facts.RelStore && s != t.here {
		return false
	}
	for _, place := range t.made[e.From.Place()] {
		if slices.ContainsFunc(t.g.Out(place), func(other *Edge) bool { return other.To == e.To && carries[other.Rel] }) {
			return false
		}
	}
	return true
}

// carried is the other end of a reference for a key of this end: a place that
// has another's keys has them by the same names.
func (e *Edge) carried(this, other, s facts.Symbol) facts.Symbol {
	whole := this.Key() == "" && other.Key() == ""
	if whole && (e.Rel == facts.RelExtends || this.Kind() == other.Kind()) {
		return other.WithKey(s.Key())
	}
	return other
}

func (t *tracer) legOf(e *Edge, reader, source facts.Symbol) leg {
	return leg{source, Hop{Symbol: reader, Rel: e.Rel, State: e.State, Reason: e.Reason, At: e.At, By: t.maker(reader, e.At)}}
}

// maker is the thing that makes a place by what stands at a position: of
// several the one in the same file.
func (t *tracer) maker(s facts.Symbol, at facts.Pos) facts.Symbol {
	n := t.g.Nodes[s.Place()]
	if n == nil {
		return ""
	}
	for _, d := range n.Defs {
		if d.By != "" && d.At.Repo == at.Repo && d.At.File == at.File {
			return d.By
		}
	}
	return ""
}

// addLeg joins references that differ in their position only.
func addLeg(legs []leg, l leg) []leg {
	for i, known := range legs {
		if known.source == l.source && known.hop.Symbol == l.hop.Symbol && known.hop.Rel == l.hop.Rel {
			if known.hop.At != l.hop.At {
				legs[i].hop.Also = append(known.hop.Also, l.hop.At)
			}
			return legs
		}
	}
	return append(legs, l)
}

// holdsValue are the kinds of place that have a value.
var holdsValue = map[facts.SymbolKind]bool{
	facts.VaultFile: true, facts.Pass: true, facts.EnvVar: true, facts.KV: true, facts.Infisical: true, facts.Secret: true,
	facts.ConfigMap: true, facts.Terraform: true, facts.FileSymbol: true,
}

// makes lists the places that each thing makes.
func (g *Graph) makes() map[facts.Symbol][]facts.Symbol {
	made := map[facts.Symbol][]facts.Symbol{}
	for place, n := range g.Nodes {
		for _, d := range n.Defs {
			if d.By != "" && d.By != place && holdsValue[place.Kind()] {
				made[d.By] = append(made[d.By], place)
			}
		}
	}
	for by, places := range made {
		slices.Sort(places)
		made[by] = slices.Compact(places)
	}
	return made
}

// entrances are the places to start at: the place itself and the manifest of a
// workload, the places that it makes, and of each its keys where they are named.
func (t *tracer) entrances(focus facts.Symbol) []facts.Symbol {
	places := slices.Clone(t.made[focus])
	if len(places) == 0 || focus.Kind() != facts.Terraform && t.readsMore(focus) {
		places = append(places, focus)
	}
	if manifest := facts.New(facts.ObjectSymbol, focus.Segments()...); focus.Kind() == facts.Workload && t.g.Carries(manifest) {
		places = append(places, manifest)
	}
	var starts []facts.Symbol
	for _, s := range places {
		keys := t.keysOf(s)
		if s.Key() != "" || len(keys) == 0 {
			keys = []facts.Symbol{s}
		}
		starts = append(starts, keys...)
	}
	return starts
}

// readsMore reports whether a thing reads anything that is not in what it makes.
func (t *tracer) readsMore(s facts.Symbol) bool {
	return slices.ContainsFunc(t.g.Out(s), func(e *Edge) bool { return carries[e.Rel] && e.Rel != facts.RelStore && t.leads(e.To, e) })
}

// keysOf are the keys of a place that references name, sorted.
func (t *tracer) keysOf(place facts.Symbol) []facts.Symbol {
	var keys []facts.Symbol
	add := func(s facts.Symbol, rel facts.Rel) {
		if carries[rel] && s.Key() != "" {
			keys = append(keys, s)
		}
	}
	for _, e := range t.g.Out(place) {
		add(e.From, e.Rel)
	}
	for _, e := range t.g.In(place) {
		add(e.To, e.Rel)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
