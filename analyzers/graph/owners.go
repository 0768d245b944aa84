package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// duplicates finds places that several writers own alone. A bootstrap writer
// beside a later one is a handover, an adopting or merging writer shares on
// purpose, and cert-manager makes one certificate for all who ask for its name.
func (l *linker) duplicates(g *Graph) []*Duplicate {
	var found []*Duplicate
	for place, defs := range l.live {
		if k := place.Kind(); k != facts.Secret && k != facts.ConfigMap {
			continue
		}
		writers := rivals(defs)
		if len(writers) < 2 {
			continue
		}
		found = append(found, &Duplicate{ID: "duplicate|" + string(place), Symbol: place, Writers: writers, Keys: sharedKeys(writers)})
	}
	found = slices.Concat(found, l.echoes(), l.splits(), l.undone(), l.loops(g))
	slices.SortFunc(found, func(a, b *Duplicate) int { return cmp.Compare(a.Symbol, b.Symbol) })
	return found
}

// userSecret is part of the names that only a PostgresCluster gives: of its
// own, of "pguser" and of a user.
const userSecret = "-pguser-"

// echoes finds Secrets that are written in one namespace under the name that a
// database operator gives its user's Secret in another. The operator makes the
// password; what fetches one from elsewhere has another. Where the operator's
// is pushed out, or may be copied, both can be the same.
func (l *linker) echoes() []*Duplicate {
	shared := map[facts.Symbol]bool{}
	for _, r := range l.refs {
		if r.Rel == facts.RelDerives || r.Rel == facts.RelExtends || r.From.Segment(2) == "PushSecret" {
			shared[r.To.Place()] = true
		}
	}
	var found []*Duplicate
	for place, defs := range l.live {
		if place.Kind() != facts.Secret || !strings.Contains(place.Name(), userSecret) || len(defs) != 1 || !fetched(defs[0]) {
			continue
		}
		anywhere, _, _ := splitNamespace(place)
		for _, namespace := range l.byName[anywhere] {
			origin := facts.SecretPlace(place.Segment(0), namespace, place.Name())
			if origin != place && len(l.live[origin]) == 1 && l.live[origin][0].Kind == facts.KindDatabase && !shared[origin] {
				found = append(found, &Duplicate{ID: "echo|" + string(place), Symbol: place, Writers: []facts.Def{l.live[origin][0], defs[0]}, Apart: true})
				break
			}
		}
	}
	return found
}

// undone finds objects that something deletes or changes while a cluster keeps
// applying them: it brings them back.
func (l *linker) undone() []*Duplicate {
	if len(l.changes) == 0 {
		return nil
	}
	writers := map[facts.Symbol]facts.Def{}
	for _, d := range l.defs {
		if d.Traits.Ground || d.Traits.Unlisted || d.Traits.Possible || !writes(d.Kind) {
			continue
		}
		for _, symbol := range []facts.Symbol{d.Symbol.Place(), d.By} {
			if _, again := writers[symbol]; !again {
				writers[symbol] = d
			}
		}
	}
	var found []*Duplicate
	for i, change := range l.changes {
		if writer, live := writers[change.Symbol]; live {
			id := fmt.Sprintf("change|%s|%d", change.Symbol, i)
			found = append(found, &Duplicate{ID: id, Symbol: change.Symbol, Writers: []facts.Def{writer, change}, Changed: true})
		}
	}
	return found
}

// fetched reports whether a producer brings the value from outside the cluster.
func fetched(d facts.Def) bool {
	switch d.Kind {
	case facts.KindExternalSecret, facts.KindVaultSecret, facts.KindInfisical:
		return true
	}
	return false
}

// rivals are the writers of a place that cannot live with each other.
func rivals(defs []facts.Def) []facts.Def {
	var writers []facts.Def
	certificates := 0
	for _, d := range defs {
		if d.Traits.Ownership != facts.OwnsAlone || d.Traits.Ground || !writes(d.Kind) || d.Symbol.Key() != "" {
			continue
		}
		if slices.ContainsFunc(writers, func(w facts.Def) bool { return w.At == d.At || (w.By != "" && w.By == d.By) }) {
			continue // one writer seen through two units
		}
		if d.Kind == facts.KindCertificate {
			certificates++
		}
		writers = append(writers, d)
	}
	if certificates == len(writers) {
		return nil
	}
	slices.SortFunc(writers, func(a, b facts.Def) int { return facts.ComparePos(a.At, b.At) })
	return writers
}

