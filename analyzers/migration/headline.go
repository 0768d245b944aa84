package migration

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Headline is how far one layer is.
type Headline struct {
	Layer    Layer
	Moved    int // consumers that fetch through the destination, and nothing else
	Of       int // consumers that the move is about
	Other    int // consumers of other stores
	Uses     int // places outside of consumers that still use what is left
	sentence string
}

// String says it in one line.
func (h Headline) String() string { return h.sentence }

// Headlines tells how far the layers are that have anything to do with the move.
func (p *Plan) Headlines() []Headline {
	var all []Headline
	for _, layer := range layers {
		h := Headline{Layer: layer}
		for _, c := range p.Consumers {
			if LayerOf(c.Symbol) == layer && layer == LayerKubernetes {
				h.add(c.Side)
			}
		}
		for _, r := range p.Uses() {
			if p.Layer(r) == layer {
				h.Uses++
			}
		}
		if h.sentence = h.word(p); h.sentence != "" {
			all = append(all, h)
		}
	}
	return all
}

func (h *Headline) add(side Side) {
	switch side {
	case SideOther:
		h.Other++
		return
	case SideTarget:
		h.Moved++
	}
	h.Of++
}

func (h *Headline) word(p *Plan) string {
	var parts []string
	if h.Of > 0 {
		parts = append(parts, fmt.Sprintf("%d of %s %s through %s", h.Moved, several(h.Of, "consumer"), verb(h.Of, "fetch"), p.Move.To))
	}
	if h.Other > 0 {
		parts = append(parts, fmt.Sprintf("%d more through other stores", h.Other))
	}
	if h.Uses > 0 {
		parts = append(parts, fmt.Sprintf("%s still %s %s", several(h.Uses, "place"), verb(h.Uses, "use"), p.Leaving()))
	}
	if h.Uses == 0 && h.Layer != LayerKubernetes && p.linked(h.Layer) {
		parts = append(parts, "no place uses "+p.Leaving())
	}
	if len(parts) == 0 {
		return ""
	}
	name := string(h.Layer)
	if h.Layer == LayerKubernetes {
		name = "Kubernetes"
	}
	return name + ": " + strings.Join(parts, ", ")
}

// linked reports whether a repository was read that could show something of a
// layer outside of clusters.
func (p *Plan) linked(layer Layer) bool {
	return p.Graph != nil && slices.ContainsFunc(p.Graph.Objects, func(o *facts.Object) bool {
		return slices.ContainsFunc(o.Roles, func(r facts.Role) bool { return built[r] == layer })
	})
}

func several(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func verb(n int, word string) string {
	switch {
	case n > 1:
		return word
	case strings.HasSuffix(word, "ch"):
		return word + "es"
	}
	return word + "s"
}

// Leaving names what is left: its products, else its stores.
func (p *Plan) Leaving() string {
	if len(p.Products) > 0 {
		return strings.Join(p.Products, " and ")
	}
	return strings.Join(p.Move.From, " and ")
}

// Done reports whether nothing that was seen uses what is left.
func (p *Plan) Done() bool {
	return len(p.Uses()) == 0 && !slices.ContainsFunc(p.Consumers, (*Consumer).Leaves)
}

// Uses lists where what is left is used other than by a consumer that fetches
// through a store: the residue; where nobody looked for any, at least what asks
// without one from outside of a cluster.
func (p *Plan) Uses() []Residue {
	if len(p.Residue) > 0 {
		return p.Residue
	}
	var all []Residue
	for _, c := range p.leaving() {
		for _, r := range c.References {
			if r.direct() && LayerOf(c.Symbol) != LayerKubernetes {
				all = append(all, Residue{Symbol: c.Symbol, What: "asks for " + cmp.Or(nameOf(r.Address), string(r.Address)) + " itself", At: r.At})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Residue) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Symbol, b.Symbol))
	})
	return all
}

// built is the layer that repositories of a role are about.
var built = map[facts.Role]Layer{facts.RoleGitOps: LayerKubernetes, facts.RoleBootstrap: LayerBootstrap, facts.RoleVault: LayerVault}

// Layer is the layer that a use is removed from: that of the repository it stands
// in, or of what uses, where the repository plays several roles.
func (p *Plan) Layer(r Residue) Layer {
	if p.Graph != nil {
		for _, o := range p.Graph.Objects {
			if o.Repo == r.At.Repo && len(o.Roles) == 1 {
				return built[o.Roles[0]]
			}
		}
	}
	return LayerOf(r.Symbol)
}
