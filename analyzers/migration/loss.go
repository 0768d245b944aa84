package migration

import (
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Losses compares what two graphs deliver: the same Secrets and ConfigMaps with
// the same keys to the same readers, and nothing wrong that was not wrong before.
func Losses(before, after *graph.Graph) []Difference {
	var found []Difference
	places := map[facts.Symbol]bool{}
	for _, g := range []*graph.Graph{before, after} {
		for id := range g.Nodes {
			places[id] = id.Kind() == facts.Secret || id.Kind() == facts.ConfigMap
		}
	}
	for id, delivered := range places {
		if delivered {
			found = append(found, changedPlace(before, after, id)...)
		}
	}
	was := faults(before)
	for _, f := range sortedFaults(after) {
		if _, old := was[f.id]; !old {
			found = append(found, Difference{f.Text + " after the change", f.At, []facts.Symbol{f.On}})
		}
	}
	return sorted(found)
}

// changedPlace tells how a place differs between two graphs.
func changedPlace(before, after *graph.Graph, id facts.Symbol) []Difference {
	was, is := before.Nodes[id], after.Nodes[id]
	of := []facts.Symbol{id}
	made, kept := was != nil && len(was.Defs) > 0, is != nil && len(is.Defs) > 0
	switch {
	case made && !kept:
		return []Difference{{id.Title() + " is no longer made", was.At, of}}
	case kept && !made:
		return []Difference{{id.Title() + " is made, and was not before", is.At, of}}
	case !made:
		return nil
	}
	var found []Difference
	if lost, added := apart(was.Keys.Names, is.Keys.Names); len(lost) > 0 || len(added) > 0 && was.Keys.Exact() {
		found = append(found, Difference{id.Title() + change("key", lost, added), is.At, of})
	} else if was.Keys.Exact() && !is.Keys.Exact() {
		found = append(found, Difference{"the keys of " + id.Title() + " are no longer known for certain", is.At, of})
	}
	if lost, added := apart(readers(before, id), readers(after, id)); len(lost) > 0 || len(added) > 0 {
		found = append(found, Difference{id.Title() + change("reader", lost, added), is.At, of})
	}
	return found
}

// readers are what reads a place, by name. What a store writes of it is called
// otherwise after a move.
func readers(g *graph.Graph, place facts.Symbol) []string {
	found := map[string]bool{}
	for _, e := range g.In(place) {
		switch e.From.Kind() {
		case facts.Remote, facts.KV, facts.Infisical, facts.Backend:
			continue
		}
		if reading[e.Rel] {
			found[named(e.From)] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// apart are the names that only the one or the other list has.
func apart(a, b []string) (left, right []string) {
	lacks := func(list []string) func(string) bool {
		return func(s string) bool { return slices.Contains(list, s) }
	}
	return slices.DeleteFunc(slices.Clone(a), lacks(b)), slices.DeleteFunc(slices.Clone(b), lacks(a))
}

// change words what a place lost and got.
func change(what string, lost, added []string) string {
	var parts []string
	if len(lost) > 0 {
		parts = append(parts, "loses the "+what+" "+strings.Join(lost, ", "))
	}
	if len(added) > 0 {
		parts = append(parts, "gets the "+what+" "+strings.Join(added, ", "))
	}
	return " " + strings.Join(parts, " and ")
}
