package migration

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// maxFlow bounds the places of one walk: beyond it nothing more is said.
const maxFlow = 1000

// valued are the kinds of place that hold a value.
var valued = map[facts.SymbolKind]bool{
	facts.VaultFile: true, facts.Pass: true, facts.EnvVar: true, facts.KV: true, facts.Infisical: true, facts.Secret: true, facts.Remote: true,
	facts.ConfigMap: true, facts.Terraform: true, facts.FileSymbol: true, facts.Template: true, facts.Variable: true, facts.Process: true,
}

// flow follows values through a graph, key by key.
type flow struct {
	g       *graph.Graph
	final   map[facts.Symbol][]Reader       // by the place that hands a value on
	makes   map[facts.Symbol]bool           // resources that make a place which is told instead
	writers map[facts.Symbol][]facts.Symbol // things by the exact name that they make
	in, out map[facts.Symbol][]*graph.Edge  // edges by the exact name they end or start at
}

func newFlow(g *graph.Graph) *flow {
	f := &flow{
		g: g, final: map[facts.Symbol][]Reader{}, makes: map[facts.Symbol]bool{}, writers: map[facts.Symbol][]facts.Symbol{},
		in: map[facts.Symbol][]*graph.Edge{}, out: map[facts.Symbol][]*graph.Edge{},
	}
	for _, e := range g.Edges {
		f.in[e.To], f.out[e.From] = append(f.in[e.To], e), append(f.out[e.From], e)
	}
	for id, n := range g.Nodes {
		for _, d := range n.Defs {
			if d.By == "" || d.By == id || !valued[id.Kind()] {
				continue
			}
			f.makes[d.By] = true
			if written(d) {
				f.write(d)
			}
		}
	}
	return f
}

// write notes what a definition writes: one secret of a folder of Infisical, or
// the keys that are all known, else the place as a whole.
func (f *flow) write(d facts.Def) {
	keys := []facts.Symbol{d.Symbol}
	if d.Symbol.Key() == "" && len(d.Keys.Names) > 0 && (d.Keys.State == facts.KeysExact || d.Symbol.Kind() == facts.Infisical) {
		keys = nil
		for _, name := range d.Keys.Names {
			keys = append(keys, d.Symbol.WithKey(name))
		}
	}
	for _, s := range keys {
		f.writers[s] = append(f.writers[s], d.By)
	}
}

// into are the edges that end at a name: of a key also those that end at its
// place as a whole, of a place those at any of its keys.
func (f *flow) into(s facts.Symbol) []*graph.Edge {
	if s.Key() == "" {
		return f.g.In(s)
	}
	return slices.Concat(f.in[s], f.in[s.Place()])
}

// outOf are the edges that start at a name, in the same way.
func (f *flow) outOf(s facts.Symbol) []*graph.Edge {
	if s.Key() == "" {
		return f.g.Out(s)
	}
	return slices.Concat(f.out[s], f.out[s.Place()])
}

// passing reports whether a value passes an edge: not to what a login opens.
func passing(e *graph.Edge) bool {
	return (reading[e.Rel] || e.Rel == facts.RelSubstitutes) && e.State != graph.Undefined
}

// readers are the edges by which others have a place's value.
func (f *flow) readers(s facts.Symbol) []*graph.Edge {
	var found []*graph.Edge
	for _, e := range f.into(s) {
		if reading[e.Rel] && e.From.Place() != s.Place() && !fetchesAll(e, s) {
			found = append(found, e)
		}
	}
	return found
}

// fetchesAll reports whether an edge is that of a data source which takes a
// whole place, and a key of it is asked about: whoever reads a key through the
// source, or all of them, has an edge of its own to the place.
func fetchesAll(e *graph.Edge, s facts.Symbol) bool {
	return s.Key() != "" && e.To.Key() == "" && e.From.Kind() == facts.Terraform && strings.HasPrefix(e.From.Name(), "data.")
}

