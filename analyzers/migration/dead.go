package migration

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// dead is the part of a graph that serves nothing but what is left: it could go
// with it.
type dead struct {
	g      *graph.Graph
	places map[facts.Symbol]bool
	keys   map[facts.Symbol]bool           // of places that others use too
	makes  map[facts.Symbol][]facts.Symbol // places by what makes them
	at     map[making][]facts.Symbol       // what is made by a statement
	in     map[facts.Symbol][]*graph.Edge  // carrying edges by the exact name they end at
	out    map[facts.Symbol][]*graph.Edge  // and by that they start at
	next   map[facts.Symbol]int            // how many readers of a place are known to be dead
	unused map[facts.Symbol]bool           // Secrets that are proved to have no reader
	tools  map[facts.Symbol]string         // products by what belongs to their tooling
	queue  []facts.Symbol
}

// making is where something is made of a place.
type making struct {
	of facts.Symbol
	at facts.Pos
}

// dead finds what serves only the retired stores and the tooling of products
// that are left, by going back from these as long as nothing else reads it.
func (e *ends) dead() *dead {
	d := &dead{
		g: e.g, places: map[facts.Symbol]bool{}, keys: map[facts.Symbol]bool{}, next: map[facts.Symbol]int{},
		makes: map[facts.Symbol][]facts.Symbol{}, at: map[making][]facts.Symbol{}, in: map[facts.Symbol][]*graph.Edge{}, out: map[facts.Symbol][]*graph.Edge{},
		unused: map[facts.Symbol]bool{}, tools: map[facts.Symbol]string{},
	}
	for _, n := range e.g.Unused {
		d.unused[n.ID] = true
	}
	for _, id := range inOrder(e.g.Nodes) {
		for _, def := range e.g.Nodes[id].Defs {
			made := d.makes[def.By]
			if def.By != "" && def.By != id && (len(made) == 0 || made[len(made)-1] != id) {
				d.makes[def.By] = append(made, id)
			}
		}
	}
	for _, edge := range e.g.Edges {
		if carries(edge) {
			of := making{edge.To, edge.At}
			d.at[of] = append(d.at[of], edge.From)
			d.in[edge.To], d.out[edge.From] = append(d.in[edge.To], edge), append(d.out[edge.From], edge)
		}
	}
	d.seed(e)
	for len(d.queue) > 0 {
		s := d.queue[0]
		d.queue = d.queue[1:]
		d.spread(s)
	}
	return d
}

// seed takes the retired stores, and what is called after a product.
func (d *dead) seed(e *ends) {
	for _, n := range stores(d.g) {
		if e.retires(n.ID) {
			d.bury(n.ID)
		}
	}
	variables := map[facts.Pos]facts.Symbol{}
	for id, n := range d.g.Nodes {
		if id.Kind() == facts.EnvVar {
			for _, def := range n.Defs {
				variables[def.At] = id
			}
		}
	}
	for _, m := range d.g.Marks {
		if m.Kind != facts.MarkBackendUse || !e.products[m.Detector] {
			continue
		}
		if m.On.Kind() == facts.Terraform {
			d.bury(m.On.Place())
			d.tools[m.On.Place()] = m.Detector
		}
		if variable := variables[m.At]; variable != "" {
			d.bury(variable)
			d.follow(variable)
		}
	}
}

// follow buries what is made of a place and leads nowhere.
func (d *dead) follow(place facts.Symbol) {
	seen := map[facts.Symbol]bool{place: true}
	queue := []facts.Symbol{place}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, e := range d.g.In(at) {
			from := e.From.Place()
			if !carries(e) || seen[from] {
				continue
			}
			seen[from] = true
			queue = append(queue, from)
			if d.idle(from) {
				d.bury(from)
			}
		}
	}
}

// idle reports whether a place only holds or passes on a value, and nothing
// takes it.
func (d *dead) idle(place facts.Symbol) bool {
	switch place.Kind() {
	case facts.Secret:
		return d.unused[place]
	case facts.Terraform:
		return isName(place) && !slices.ContainsFunc(d.g.In(place), carries)
	}
	return false
}

// isName reports whether a place of Terraform is a name for a value, and not an
// argument of something that it makes or asks.
func isName(s facts.Symbol) bool {
	sort, _, _ := strings.Cut(s.Name(), ".")
	switch sort {
	case "var", "local", "output", "inputs", "module":
		return true
	}
	return false
}

