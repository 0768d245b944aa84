package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// ofKind is the need of a custom resource for its kind, whatever is known of the
// kind's versions: what makes it is looked at on its own.
func ofKind(e *Edge) *Edge {
	if e.Rel != facts.RelKind {
		return e
	}
	need := *e
	need.State = Resolved
	return &need
}

// kindMakers are the edges from a kind of custom resource to the releases and
// definitions that bring it, or nil where anything else may.
func (b *boot) kindMakers(place facts.Symbol) []*Edge {
	if slices.ContainsFunc(b.o.hidden, func(unit facts.Symbol) bool { return unit.Cluster() == place.Cluster() }) {
		return nil
	}
	makers, sure := b.o.makers(place)
	if !sure || slices.ContainsFunc(makers, func(m maker) bool { return m.unsure }) {
		return nil
	}
	var edges []*Edge
	for _, m := range makers {
		edges = append(edges, &Edge{ID: string(ProducedBy) + "|" + string(place) + "|" + string(m.by), From: place, To: m.by, Rel: ProducedBy, At: m.at, State: Resolved})
	}
	return edges
}
