package graph

import (
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// call is a use of Vault's API.
type call struct {
	edge             *Edge
	caller           facts.Symbol
	login            facts.Symbol // the store or login object that it goes through
	path, capability string
}

// lookup is the path by which a login asks about itself.
const lookup = "auth/token/lookup-self"

// asked are the calls whose login is known by name, by place.
func (a *authority) asked(g *Graph) []call {
	var all []call
	for _, e := range a.calls {
		c := call{edge: e, caller: e.From, login: e.From, path: e.To.Path(), capability: e.To.Key()}
		if e.From.Kind() != facts.Store {
			logins := a.out[e.From]
			if len(logins) != 1 {
				continue
			}
			c.login = logins[0].To.Place()
		}
		all = append(all, c)
	}
	all = append(all, a.fetched()...)
	slices.SortStableFunc(all, func(x, y call) int { return facts.ComparePos(x.edge.At, y.edge.At) })
	return all
}

// fetched are the entries that External Secrets reads through stores.
func (a *authority) fetched() []call {
	var all []call
	for _, r := range a.l.refs {
		if r.Rel != facts.RelDerives || r.To.Kind() != facts.Remote || r.Unknown != "" || dynamic(string(r.To)) {
			continue
		}
		store, key, property := r.To.RemoteParts()
		backend, e := a.l.backend(store), a.edges[edgeKey{r.From, r.Rel, r.At}]
		place, defs := a.l.definitions(store)
		if backend.Kind() != facts.KV || e == nil || len(defs) != 1 || strings.Contains(key, "*") {
			continue
		}
		entry, misshape := vaultPath(backend, key, property)
		mount, rest := strings.Trim(backend.Path(), "/"), strings.Trim(entry.Path(), "/")
		if mount == "" || misshape != "" {
			continue
		}
		path := rest
		if defs[0].Traits.KVVersion == 2 {
			path = mount + "/data/" + strings.TrimPrefix(rest, mount+"/")
		}
		all = append(all, call{edge: e, caller: r.From.Place(), login: place, path: path, capability: "read"})
	}
	return all
}

// holder is what a login is in Vault, a role or a token, where that is known.
func (a *authority) holder(g *Graph, login facts.Symbol) facts.Symbol {
	if assumed := a.assumes[login]; len(assumed) > 0 {
		return a.known(assumed)
	}
	var tokens []facts.Symbol
	for _, e := range g.out[login] {
		if e.Rel == facts.RelAuthenticates {
			if t := a.token(g, e.To); t != "" {
				tokens = append(tokens, t)
			}
		}
	}
	if slices.Sort(tokens); len(slices.Compact(tokens)) == 1 {
		return tokens[0]
	}
	return ""
}

// maxTokenWay bounds the way of a token from what makes it to where it is used.
const maxTokenWay = 32

// token follows where a value comes from, as long as it comes from one place
// only, to a token whose policies are known.
func (a *authority) token(g *Graph, place facts.Symbol) facts.Symbol {
	for range maxTokenWay {
		if len(a.carries[place.Place()]) > 0 {
			return place.Place()
		}
		var from []facts.Symbol
		for _, e := range g.out[place.Place()] {
			if e.Rel == facts.RelDerives && (e.From == place || e.From == place.Place()) && !slices.Contains(from, e.To) {
				from = append(from, e.To)
			}
		}
		if len(from) != 1 {
			return ""
		}
		place = from[0]
	}
	return ""
}

// judge reports a call that is refused for certain, and the check of a login
// that the only policies which fit what it reads would refuse.
func (a *authority) judge(g *Graph, c call) *Denial {
	holder := a.holder(g, c.login)
	d := &Denial{Edge: c.edge, Guard: GuardPolicy, Caller: c.caller, Asks: c.path, Capability: c.capability, By: holder}
	if holder == "" {
		if c.path != lookup || len(a.assumes[c.login]) > 0 {
			return nil
		}
		fitting := a.fitting(c.login)
		if len(fitting) == 0 {
			return nil
		}
		d.Guard, d.Admitted, d.By = GuardLookup, fitting, c.login
		return d
	}
	policies, sure := a.policies(holder)
	if !sure || !a.refuses(policies, c.path, c.capability) {
		return nil
	}
	for _, p := range policies {
		d.Admitted = append(d.Admitted, p.Name())
	}
	slices.Sort(d.Admitted)
	return d
}

// fitting are the policies that grant all that is read through a store, where
// none of them grants the check of a login.
func (a *authority) fitting(store facts.Symbol) []string {
	var paths []string
	for _, c := range a.fetched() {
		if c.login == store {
			paths = append(paths, c.path)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	var names []string
	for _, policy := range slices.Sorted(maps.Keys(a.grants)) {
		only := []facts.Symbol{policy}
		if policy.Name() == "default" || slices.ContainsFunc(paths, func(p string) bool { return a.refuses(only, p, "read") }) {
			continue
		}
		if !a.refuses(only, lookup, "read") {
			return nil
		}
		names = append(names, policy.Name())
	}
	return names
}
