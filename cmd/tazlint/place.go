package main

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// maxCandidates bounds how many places an answer lists.
const maxCandidates = 10

// spellings are the ways in which a person may name a symbol, the surest first.
var spellings = []func(s facts.Symbol, name string) bool{
	func(s facts.Symbol, name string) bool { return isEnd(string(s), name, "/:") },
	func(s facts.Symbol, name string) bool { return titleOf(s) == name },
	func(s facts.Symbol, name string) bool { return s.Key() == name },
	func(s facts.Symbol, name string) bool {
		return s.Kind() == facts.Terraform && isEnd(string(s), name, ".")
	},
	func(s facts.Symbol, name string) bool {
		return isEnd(strings.ToLower(string(s)), strings.ToLower(name), "/:#.")
	},
}

func isEnd(s, name, after string) bool {
	rest, ok := strings.CutSuffix(s, name)
	return ok && rest != "" && strings.ContainsAny(rest[len(rest)-1:], after)
}

func titleOf(s facts.Symbol) string {
	if key := s.Key(); key != "" {
		return s.Title() + "#" + key
	}
	return s.Title()
}

// findSymbol finds the place that a person means: a whole symbol, its title, or
// what only one symbol ends in. Places that no value passes are meant only where
// no other can be.
func findSymbol(g *graph.Graph, name string) (facts.Symbol, error) {
	if s := facts.Symbol(name); g.Nodes[s.Place()] != nil {
		return s, nil
	}
	all := symbolsOf(g)
	passed := slices.DeleteFunc(slices.Clone(all), func(s facts.Symbol) bool { return !g.Carries(s) })
	for _, symbols := range [][]facts.Symbol{passed, all} {
		for _, spelled := range spellings {
			matches := slices.DeleteFunc(slices.Clone(symbols), func(s facts.Symbol) bool { return !spelled(s, name) })
			matches = withoutTwins(matches)
			switch {
			case len(matches) == 1:
				return matches[0], nil
			case len(matches) > 1:
				return "", usagef("%q could be %s", name, candidates(matches))
			}
		}
	}
	return "", usagef("nothing is called %q%s", name, suggestion(name, shortNames(all)))
}

// withoutTwins leaves out the manifests of workloads that are there themselves.
func withoutTwins(matches []facts.Symbol) []facts.Symbol {
	return slices.DeleteFunc(slices.Clone(matches), func(s facts.Symbol) bool {
		return s.Kind() == facts.ObjectSymbol && slices.Contains(matches, facts.New(facts.Workload, s.Segments()...))
	})
}

func candidates(matches []facts.Symbol) string {
	var names []string
	for _, s := range matches[:min(len(matches), maxCandidates)] {
		names = append(names, string(s))
	}
	if more := len(matches) - maxCandidates; more > 0 {
		names = append(names, "...")
	}
	return strings.Join(names, ", ")
}

// symbolsOf are all places of a graph and the keys of them that it knows.
func symbolsOf(g *graph.Graph) []facts.Symbol {
	var all []facts.Symbol
	for s, n := range g.Nodes {
		all = append(all, s)
		for _, key := range n.Keys.Names {
			all = append(all, s.WithKey(key))
		}
	}
	for _, e := range g.Edges {
		all = append(all, e.From, e.To)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// shortNames are what a person might have mistyped.
func shortNames(all []facts.Symbol) []string {
	var names []string
	for _, s := range all {
		name := s.Name()
		names = append(names, string(s), name, name[strings.LastIndexByte(name, '.')+1:], s.Key())
	}
	slices.Sort(names)
	return slices.Compact(names)
}
