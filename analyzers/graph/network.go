package graph

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// network is one that a cluster joins by an operator: hosts with its suffix are
// reached through that, unless the nodes are members themselves, which no
// manifest says.
type network struct {
	group  string // of the operator's custom resources
	suffix string // of the names of its hosts
	login  string // Secret that the operator's chart reads by default, in its namespace
	daemon string // unit of systemd that makes a machine a member
}

// networks are the ones known. Sources: the chart tailscale-operator; the
// packages tailscale and netbird.
var networks = []network{
	{group: "tailscale.com", suffix: ".ts.net", login: "operator-oauth", daemon: "tailscaled.service"},
	{suffix: ".netbird.cloud", daemon: "netbird.service"},
}

// reach are the needs that rest on how a host is reached: of a store, the
// release that joins the network of its host; of that release, the Secrets it
// reads.
func (g *Graph) reach(o *order) map[facts.Symbol][]*Edge {
	found := map[facts.Symbol][]*Edge{}
	for _, n := range networks {
		for _, e := range g.Edges {
			if n.group == "" || e.Rel != facts.RelContacts || e.From.Kind() != facts.Store || !strings.HasSuffix(e.To.Name(), n.suffix) {
				continue
			}
			makers, sure := o.makers(facts.New(facts.API, e.From.Cluster(), n.group, facts.AnyCluster))
			if !sure || len(makers) != 1 || found[e.From] != nil {
				continue
			}
			release := makers[0].by
			found[e.From] = []*Edge{{ID: e.ID, From: e.From, To: release, Rel: facts.RelContacts, At: e.At, State: Resolved}}
			found[release] = g.logins(release, n.login, makers[0].at)
		}
	}
	return found
}

// logins are the Secrets that a release reads.
func (g *Graph) logins(release facts.Symbol, byDefault string, at facts.Pos) []*Edge {
	var edges []*Edge
	for _, e := range g.out[release] {
		if e.Rel == facts.RelConsumes && e.To.Kind() == facts.Secret && !e.Weak {
			edges = append(edges, e)
		}
	}
	place := facts.SecretPlace(release.Cluster(), release.Segment(1), byDefault)
	if n := g.Nodes[place]; n != nil && len(n.Defs) > 0 {
		edges = append(edges, &Edge{
			ID: string(facts.RelConsumes) + "|" + string(release) + "|" + string(place), From: release, To: place, Rel: facts.RelConsumes, At: at, State: Resolved,
		})
	}
	return edges
}

// Guessed reports whether a circle rests on how a host is reached, which the
// repositories do not prove.
func (c *Cycle) Guessed() bool {
	for _, e := range c.Steps {
		if e.Rel == facts.RelContacts {
			return true
		}
	}
	return false
}