// writes reports whether a sort of producer writes the place itself, not just
// lists, declares or copies into it.
func writes(k facts.Kind) bool {
	switch k {
	case facts.KindMirror, facts.KindExtern, facts.KindInventory, facts.KindScope, facts.KindEntry, facts.KindChart, facts.KindTerraform, facts.KindScript, facts.KindAnsible:
		return false
	}
	return true
}

func sharedKeys(writers []facts.Def) []string {
	count := map[string]int{}
	for _, w := range writers {
		for _, k := range w.Keys.Names {
			count[k]++
		}
	}
	var shared []string
	for k, n := range count {
		if n > 1 {
			shared = append(shared, k)
		}
	}
	slices.Sort(shared)
	return shared
}

// findUnused finds Secrets and vault entries that nothing reads. It speaks only
// where every reader would be known: all roles linked, and nothing with unknown
// habits beside the Secret.
func (g *Graph) findUnused(l *linker) []*Node {
	if !l.roles[facts.RoleGitOps] || !l.roles[facts.RoleBootstrap] || len(l.broken) > 0 {
		return nil
	}
	var unused []*Node
	for id, n := range g.Nodes {
		if len(n.Defs) > 0 && len(g.readers(id)) == 0 && n.declared() && !l.hiddenReaders(id) && !g.guessedElsewhere(l, id) {
			unused = append(unused, n)
		}
	}
	slices.SortFunc(unused, func(a, b *Node) int { return cmp.Compare(a.ID, b.ID) })
	return unused
}

// readers are the edges through which something uses a place.
func (g *Graph) readers(place facts.Symbol) []*Edge {
	return slices.DeleteFunc(slices.Clone(g.in[place]), func(e *Edge) bool { return unjudged[e.Rel] || e.From.Place() == place })
}

// declared reports whether a person decided that the place exists: an operator
// makes Secrets of its own accord.
func (n *Node) declared() bool {
	switch n.ID.Kind() {
	case facts.VaultFile, facts.Backend:
		return len(n.Defs) > 0
	case facts.Secret:
		return slices.ContainsFunc(n.Defs, func(d facts.Def) bool {
			switch d.Kind {
			case facts.KindExternalSecret, facts.KindVaultSecret, facts.KindInfisical, facts.KindManifest, facts.KindTerraform:
				return true
			}
			return false
		}) && !slices.ContainsFunc(n.Defs, func(d facts.Def) bool { return d.Kind == facts.KindOperator || d.Kind == facts.KindDatabase })
	}
	return false
}

// hiddenReaders reports whether something with unknown habits may read a place:
// a chart in its namespace, or a reader whose name for it is templated.
func (l *linker) hiddenReaders(place facts.Symbol) bool {
	if place.Kind() == facts.Backend {
		return l.drawn(place)
	}
	if place.Kind() == facts.VaultFile {
		return !l.owned[facts.Scope{Kind: facts.VaultFile}] || l.readTogether(place)
	}
	if l.possibly(place, false) != "" || l.chartBeside(place) {
		return true
	}
	return slices.ContainsFunc(l.readers, func(r facts.Ref) bool {
		return r.To.Kind() == place.Kind() && (r.To.Segment(1) == place.Segment(1) || dynamic(r.To.Segment(1)))
	})
}

// chartBeside reports whether a chart that is not rendered works in the
// namespace of a place: one that may make any ServiceAccount there.
func (l *linker) chartBeside(place facts.Symbol) bool {
	return slices.ContainsFunc(l.patterns, func(d facts.Def) bool {
		return d.Kind == facts.KindChart && d.Symbol.Kind() == facts.ObjectSymbol && d.Symbol.Name() == "*" &&
			matches(facts.New(facts.Namespace, d.Symbol.Cluster(), d.Symbol.Segment(1)), facts.New(facts.Namespace, place.Cluster(), place.Segment(1)))
	})
}

// guessedElsewhere reports whether something of a kind that is not known reads
// a place of the same name in another namespace: its operator may read the
// name in every namespace it works in.
func (g *Graph) guessedElsewhere(l *linker, place facts.Symbol) bool {
	anywhere, _, spaced := splitNamespace(place)
	if !spaced {
		return false
	}
	return slices.ContainsFunc(l.byName[anywhere], func(namespace string) bool {
		other := facts.New(place.Kind(), place.Cluster(), namespace, place.Name())
		return slices.ContainsFunc(g.readers(other), func(e *Edge) bool { return e.Weak && e.Rel == facts.RelConsumes })
	})
}

func dynamic(name string) bool {
	return name == "*" || glob("*${*", name) || glob("*{{*", name) || glob("*<<*", name)
}
