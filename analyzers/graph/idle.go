package graph

import (
	"cmp"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// findIdle finds login roles of Vault that nothing logs in as, and policies that
// no role or token carries. It speaks only where it is known of every login
// which role or token it is: any other may have what seems left over. Roles of
// a mount that nothing linked uses belong to somebody else.
func (g *Graph) findIdle(l *linker) []*Node {
	if !l.roles[facts.RoleGitOps] || !l.roles[facts.RoleBootstrap] || len(l.broken) > 0 {
		return nil
	}
	a := newAuthority(g, l)
	if !a.complete(g) {
		return nil
	}
	var idle []*Node
	for id, n := range g.Nodes {
		if len(a.l.live[id]) > 0 && l.possibly(id, false) == "" && (a.idleRole(id) || a.idlePolicy(id)) {
			idle = append(idle, n)
		}
	}
	slices.SortFunc(idle, func(x, y *Node) int { return cmp.Compare(x.ID, y.ID) })
	return idle
}

// complete reports whether all that is linked logs in as roles or tokens that
// are known, and whether it is known which policies these carry.
func (a *authority) complete(g *Graph) bool {
	for _, c := range a.asked(g) {
		if a.holder(g, c.login) == "" {
			return false
		}
	}
	for _, refs := range a.carries {
		if slices.ContainsFunc(refs, func(r facts.Ref) bool { return r.Unknown != "" }) {
			return false
		}
	}
	return len(a.asks) > 0 && !a.byGroup
}

func (a *authority) idleRole(id facts.Symbol) bool {
	used, served := false, false
	for _, e := range a.asks {
		used = used || e.To == id
		served = served || e.To.Segment(0) == id.Segment(0)
	}
	return id.Kind() == facts.LoginRole && len(a.carries[id]) > 0 && served && !used
}

func (a *authority) idlePolicy(id facts.Symbol) bool {
	return id.Kind() == facts.Policy && id.Name() != "default" && !slices.ContainsFunc(a.borne, func(e *Edge) bool { return e.To == id })
}
