package migration

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Counts are the numbers of a plan. Every breakdown of the consumers counts each
// of them exactly once.
type Counts struct {
	Consumers int
	Leaving   int // consumers that still fetch from what is left, alone or besides
	Sides     []Tally
	Verdicts  []Tally // of those that are leaving
	Kinds     []Tally
	Stores    []Tally
	Repos     []Tally
	Layers    []Tally

	References []Tally // by verdict
	Values     []Tally // by state
	Waves      int
	Residue    []Tally // by repository, as Uses lists it
}

// Tally is how many are of one sort.
type Tally struct {
	Name string
	N    int
}

// Total adds a breakdown up.
func Total(tallies []Tally) int {
	total := 0
	for _, t := range tallies {
		total += t.N
	}
	return total
}

// Counts adds the plan up.
func (p *Plan) Counts() Counts {
	leaving := p.leaving()
	var references []*Reference
	for _, c := range p.Consumers {
		references = append(references, c.References...)
	}
	return Counts{
		Consumers: len(p.Consumers),
		Leaving:   len(leaving),
		Sides:     count(p.Consumers, sides, func(c *Consumer) Side { return c.Side }),
		Verdicts:  count(leaving, verdicts, func(c *Consumer) Verdict { return c.Verdict }),
		Kinds:     count(p.Consumers, nil, (*Consumer).Kind),
		Stores:    count(p.Consumers, nil, (*Consumer).Through),
		Repos:     count(p.Consumers, nil, func(c *Consumer) string { return c.At.Repo }),
		Layers:    count(p.Consumers, layers, func(c *Consumer) Layer { return LayerOf(c.Symbol) }),

		References: count(references, verdicts, func(r *Reference) Verdict { return r.Verdict }),
		Values:     count(p.Values, states, func(v Value) State { return v.State }),
		Waves:      len(p.Waves),
		Residue:    count(p.Uses(), nil, func(r Residue) string { return r.At.Repo }),
	}
}

// sides and states in the order in which a move goes through them.
var (
	sides  = []Side{SideLegacy, SideBoth, SideTarget, SideOther}
	states = []State{LegacyOnly, Both, TargetOnly, Orphan, NoStore}
)

// count counts things by sort: the known sorts in their order, also where there
// are none of them, then the others, most frequent first.
func count[T any, S ~string](all []T, known []S, sort func(T) S) []Tally {
	n := map[S]int{}
	for _, one := range all {
		n[sort(one)]++
	}
	tallies := make([]Tally, 0, len(known)+len(n))
	for _, s := range known {
		tallies = append(tallies, Tally{string(s), n[s]})
		delete(n, s)
	}
	for s, times := range n {
		tallies = append(tallies, Tally{string(s), times})
	}
	slices.SortFunc(tallies[len(known):], func(a, b Tally) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Name, b.Name)) })
	return tallies
}

// Leaves reports whether a consumer still fetches from what is left.
func (c *Consumer) Leaves() bool { return c.Side == SideLegacy || c.Side == SideBoth }

func (p *Plan) leaving() []*Consumer {
	return slices.DeleteFunc(slices.Clone(p.Consumers), func(c *Consumer) bool { return !c.Leaves() })
}

// Kind is what a person calls the sort of thing that a consumer is.
func (c *Consumer) Kind() string {
	switch c.Symbol.Kind() {
	case facts.ObjectSymbol, facts.Workload:
		return c.Symbol.Segment(2)
	case facts.Terraform:
		if strings.HasPrefix(c.Symbol.Name(), "data.") {
			return "data source"
		}
		return "Terraform"
	case facts.EnvVar:
		return "variable"
	}
	return string(c.Symbol.Kind())
}

// Through names the stores that a consumer fetches through, or the products that
// it asks itself.
func (c *Consumer) Through() string {
	var names []string
	for _, p := range c.Passages {
		names = appendNew(names, p.Store.Title())
	}
	for _, r := range c.References {
		if r.direct() {
			names = appendNew(names, "no store, "+cmp.Or(r.Address.Product(), string(r.Address.Kind()))+" itself")
		}
	}
	slices.Sort(names)
	return strings.Join(names, " and ")
}

// Layer is the part of an estate that something belongs to.
type Layer string

// The layers, from what runs to what it all begins with.
const (
	LayerKubernetes Layer = "kubernetes" // things of a cluster
	LayerBootstrap  Layer = "bootstrap"  // what builds it: modules, layers, scripts, variables
	LayerVault      Layer = "vault"      // the operator's own vault
)

var layers = []Layer{LayerKubernetes, LayerBootstrap, LayerVault}

// LayerOf is the layer of a thing or place.
func LayerOf(s facts.Symbol) Layer {
	switch {
	case s.Kind() == facts.VaultFile || s.Kind() == facts.Pass:
		return LayerVault
	case s.Cluster() != "" && s.Kind() != facts.Remote:
		return LayerKubernetes
	}
	return LayerBootstrap
}