// carries reports whether a value passes an edge, or one login stands on
// another.
func carries(e *graph.Edge) bool {
	return reading[e.Rel] || e.Rel == facts.RelStore && e.From.Kind() == facts.Store
}

func (d *dead) bury(place facts.Symbol) {
	if !d.places[place] {
		d.places[place] = true
		d.queue = append(d.queue, place)
	}
}

// has reports whether a place or key is dead.
func (d *dead) has(s facts.Symbol) bool { return d.places[s.Place()] || d.keys[s] }

// use words what a dead place is there for.
func (d *dead) use(place facts.Symbol) string {
	if product := d.tools[place]; product != "" {
		return useTool + product
	}
	return useFeed
}

// wraps reports whether a thing is there only for places that it makes: these
// are told.
func (d *dead) wraps(thing facts.Symbol) bool { return len(d.makes[thing]) > 0 }

// spread looks again at what a dead place or key is made of, and at what makes
// it.
func (d *dead) spread(s facts.Symbol) {
	edges := d.out[s]
	if s.Key() == "" {
		edges = d.g.Out(s)
	}
	for _, e := range edges {
		if carries(e) && e.State != graph.Undefined {
			d.examine(e.To)
		}
	}
	if n := d.g.Nodes[s]; n != nil {
		for _, def := range n.Defs {
			if def.By != "" && d.vanishes(def.By) {
				d.bury(def.By)
			}
		}
	}
}

// examine buries a place, or the key of one, whose readers are all dead.
func (d *dead) examine(s facts.Symbol) {
	if !spare[s.Kind()] || d.has(s) {
		return
	}
	place, all := s.Place(), d.g.In(s)
	i := d.next[place]
	for i < len(all) && (!carries(all[i]) || d.gone(all[i])) {
		i++
	}
	d.next[place] = i
	if i == len(all) {
		d.bury(place)
		return
	}
	if s.Key() == "" {
		return
	}
	kept := func(e *graph.Edge) bool { return !d.gone(e) }
	if !slices.ContainsFunc(d.in[place], kept) && !slices.ContainsFunc(d.in[s], kept) {
		d.keys[s] = true
		d.queue = append(d.queue, s)
	}
}

// spare are the kinds of place that can go when nothing reads them.
var spare = map[facts.SymbolKind]bool{
	facts.VaultFile: true, facts.Pass: true, facts.EnvVar: true, facts.KV: true, facts.Infisical: true, facts.Secret: true,
	facts.ConfigMap: true, facts.Terraform: true, facts.FileSymbol: true, facts.Template: true, facts.Store: true,
}

// gone reports whether the reader of an edge is dead: itself, or what the same
// statement makes of the place.
func (d *dead) gone(e *graph.Edge) bool {
	if d.has(e.From) || e.From.Place() == e.To.Place() || d.label(e) {
		return true
	}
	return e.From.Kind() == facts.Terraform && slices.ContainsFunc(d.at[making{e.To, e.At}], func(made facts.Symbol) bool {
		return made.Kind() != facts.Terraform && d.has(made) && slices.Contains(d.makes[e.From.Place()], made.Place())
	})
}

// label reports whether an edge is from a variable that the vault itself calls
// after its entry, and that nothing linked asks for.
func (d *dead) label(e *graph.Edge) bool {
	n := d.g.Nodes[e.From]
	if n == nil || e.From.Kind() != facts.EnvVar || len(d.g.In(e.From)) > 0 || slices.ContainsFunc(n.Defs, func(def facts.Def) bool { return def.Kind != facts.KindEntry }) {
		return false
	}
	name, _ := strings.CutSuffix(e.From.Name(), "_FILE")
	return len(n.Defs) > 0 && unspelt(name) == unspelt(e.To.Name())
}

// unspelt is a name without what conventions of spelling change.
func unspelt(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// vanishes reports whether a resource or object makes nothing but dead places,
// and nothing else reads it.
func (d *dead) vanishes(thing facts.Symbol) bool {
	switch thing.Kind() {
	case facts.Terraform, facts.ObjectSymbol, facts.Workload:
	default:
		return false
	}
	return !slices.ContainsFunc(d.makes[thing], func(s facts.Symbol) bool { return !d.places[s] }) &&
		!slices.ContainsFunc(d.g.In(thing), func(e *graph.Edge) bool { return carries(e) && !d.gone(e) })
}

// inOrder are the symbols of a map in order.
func inOrder[V any](m map[facts.Symbol]V) []facts.Symbol {
	return slices.SortedFunc(maps.Keys(m), func(a, b facts.Symbol) int { return cmp.Compare(a, b) })
}
