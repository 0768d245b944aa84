package migration

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Move says what is left for what, as an operator configures it.
type Move struct {
	From       []string             // stores to leave, by name; also products (infisical) and kinds of places (vault-file)
	To         string               // store to move to, by name or namespace/name; also a kind of places (pass)
	Convention string               // template of destinations: path with {placeholders}, "#" and a field
	Map        map[string]string    // destination, path#field, by source key
	At         map[string]facts.Pos // where the entries of the map stand, if that is known
}

// ends are the two ends of a move as the graph knows them.
type ends struct {
	g        *graph.Graph
	retired  map[facts.Symbol]bool     // stores to leave
	anywhere map[facts.Symbol]bool     // the same without their clusters
	backends map[facts.Symbol]bool     // that no store which stays stands on
	products map[string]bool           // that the move leaves as a whole
	places   map[facts.SymbolKind]bool // kinds of places that are left as a whole
	stores   []*graph.Node             // all that there are; sorted
	kind     facts.SymbolKind          // of the places that the move ends at, where it does not end at stores
	to       []*graph.Node             // stores called as the destination, one for each cluster or namespace; sorted
}

func findEnds(g *graph.Graph, move Move) *ends {
	e := &ends{
		g: g, retired: map[facts.Symbol]bool{}, anywhere: map[facts.Symbol]bool{}, backends: map[facts.Symbol]bool{},
		products: map[string]bool{}, places: map[facts.SymbolKind]bool{}, stores: stores(g),
	}
	var left, kept []*graph.Node
	for _, n := range e.stores {
		switch {
		case called(n.ID, move.To):
			e.to = append(e.to, n)
			kept = append(kept, n)
		case slices.ContainsFunc(move.From, func(name string) bool { return called(n.ID, name) }):
			left = append(left, n)
		default:
			kept = append(kept, n)
		}
	}
	for _, name := range move.From {
		if slices.ContainsFunc(left, func(n *graph.Node) bool { return called(n.ID, name) }) {
			continue // a store may be called like a product
		}
		e.products[name] = true
		if kind := placeKind(name); kind != "" {
			e.places[kind] = true
		}
	}
	for _, n := range left {
		e.retired[n.ID] = true
		e.backends[n.Backend] = true
		e.products[n.Backend.Product()] = true
	}
	if len(e.to) == 0 {
		e.kind = placeKind(move.To)
	}
	delete(e.backends, "")
	delete(e.products, "")
	e.keep()
	for _, n := range kept {
		if !slices.Contains(e.to, n) && (e.backends[n.Backend] || e.products[n.Backend.Product()]) {
			e.retired[n.ID] = true // another name for what is left
		}
	}
	for s := range e.retired {
		e.anywhere[s.InCluster("")] = true
	}
	return e
}

// keep takes what the destination stands on from what is left. A login of the
// Vault Secrets Operator stands on whatever Vault holds.
func (e *ends) keep() {
	for _, n := range e.to {
		delete(e.backends, n.Backend)
		delete(e.products, n.Backend.Product())
		if n.ID.Segment(1) == "VaultAuth" {
			delete(e.products, "vault")
			maps.DeleteFunc(e.backends, func(b facts.Symbol, _ bool) bool { return b.Kind() == facts.KV })
		}
	}
}

// whole lists the products and kinds of places that are left as a whole.
func (e *ends) whole() []string {
	_, others := Names(e.g)
	return slices.DeleteFunc(others, func(name string) bool { return !e.products[name] && !e.places[facts.SymbolKind(name)] })
}

// resting are the kinds of places that can be left as a whole.
var resting = []facts.SymbolKind{facts.VaultFile, facts.Pass, facts.EnvVar, facts.KV, facts.Infisical, facts.Backend}

// Names are what a move may name in a graph, sorted: stores, to leave or to move
// to, be they defined or only asked for, and what can only be left, products and
// kinds of places.
func Names(g *graph.Graph) (named, others []string) {
	for id, n := range g.Nodes {
		others = append(others, id.Product(), n.Backend.Product())
		if slices.Contains(resting, id.Kind()) {
			others = append(others, string(id.Kind()))
		}
		if id.Kind() == facts.Store && !isGenerator(id) {
			segments := id.Segments()
			named = append(named, segments[len(segments)-1])
			if len(segments) == 4 {
				named = append(named, segments[2]+"/"+segments[3])
			}
		}
	}
	return unique(named), unique(others)
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
}

// stores are the places that something is fetched through, sorted.
func stores(g *graph.Graph) []*graph.Node {
	var found []*graph.Node
	for id, n := range g.Nodes {
		if id.Kind() == facts.Store {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, func(a, b *graph.Node) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// called reports whether a person may mean a store by a name.
func called(store facts.Symbol, name string) bool {
	segments := store.Segments()
	last := len(segments) - 1
	return segments[last] == name || len(segments) == 4 && segments[2]+"/"+segments[last] == name
}

// destination is the store that a thing of a cluster and namespace would fetch
// through after the move.
func (e *ends) destination(of facts.Symbol, name string) facts.Symbol {
	cluster, namespace := of.Cluster(), of.Segment(1)
	best, rank := facts.Symbol(""), 0
	for _, n := range e.to {
		segments := n.ID.Segments()
		if segments[0] != cluster && segments[0] != facts.AnyCluster || len(n.Defs) == 0 {
			continue
		}
		switch {
		case len(segments) == 4 && segments[2] == namespace:
			return n.ID.InCluster(cluster)
		case len(segments) == 3 && rank < 2:
			best, rank = n.ID.InCluster(cluster), 2
		case rank < 1:
			best, rank = n.ID.InCluster(cluster), 1
		}
	}
	if best == "" {
		best = facts.StorePlace(cluster, "ClusterSecretStore", "", name)
	}
	return best
}

// leaves reports whether a place lies in what is left: a backend, a product, a
// kind of places.
func (e *ends) leaves(s facts.Symbol) bool {
	if e.places[s.Kind()] {
		return true
	}
	if e.inBackend(s) {
		return true
	}
	switch s.Kind() {
	case facts.KV, facts.Infisical, facts.Backend:
		return e.products[s.Product()]
	}
	return false
}

// inBackend reports whether a place is a backend that is left or lies in one.
func (e *ends) inBackend(s facts.Symbol) bool {
	if len(e.backends) == 0 {
		return false
	}
	for i := range len(s) {
		if (s[i] == '/' || s[i] == '#') && e.backends[s[:i]] {
			return true
		}
	}
	return e.backends[s]
}

// under reports whether a place is a backend or lies in it.
func under(s, backend facts.Symbol) bool {
	rest, ok := cutPrefix(s, backend)
	return ok && (rest == "" || rest[0] == '/' || rest[0] == '#')
}

func cutPrefix(s, prefix facts.Symbol) (string, bool) {
	if len(s) < len(prefix) || s[:len(prefix)] != prefix {
		return "", false
	}
	return string(s[len(prefix):]), true
}
