package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Stale is a workload that keeps the old value of a Secret after it was
// renewed, because nothing restarts it.
type Stale struct {
	Edge     *Edge // through which it reads the Secret
	Rotation facts.Rotation
	Held     bool     // kept in its environment or as a single file; else in files that are replaced in place
	Triggers []string // Secrets, by name, whose change does restart it
	Left     bool     // other workloads of the cluster are restarted: this one was left out
}

// Misfire is a restart that was asked for and will not help.
type Misfire struct {
	Edge *Edge
	Why  Dud
}

// Dud is why a restart does not help.
type Dud string

// The reasons.
const (
	DudTarget    Dud = "target"    // the workload does not exist
	DudReader    Dud = "reader"    // the workload does not read the Secret
	DudInstalled Dud = "installed" // nothing installs the tool that would restart it
)

// longLived are the kinds whose pods run until something replaces them.
var longLived = map[string]bool{"Deployment": true, "StatefulSet": true, "DaemonSet": true, "Rollout": true}

// findStale lists the workloads that keep renewed values, each Secret once.
func (g *Graph) findStale() []*Stale {
	restarts := g.restarts()
	used := map[string]bool{} // clusters in which something asks for restarts
	for workload := range restarts {
		used[workload.Cluster()] = true
	}
	type pair struct{ workload, secret facts.Symbol }
	found := map[pair]*Stale{}
	for _, e := range g.Edges {
		p := pair{e.From.Place(), e.To.Place()}
		rotation := g.rotation(e)
		if rotation == facts.RotatesNever || p.workload.Kind() != facts.Workload || !longLived[p.workload.Segment(2)] {
			continue
		}
		if old := found[p]; restarts.covers(p.secret, p.workload) || old != nil && (old.Held || e.Rel != facts.RelHolds) {
			continue
		}
		found[p] = &Stale{Edge: e, Rotation: rotation, Held: e.Rel == facts.RelHolds, Triggers: restarts.triggers(p.workload), Left: used[p.workload.Cluster()]}
	}
	var all []*Stale
	for _, s := range found {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *Stale) int { return cmp.Compare(a.Edge.ID, b.Edge.ID) })
	return all
}

// rotation is how a Secret that an edge reads is renewed: by its one producer.
// Files of whole volumes are replaced in place and usually read again, which
// is no answer for what a lease or an authority ends on its own.
func (g *Graph) rotation(e *Edge) facts.Rotation {
	node := g.Nodes[e.To.Place()]
	if (e.Rel != facts.RelHolds && e.Rel != facts.RelConsumes) || node == nil || len(node.Defs) == 0 {
		return facts.RotatesNever
	}
	d := node.Defs[0]
	differs := func(other facts.Def) bool { return other.Traits.Rotation != d.Traits.Rotation || other.Traits.Possible }
	if slices.ContainsFunc(node.Defs, differs) || e.Rel == facts.RelConsumes && (d.Kind != facts.KindVaultSecret || d.Traits.Rotation != facts.RotatesExpiry) {
		return facts.RotatesNever
	}
	return d.Traits.Rotation
}

// restarts are the Secrets, by pattern, whose change restarts a workload. What
// may restart any workload stands under the empty symbol.
type restarts map[facts.Symbol][]facts.Symbol

func (g *Graph) restarts() restarts {
	writes := map[facts.Symbol][]facts.Symbol{}
	for id, n := range g.Nodes {
		for _, d := range n.Defs {
			if id.Kind() == facts.Secret && d.By != "" {
				writes[d.By] = append(writes[d.By], id)
			}
		}
	}
	all := restarts{}
	for _, e := range g.Edges {
		switch {
		case e.Rel == facts.RelWatches:
			all[e.From] = append(all[e.From], e.To)
		case e.Rel == facts.RelRestarts && isPattern(e.To):
			all[""] = append(all[""], e.To)
		case e.Rel == facts.RelRestarts:
			all[e.To] = append(all[e.To], writes[e.From]...)
		}
	}
	return all
}

func (r restarts) covers(secret, workload facts.Symbol) bool {
	covering := func(trigger facts.Symbol) bool { return matches(trigger, secret) }
	return slices.ContainsFunc(r[workload], covering) || len(r[""]) > 0
}

// triggers are the names of the Secrets that restart a workload.
func (r restarts) triggers(workload facts.Symbol) []string {
	var names []string
	for _, s := range r[workload] {
		names = append(names, s.Name())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// findMisfires lists the restarts that cannot help. Where a chart may bring the
// workload, or the tool, nothing is known.
func (g *Graph) findMisfires(l *linker) []*Misfire {
	if len(l.broken) > 0 || l.holed() {
		return nil
	}
	var found []*Misfire
	installed := g.reloader(l)
	asked := map[facts.Symbol]bool{}
	for _, e := range g.Edges {
		var why Dud
		switch {
		case e.Rel == facts.RelRestarts && !isPattern(e.To) && !dynamic(string(e.To)):
			why = g.target(l, e)
		case e.Rel == facts.RelWatches && !asked[e.From] && !installed(e.From.Cluster()):
			why = DudInstalled
			asked[e.From] = true
		}
		if why != "" {
			found = append(found, &Misfire{Edge: e, Why: why})
		}
	}
	return found
}

// target judges a workload that an object names to be restarted.
func (g *Graph) target(l *linker, e *Edge) Dud {
	if _, defs := l.definitions(e.To); len(defs) == 0 {
		any := facts.SecretPlace(e.To.Segment(0), e.To.Segment(1), "*")
		if l.unprovable(any) != "" || l.possibly(any, false) != "" || l.possibly(e.To, false) != "" {
			return ""
		}
		return DudTarget
	}
	reads := slices.ContainsFunc(g.out[e.To], func(o *Edge) bool { return o.State == Unknown || g.writes(e.From, o.To.Place()) })
	if reads || !longLived[e.To.Segment(2)] {
		return ""
	}
	return DudReader
}

func (g *Graph) writes(producer, place facts.Symbol) bool {
	n := g.Nodes[place]
	return n != nil && slices.ContainsFunc(n.Defs, func(d facts.Def) bool { return d.By == producer })
}

// reloader answers whether a cluster may run Reloader. Its name stands in every
// usual way to install it; what is not linked or comes from elsewhere, or
// installs all other operators too, may install it as well.
func (g *Graph) reloader(l *linker) func(cluster string) bool {
	found := map[string]bool{}
	for id := range g.Nodes {
		if strings.Contains(string(id), "reloader") || strings.Contains(string(id), "stakater") {
			found[id.Cluster()] = true
		}
	}
	unseen := !l.roles[facts.RoleGitOps] || !l.roles[facts.RoleBootstrap] || !l.installs() ||
		slices.ContainsFunc(g.Edges, func(e *Edge) bool { return e.Reason == facts.RemoteSource })
	return func(cluster string) bool {
		return unseen || found[cluster] || found[""] || found[facts.AnyCluster]
	}
}