// ends are what finally has the value that an edge takes. Where nobody does, it
// is what took it.
func (f *flow) ends(e *graph.Edge) []Reader {
	if !valued[e.From.Kind()] {
		return []Reader{{Symbol: e.From.Place(), At: e.At}}
	}
	found, ok := f.final[e.From]
	if !ok {
		found = f.walk(e.From)
		f.final[e.From] = found
	}
	if len(found) == 0 {
		return []Reader{{Symbol: f.taker(e.From), At: e.At}}
	}
	return found
}

// taker is the thing that makes a place, or the place itself.
func (f *flow) taker(s facts.Symbol) facts.Symbol {
	if n := f.g.Nodes[s.Place()]; n != nil && s.Kind() != facts.EnvVar {
		for _, d := range n.Defs {
			if d.By != "" {
				return d.By
			}
		}
	}
	return s.Place()
}

func (f *flow) walk(from facts.Symbol) []Reader {
	seen, queue := map[facts.Symbol]bool{from: true}, []facts.Symbol{from}
	var found []Reader
	for len(queue) > 0 && len(seen) <= maxFlow {
		at := queue[0]
		queue = queue[1:]
		for _, e := range f.into(at) {
			to := handed(e, e.To, e.From, at)
			switch {
			case !passing(e) || seen[to]:
			case !valued[to.Kind()]:
				seen[to] = true
				found = append(found, Reader{Symbol: to.Place(), At: e.At})
			default:
				seen[to] = true
				queue = append(queue, to)
				if f.uses(to) {
					found = append(found, Reader{Symbol: to.Place(), At: e.At})
				}
			}
		}
	}
	return found
}

// uses reports whether a place is of a resource that keeps what it has.
func (f *flow) uses(s facts.Symbol) bool {
	return s.Kind() == facts.Terraform && !isName(s) && !f.makes[s.Place()] && !slices.ContainsFunc(f.g.In(s), passing)
}

// handed is the other end of an edge for a key of this end: a whole place that
// is made of another has its keys by the same names.
func handed(e *graph.Edge, this, other, s facts.Symbol) facts.Symbol {
	if this.Key() == "" && other.Key() == "" && (e.Rel == facts.RelExtends || this.Kind() == other.Kind()) {
		return other.WithKey(s.Key())
	}
	return other
}

// sources are the places that a value comes from at first, and what writes it
// into a backend; sorted.
func (f *flow) sources(of ...facts.Symbol) []facts.Symbol {
	var found []facts.Symbol
	for _, s := range of {
		if s != "" {
			found = append(found, f.climb(s)...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func (f *flow) climb(from facts.Symbol) []facts.Symbol {
	found := slices.Concat(f.writers[from], f.writers[from.Place()])
	seen, queue := map[facts.Symbol]bool{from: true}, []facts.Symbol{from}
	for len(queue) > 0 && len(seen) <= maxFlow {
		at := queue[0]
		queue = queue[1:]
		rests := at != from
		for _, e := range f.outOf(at) {
			if e.Rel != facts.RelDerives && e.Rel != facts.RelExtends && e.Rel != facts.RelReads {
				continue
			}
			rests = false
			if to := handed(e, e.From, e.To, at); !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
		if rests {
			found = append(found, at.Place())
		}
	}
	return found
}

// keys are the known keys of a place that is named as a whole, or what is named
// itself.
func (f *flow) keys(s facts.Symbol) []facts.Symbol {
	if s.Key() != "" {
		return []facts.Symbol{s}
	}
	if all := f.kept(s); len(all) > 0 {
		return all
	}
	return []facts.Symbol{s}
}

// kept are the keys of a place that something defines or reads, or the place
// where it is used as a whole only.
func (f *flow) kept(place facts.Symbol) []facts.Symbol {
	n := f.g.Nodes[place]
	if n == nil {
		return nil
	}
	var keys []facts.Symbol
	whole := false
	add := func(s facts.Symbol) {
		whole = whole || s.Key() == ""
		if s.Key() != "" {
			keys = append(keys, s)
		}
	}
	for _, d := range n.Defs {
		add(d.Symbol)
		for _, name := range d.Keys.Names {
			add(place.WithKey(name))
		}
	}
	for _, e := range f.g.In(place) {
		if reading[e.Rel] {
			add(e.To)
		}
	}
	if len(keys) == 0 && whole {
		return []facts.Symbol{place}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
