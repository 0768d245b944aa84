package migration

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// A move may leave a kind of places for another: the files of an operator's
// vault for the entries of a password store. No store stands between a reader
// and such a place, so that the readers are the consumers.

// ByName is the evidence that a place of the other kind is called alike.
const ByName Evidence = "name"

// placeKind is the kind of places that a name in a move stands for, or empty.
func placeKind(name string) facts.SymbolKind {
	switch kind := facts.SymbolKind(name); kind {
	case facts.VaultFile, facts.Pass:
		return kind
	}
	return ""
}

// arrived adds a reader of the kind of places that the move ends at.
func (c *collector) arrived(from, to facts.Symbol, at facts.Pos) {
	consumer := c.consumer(c.asking(from), at)
	consumer.References = append(consumer.References, &Reference{At: at, Remote: to, Address: to, Receives: []facts.Symbol{from}, Verdict: Ready})
}

// rehouse gives a reference the place that it would read instead.
func (e *ends) rehouse(a *atlas, r *Reference) {
	name := r.Remote.Path()
	to, found := a.mapped(name, "", r.Remote)
	if !found {
		to = Destination{Key: e.called(name), By: ByName}
	}
	if to.Key == "" {
		r.Reasons = []Reason{{NoDestination, Blocked, "neither the map nor a name says what takes the place of " + r.Remote.Title(), r.At}}
		return
	}
	to.Place = facts.NewPath(e.kind, to.Key)
	r.To = to
	r.Reasons = []Reason{{DirectRead, Reshape, "it reads " + r.Remote.Title() + " itself, and must ask for " + to.Place.Title() + " instead", r.At}}
}

// called is the path of the place at the end of the move that has a name, or of
// the only one whose last part is that of the name. It is empty where there is
// none, or one of several.
func (e *ends) called(name string) string {
	var alike []string
	for id, n := range e.g.Nodes {
		if id.Kind() != e.kind || len(n.Defs) == 0 {
			continue
		}
		if id.Path() == name {
			return name
		}
		if path.Base(id.Path()) == path.Base(name) && !strings.Contains(id.Path(), "*") {
			alike = append(alike, id.Path())
		}
	}
	if len(alike) != 1 {
		return ""
	}
	return alike[0]
}

// rehoused reports whether a consumer would read a place of another kind.
func (c *Consumer) rehoused() bool {
	return slices.ContainsFunc(c.References, func(r *Reference) bool { return r.To.Place != "" })
}
