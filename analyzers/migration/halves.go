package migration

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Halves is a Secret that objects of the Vault Secrets Operator write together,
// each of another entry: it reads one entry for one Secret.
type Halves struct {
	Duplicate *graph.Duplicate
	Entries   []facts.Symbol // sorted
}

// FindHalves lists them in the order of the graph's duplicates.
func FindHalves(g *graph.Graph) []Halves {
	var found []Halves
	for _, d := range g.Duplicates {
		if slices.ContainsFunc(d.Writers, func(w facts.Def) bool { return w.Kind != facts.KindVaultSecret }) {
			continue
		}
		var entries []facts.Symbol
		for _, e := range g.Out(d.Symbol) {
			if e.Rel == facts.RelDerives && e.To.Kind() == facts.KV {
				entries = appendNew(entries, e.To.Place())
			}
		}
		if len(entries) > 1 {
			slices.Sort(entries)
			found = append(found, Halves{d, entries})
		}
	}
	return found
}
