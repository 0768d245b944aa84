package graph

import (
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// refusals are what Vault is certain to refuse: logins, certificates, and calls
// that no policy of the caller grants.
func (g *Graph) refusals(l *linker, doubted map[facts.Symbol]bool) []*Denial {
	a := newAuthority(g, l)
	var found []*Denial
	for _, who := range slices.Sorted(maps.Keys(a.assumes)) {
		if role := a.known(a.assumes[who]); role != "" && !doubted[who] {
			found = append(found, a.logins(who, role)...)
		}
	}
	found = append(found, a.unfounded(doubted)...)
	seen := map[[2]string]bool{}
	for _, c := range a.asked(g) {
		key := [2]string{string(c.login), c.path}
		if d := a.judge(g, c); d != nil && !seen[key] && !doubted[c.edge.From.Place()] && !doubted[c.login] {
			seen[key] = true
			found = append(found, d)
		}
	}
	return found
}

// logins compares what things say of themselves with what their role admits.
func (a *authority) logins(who, role facts.Symbol) []*Denial {
	claims := map[string][]facts.Ref{}
	for _, r := range a.admits[role] {
		claims[r.To.Segment(0)] = append(claims[r.To.Segment(0)], r)
	}
	var found []*Denial
	for _, name := range slices.Sorted(maps.Keys(claims)) {
		bound := claims[name]
		slices.SortStableFunc(bound, func(x, y facts.Ref) int { return facts.ComparePos(x.At, y.At) })
		at := a.edges[edgeKey{role, facts.RelAdmits, bound[0].At}]
		if at == nil {
			continue
		}
		found = append(found, a.compare(who, role, name, bound, at)...)
	}
	return found
}

func (a *authority) compare(who, role facts.Symbol, name string, bound []facts.Ref, at *Edge) []*Denial {
	refused := func(guard Guard, edge *Edge, caller facts.Symbol, text string) *Denial {
		return &Denial{Edge: edge, Guard: guard, Caller: caller, Asks: text, By: role, Admitted: texts(bound)}
	}
	var found []*Denial
	switch name {
	case "name":
		for _, e := range a.presented(who, name) {
			if !admitted(bound, e.To.Name()) {
				found = append(found, refused(GuardIssue, e, e.From.Place(), e.To.Name()))
			}
		}
	case "aud":
		if d := a.audience(who, bound, at, refused); d != nil {
			found = append(found, d)
		}
	default:
		for _, account := range a.accounts[who] {
			text, said := accountClaim(name, account.To)
			switch {
			case dynamic(string(account.To)):
			case !said:
				return []*Denial{refused(GuardUnsaid, at, who, name)}
			case text != "" && !admitted(bound, text):
				found = append(found, refused(GuardClaim, at, who, subject(account.To)))
			}
		}
	}
	return found
}

// audience compares the audiences of a login: one that fits is enough.
func (a *authority) audience(who facts.Symbol, bound []facts.Ref, at *Edge, refused func(Guard, *Edge, facts.Symbol, string) *Denial) *Denial {
	named := a.presented(who, "aud")
	fits := func(e *Edge) bool { return admitted(bound, e.To.Name()) }
	switch {
	case len(a.accounts[who]) == 0 || slices.ContainsFunc(named, fits):
	case len(named) > 0:
		return refused(GuardClaim, named[0], who, named[0].To.Name())
	case !slices.ContainsFunc(bound, func(r facts.Ref) bool { return r.To.Segment(1) != string(facts.CompareNone) }):
		return refused(GuardUnbound, at, who, "aud")
	}
	return nil
}

// presented are the claims of a name that something, or what is made through
// it, says of itself.
func (a *authority) presented(who facts.Symbol, name string) []*Edge {
	var all []*Edge
	makers := []facts.Symbol{who}
	for _, e := range a.through[who] {
		makers = append(makers, e.From)
	}
	for _, from := range makers {
		for _, e := range a.presents[from] {
			if e.To.Segment(0) == name {
				all = append(all, e)
			}
		}
	}
	return all
}

// admitted reports whether one of what is bound fits a text, or may.
func admitted(bound []facts.Ref, text string) bool {
	return slices.ContainsFunc(bound, func(r facts.Ref) bool {
		if r.Unknown != "" {
			return true
		}
		switch how, want := facts.Comparison(r.To.Segment(1)), r.To.Name(); how {
		case facts.CompareLike:
			return glob(want, text)
		case facts.ComparePlain:
			return glob(want, text) && !strings.Contains(text, "*")
		case facts.CompareIs:
			return want == text
		}
		return false
	})
}

// texts are the claims that are let in, sorted.
func texts(bound []facts.Ref) []string {
	var all []string
	for _, r := range bound {
		if r.To.Name() != "" && r.To.Segment(1) != string(facts.CompareNone) {
			all = append(all, r.To.Name())
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// subject is what a token says of a ServiceAccount.
func subject(account facts.Symbol) string {
	return "system:serviceaccount:" + account.Segment(1) + ":" + account.Name()
}

// said are the other claims that the API server writes into the token of a
// ServiceAccount (Kubernetes, TokenRequest); a path starts with a slash.
var said = map[string]bool{
	"iss": true, "exp": true, "iat": true, "nbf": true, "jti": true, "kubernetes.io": true, "/kubernetes.io": true,
	"/kubernetes.io/serviceaccount/uid": true, "/kubernetes.io/serviceaccount": true, "/kubernetes.io/warnafter": true,
	"/sub": true, "/iss": true, "/aud": true, "/aud/0": true, "/jti": true,
}

// accountClaim is the text of a claim in the token of a ServiceAccount, empty
// where it depends on more, and whether such a token has the claim at all.
func accountClaim(name string, account facts.Symbol) (text string, has bool) {
	switch name {
	case "sub":
		return subject(account), true
	case "/kubernetes.io/namespace":
		return account.Segment(1), true
	case "/kubernetes.io/serviceaccount/name":
		return account.Name(), true
	}
	return "", said[name] || strings.HasPrefix(name, "/kubernetes.io/pod") || strings.HasPrefix(name, "/kubernetes.io/node") ||
		strings.HasPrefix(name, "/kubernetes.io/secret")
}
