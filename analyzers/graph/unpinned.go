package graph

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Unpinned is a value that Terraform makes up, may make up anew in a later run,
// and that is kept in several places which do not all follow.
type Unpinned struct {
	Node   *Node
	Copies []facts.Symbol // the places and layers that keep it
}

// remotes are the kinds of place in a backend outside of the cluster.
var remotes = map[facts.SymbolKind]bool{facts.KV: true, facts.Infisical: true, facts.Backend: true}

// findUnpinned lists them: a copy in a backend beside one in the cluster, or
// copies that several layers took.
func (g *Graph) findUnpinned(o *order) []*Unpinned {
	var found []*Unpinned
	for _, n := range g.Nodes {
		if !n.generated() || !slices.ContainsFunc(n.Defs, func(d facts.Def) bool { return d.Traits.Rotation == facts.RotatesRerun }) {
			continue
		}
		k := keepers{backends: map[facts.Symbol]bool{}, secrets: map[facts.Symbol]bool{}, layers: map[facts.Symbol]bool{}}
		k.collect(g, o, n.ID)
		if len(k.backends) > 0 && len(k.secrets) > 0 || len(k.layers) > 1 {
			found = append(found, &Unpinned{Node: n, Copies: k.copies()})
		}
	}
	slices.SortFunc(found, func(a, b *Unpinned) int { return cmp.Compare(a.Node.ID, b.Node.ID) })
	return found
}

// keepers are what keeps a copy of a value.
type keepers struct{ backends, secrets, layers map[facts.Symbol]bool }

// collect follows a value to the places that are made of it. The layer that
// makes it counts where it keeps a copy itself.
func (k keepers) collect(g *Graph, o *order, value facts.Symbol) {
	seen := map[facts.Symbol]bool{value: true}
	for queue := []facts.Symbol{value}; len(queue) > 0; queue = queue[1:] {
		for _, e := range g.in[queue[0]] {
			from := e.From.Place()
			if e.Rel != facts.RelDerives || seen[from] {
				continue
			}
			seen[from] = true
			switch {
			case remotes[from.Kind()]:
				k.backends[from] = true
				k.own(g, o, from, value)
			case from.Kind() == facts.Secret:
				k.secrets[from] = true
				k.own(g, o, from, value)
			case from.Kind() == facts.Terraform:
				if isInput(from) {
					k.layers[facts.NewPath(facts.Layer, module(from))] = true
				}
				queue = append(queue, from)
			}
		}
	}
}

// own counts the layers that make the value, where one of their resources
// writes the copy.
func (k keepers) own(g *Graph, o *order, copied, value facts.Symbol) {
	for _, d := range g.Nodes[copied].Defs {
		if d.By.Kind() == facts.Terraform && module(d.By) == module(value) {
			for _, layer := range o.layers(module(value)) {
				k.layers[layer] = true
			}
		}
	}
}

// copies names what keeps the value: layers only where there are several.
func (k keepers) copies() []facts.Symbol {
	all := slices.Concat(slices.Sorted(maps.Keys(k.backends)), slices.Sorted(maps.Keys(k.secrets)))
	if len(k.layers) > 1 {
		all = append(all, slices.Sorted(maps.Keys(k.layers))...)
	}
	return all
}
