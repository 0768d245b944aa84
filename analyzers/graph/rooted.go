package graph

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Rooted is a provider of Terraform that logs in to Vault with the token that
// may do everything.
type Rooted struct {
	Edge  *Edge        // by which the token reaches the provider
	Token facts.Symbol // the farthest place on its way that is called so
}

// rootToken matches names of the token that Vault gives at its initialisation.
var rootToken = regexp.MustCompile(`(?i)(^|[^a-z])root[-_. ]?token([^a-z]|$)`)

// findRooted lists the providers of Vault that are given a root token, by the
// names on its way.
func (g *Graph) findRooted() []*Rooted {
	var found []*Rooted
	for _, e := range g.Edges {
		if e.From.Kind() != facts.Terraform || !handsOn(e) || !vaultProvider(e.From.Name()) {
			continue
		}
		if token := g.rootOf(e.To); token != "" {
			found = append(found, &Rooted{Edge: e, Token: token})
		}
	}
	return found
}

func vaultProvider(address string) bool {
	return address == "provider.vault" || strings.HasPrefix(address, "provider.vault.")
}

// handsOn reports whether an edge brings a value from its end to its start.
func handsOn(e *Edge) bool { return e.Rel == facts.RelDerives || e.Rel == facts.RelReads }

// rootOf is the farthest place called a root token that a value comes from.
func (g *Graph) rootOf(place facts.Symbol) facts.Symbol {
	var token facts.Symbol
	seen := map[facts.Symbol]bool{place: true}
	for queue := []facts.Symbol{place}; len(queue) > 0; queue = queue[1:] {
		if s := queue[0]; slices.ContainsFunc([]string{s.Name(), s.Key()}, rootToken.MatchString) {
			token = s
		}
		for _, e := range g.out[queue[0].Place()] {
			if handsOn(e) && e.From == queue[0] && !seen[e.To] {
				seen[e.To] = true
				queue = append(queue, e.To)
			}
		}
	}
	return token
}
