package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// unfounded are the roles that something asks Vault for, and the policies that
// roles carry, which no linked repository defines although it defines others
// there. A person may have made them by hand: this is no proof, but a reason to
// look.
func (a *authority) unfounded(doubted map[facts.Symbol]bool) []*Denial {
	var found []*Denial
	for _, e := range a.asks {
		clue := a.clue(e.To)
		if len(clue) > 0 && a.nowhere(e.To) && !doubted[e.From.Place()] {
			found = append(found, &Denial{Edge: e, Guard: GuardRole, Caller: e.From.Place(), Asks: e.To.Name(), By: e.To, Admitted: clue})
		}
	}
	for _, e := range a.borne {
		policies := a.names(facts.Policy, "")
		if len(policies) > 0 && len(a.l.live[e.From]) > 0 && e.To.Name() != "default" && e.To.Name() != "root" && a.nowhere(e.To) {
			found = append(found, &Denial{Edge: e, Guard: GuardCarried, Caller: e.From, Asks: e.To.Name(), By: e.From, Admitted: policies})
		}
	}
	return found
}

// nowhere reports whether no linked repository defines or may define a role or
// policy, and nobody declared it to come from elsewhere.
func (a *authority) nowhere(s facts.Symbol) bool {
	return len(a.l.live[s]) == 0 && a.l.possibly(s, false) == "" && !a.l.extern(s)
}

// clue is what tells that a role should be among those that are linked: others
// of its mount, or the one login role of its name, at another mount and asked
// for by nobody.
func (a *authority) clue(role facts.Symbol) []string {
	if others := a.names(facts.LoginRole, role.Segment(0)); len(others) > 0 {
		return others
	}
	var namesakes []string
	for s := range a.l.live {
		if s.Kind() != facts.LoginRole || s.Name() != role.Name() || len(a.carries[s]) == 0 {
			continue
		}
		if slices.ContainsFunc(a.asks, func(e *Edge) bool { return e.To == s }) {
			return nil
		}
		namesakes = append(namesakes, s.Name()+" of "+s.Segment(0))
	}
	if len(namesakes) != 1 {
		return nil
	}
	return namesakes
}

// names are the roles of a mount, or the policies, that are defined for
// certain, sorted.
func (a *authority) names(kind facts.SymbolKind, mount string) []string {
	var all []string
	for s, defs := range a.l.live {
		if s.Kind() == kind && len(defs) > 0 && (mount == "" || s.Segment(0) == mount) {
			all = append(all, s.Name())
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
