package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// authority is who may do what in Vault: the roles and tokens that things log in
// as, the policies these carry, and what the policies grant. It answers only
// from what is known in full.
type authority struct {
	l        *linker
	assumes  map[facts.Symbol][]*Edge // by who logs in
	calls    []*Edge
	asks     []*Edge // for roles
	borne    []*Edge // policies, by roles and tokens
	presents map[facts.Symbol][]*Edge
	accounts map[facts.Symbol][]*Edge
	out      map[facts.Symbol][]*Edge     // to the stores and logins that something uses
	through  map[facts.Symbol][]*Edge     // the same, by store or login
	admits   map[facts.Symbol][]facts.Ref // by role
	carries  map[facts.Symbol][]facts.Ref // by role or token
	grants   map[facts.Symbol][]facts.Ref // by policy
	edges    map[edgeKey]*Edge
	byGroup  bool // groups of identities may add policies to any login
}

// edgeKey finds the edge of a reference.
type edgeKey struct {
	from facts.Symbol
	rel  facts.Rel
	at   facts.Pos
}

func newAuthority(g *Graph, l *linker) *authority {
	a := &authority{
		l: l, assumes: map[facts.Symbol][]*Edge{}, presents: map[facts.Symbol][]*Edge{}, accounts: map[facts.Symbol][]*Edge{},
		out: map[facts.Symbol][]*Edge{}, through: map[facts.Symbol][]*Edge{},
		admits: map[facts.Symbol][]facts.Ref{}, carries: map[facts.Symbol][]facts.Ref{}, grants: map[facts.Symbol][]facts.Ref{}, edges: map[edgeKey]*Edge{},
	}
	for _, r := range l.refs {
		switch r.Rel {
		case facts.RelAdmits:
			if r.To.Kind() == facts.Claim {
				a.admits[r.From] = append(a.admits[r.From], r)
			}
		case facts.RelCarries:
			a.carries[r.From] = append(a.carries[r.From], r)
			a.byGroup = a.byGroup || isPattern(r.From)
		case facts.RelGrants:
			a.grants[r.From] = append(a.grants[r.From], r)
		}
	}
	for _, e := range g.Edges {
		a.note(e)
	}
	return a
}

func (a *authority) note(e *Edge) {
	a.edges[edgeKey{e.From, e.Rel, e.At}] = e
	if dynamic(string(e.To)) {
		return
	}
	switch e.Rel {
	case facts.RelAssumes:
		a.assumes[e.From] = append(a.assumes[e.From], e)
		a.asks = append(a.asks, e)
	case facts.RelCarries:
		a.borne = append(a.borne, e)
	case facts.RelCalls:
		a.calls = append(a.calls, e)
	case facts.RelPresents:
		a.presents[e.From] = append(a.presents[e.From], e)
	case facts.RelRunsAs:
		a.accounts[e.From] = append(a.accounts[e.From], e)
	case facts.RelStore:
		a.out[e.From] = append(a.out[e.From], e)
		a.through[e.To.Place()] = append(a.through[e.To.Place()], e)
	}
}

// known is the role that something logs in as, where one linked repository
// defines it and nothing else may.
func (a *authority) known(assumed []*Edge) facts.Symbol {
	if len(assumed) != 1 {
		return ""
	}
	role := assumed[0].To
	if len(a.l.live[role]) != 1 || a.l.possibly(role, false) != "" {
		return ""
	}
	return role
}

// policies are those that a role or token carries; sure tells that it has no
// others and that the text of each is known.
func (a *authority) policies(holder facts.Symbol) (all []facts.Symbol, sure bool) {
	sure = len(a.carries[holder]) > 0 && !a.byGroup
	for _, r := range a.carries[holder] {
		sure = sure && r.Unknown == "" && a.whole(r.To)
		all = append(all, r.To)
	}
	return all, sure
}

// whole reports whether everything a policy grants is known. The one called
// root grants all, in ways no text tells.
func (a *authority) whole(policy facts.Symbol) bool {
	if policy.Name() == "default" && len(a.l.live[policy]) == 0 {
		return a.l.possibly(policy, false) == ""
	}
	if len(a.l.live[policy]) == 0 || policy.Name() == "root" {
		return false
	}
	return !slices.ContainsFunc(a.grants[policy], func(r facts.Ref) bool { return r.Unknown == facts.NotFollowed })
}

// standard is what matters here of the policy called default, as Vault makes it
// (vault 1.21, defaultPolicy in vault/policy_store.go).
var standard = map[string]string{
	"auth/token/lookup-self": "read", "auth/token/renew-self": "update", "auth/token/revoke-self": "update",
	"sys/capabilities-self": "update", "sys/internal/ui/resultant-acl": "read", "sys/leases/renew": "update", "sys/leases/lookup": "update",
	"sys/renew": "update", "sys/wrapping/wrap": "update", "sys/wrapping/lookup": "update", "sys/wrapping/unwrap": "update",
}

// refuses reports whether policies are certain not to grant a capability on a
// path. As in Vault the most specific of all matching paths decides, and what
// several policies say of it is joined.
func (a *authority) refuses(policies []facts.Symbol, path, capability string) bool {
	best := ""
	var capabilities []string
	for _, policy := range policies {
		if policy.Name() == "default" && len(a.l.live[policy]) == 0 {
			if standard[path] == capability || strings.HasPrefix(path, "cubbyhole/") || strings.HasPrefix(path, "identity/") {
				return false
			}
			continue
		}
		for _, r := range a.grants[policy] {
			pattern := r.To.Path()
			switch {
			case r.Unknown != "":
				if glob(pattern, path) {
					return false
				}
			case !covers(pattern, path):
			case pattern == best:
				capabilities = append(capabilities, r.To.Key())
			case best == "" || outranks(pattern, best, path):
				best, capabilities = pattern, []string{r.To.Key()}
			}
		}
	}
	return slices.Contains(capabilities, "deny") || !slices.ContainsFunc(capabilities, func(c string) bool { return satisfies(c, capability) })
}

// satisfies reports whether a capability that is granted is the one needed. A
// write counts as granted by either word for it: which of both Vault asks for
// depends on the engine.
func satisfies(granted, needed string) bool {
	return granted == needed || needed == "update" && granted == "create"
}

// covers reports whether a path of a policy matches one of the API: "*" at its
// end any rest, "+" one segment
// (https://developer.hashicorp.com/vault/docs/concepts/policies#policy-syntax).
func covers(pattern, path string) bool {
	prefix, open := strings.CutSuffix(pattern, "*")
	if !strings.Contains(prefix, "+") {
		return prefix == path || open && strings.HasPrefix(path, prefix)
	}
	want, have := strings.Split(prefix, "/"), strings.Split(path, "/")
	if len(want) > len(have) || len(want) < len(have) && !open {
		return false
	}
	for i, w := range want {
		last := i == len(want)-1
		if w != "+" && w != have[i] && !(last && open && strings.HasPrefix(have[i], w)) {
			return false
		}
	}
	return true
}

// outranks reports whether Vault prefers one matching path to another: an exact
// one, then the one whose first pattern comes later, that has no "*", fewer "+",
// more text, and at last the later in order.
func outranks(a, b, path string) bool {
	if a == path || b == path {
		return a == path
	}
	first := func(s string) int { return strings.IndexAny(s, "+*") }
	if first(a) != first(b) {
		return first(a) > first(b)
	}
	if x, y := strings.HasSuffix(a, "*"), strings.HasSuffix(b, "*"); x != y {
		return y
	}
	if x, y := strings.Count(a, "+"), strings.Count(b, "+"); x != y {
		return x < y
	}
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}
