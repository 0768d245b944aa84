package migration

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// A move to a login of the Vault Secrets Operator changes no address: an
// ExternalSecret becomes a VaultStaticSecret that reads the same entry. It
// reads one, whose fields become the keys unless templates name them.

// isLogin reports whether a store is a login of the Vault Secrets Operator.
func isLogin(store facts.Symbol) bool {
	return store.Kind() == facts.Store && store.Segment(1) == "VaultAuth"
}

// toLogin reports whether a consumer moves to a login.
func (c *Consumer) toLogin() bool {
	return slices.ContainsFunc(c.Passages, func(p Passage) bool { return isLogin(p.To) })
}

// stay is the destination of an entry of Vault that another operator asks for:
// itself.
func (e *ends) stay(c *Consumer, r *Reference, name string) (Destination, bool) {
	if !isLogin(e.destination(c.Symbol, name)) || r.Address.Kind() != facts.KV {
		return Destination{}, false
	}
	mount, infix := e.mount(storeOf(r.Remote))
	path := strings.TrimPrefix(strings.TrimPrefix(r.Address.Path(), mount), "/")
	to := Destination{Key: path, Property: r.Address.Key(), By: ByAddress, mount: mount}
	if mount != "" && !strings.Contains(path, "*") && !variable(path) {
		to.access = facts.NewPath(facts.Access, mount+infix+path).WithKey("read")
	}
	return to, true
}

// mount is where the entries of a store lie in Vault, and what comes between
// the mount and an entry in the path of the API.
func (e *ends) mount(store facts.Symbol) (mount, infix string) {
	for _, n := range e.stores {
		if !same(n.ID, store) || n.Backend.Kind() != facts.KV {
			continue
		}
		if slices.ContainsFunc(n.Defs, func(d facts.Def) bool { return d.Traits.KVVersion == 1 }) {
			return n.Backend.Path(), "/"
		}
		return n.Backend.Path(), "/data/"
	}
	return "", ""
}

// convert says what it takes to let the Vault Secrets Operator deliver what a
// consumer delivers, unless it has been told why that cannot be.
func (c *Consumer) convert(f *form) {
	cannot := func(r Reason) bool { return r.Verdict == Blocked && r.Code == LostFeature }
	switch {
	case f.vaults(), len(f.leaves) == 0, f.searches, slices.ContainsFunc(c.Reasons, cannot):
	case slices.ContainsFunc(c.References, func(r *Reference) bool { return slices.ContainsFunc(r.Reasons, cannot) }):
	case len(f.leaves) > 1:
		c.against(Reason{MultiPath, Blocked, f.word("reads {n} entries ({entries}): a VaultStaticSecret reads one, and no two write one Secret"), c.At})
	default:
		c.against(Reason{OtherOperator, Reshape, "becomes a VaultStaticSecret: " + f.source(), c.At})
		for _, note := range c.Shape.Notes {
			c.against(note)
		}
	}
}

// source words what a VaultStaticSecret would read.
func (f *form) source() string {
	to, only := f.c.References[0].To, f.leaves[0]
	parts := []string{"path " + to.Key, "all fields"}
	if to.mount != "" {
		parts = append([]string{"mount " + to.mount}, parts...)
	}
	if len(only.fields) > 0 && !only.whole {
		parts[len(parts)-1] = "fields " + strings.Join(only.fields, " and ")
	}
	if len(f.renamed) > 0 {
		parts = append(parts, "and templates for "+strings.Join(f.renamed, " and "))
	}
	return strings.Join(parts, ", ")
}

// missing lists what a login needs in the namespaces of a consumer and does not
// find there: it looks for its ServiceAccount and Secrets where it is used.
func (k *keeping) missing(c *Consumer) []Reason {
	var all []Reason
	for _, p := range c.Passages {
		if !isLogin(p.To) {
			continue
		}
		for _, ns := range c.spaces() {
			for _, here := range k.needs(p.To, c.Symbol.Cluster(), ns) {
				if n := k.g.Nodes[here]; n == nil || len(n.Defs) == 0 {
					all = append(all, Reason{Account, Reshape, p.To.Title() + " logs in with " + here.Title() + ", which nothing defines", p.At})
				}
			}
		}
	}
	return distinct(all)
}

// needs are the ServiceAccounts and Secrets that a login uses in a namespace.
func (k *keeping) needs(login facts.Symbol, cluster, namespace string) []facts.Symbol {
	var found []facts.Symbol
	for _, m := range k.logins {
		if !same(m.On.Place(), login) {
			continue
		}
		switch facts.Feature(m.Detector) {
		case facts.FeatureAccount:
			found = append(found, facts.New(facts.ObjectSymbol, cluster, namespace, "ServiceAccount", m.On.Key()))
		case facts.FeatureCredential:
			found = append(found, facts.SecretPlace(cluster, namespace, m.On.Key()))
		}
	}
	return found
}

// spaces are the namespaces in which a consumer works, sorted.
func (c *Consumer) spaces() []string {
	var all []string
	if ns := c.Symbol.Segment(1); ns != "" {
		return []string{ns}
	}
	for _, s := range c.Writes {
		all = appendNew(all, s.Segment(1))
	}
	slices.Sort(all)
	return all
}
