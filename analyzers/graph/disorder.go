package graph

import (
	"cmp"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Disorder is a thing that is applied before something it needs to be applied
// at all, or to be ready: its namespace, its kind, its login.
type Disorder struct {
	ID      string
	What    Need
	How     Misorder
	Edge    *Edge        // by which the thing needs the place
	Applier facts.Symbol // the unit or resource that applies the thing
	By      facts.Symbol // what makes the place
	Later   facts.Symbol // the unit or resource that applies that
	MadeAt  facts.Pos    // where it stands
	Steps   []*Edge      // why Later comes after Applier
	Others  int          // further units or resources with the same fault
}

// Need says what comes too late.
type Need string

// What can come too late.
const (
	NeedNamespace Need = "namespace" // of an object
	NeedKind      Need = "kind"      // of a custom resource
	NeedSeed      Need = "seed"      // the login of a store
	NeedNothing   Need = "nothing"   // a release that what waits for it does not need
	NeedSecret    Need = "secret"    // what a workload reads, in a unit that waits for the workload
	NeedOutput    Need = "output"    // what a layer gives to another
	NeedNetwork   Need = "network"   // what makes the hosts of a private network known to a machine's unit
)

// Misorder says how the order is wrong.
type Misorder string

// The ways to be wrong. All but the last three never come right by themselves.
const (
	OrderTogether  Misorder = "together"  // the same unit applies both, and what it refuses keeps the other out
	OrderInverted  Misorder = "inverted"  // the later waits for the earlier
	OrderBootstrap Misorder = "bootstrap" // a bootstrap module needs what the cluster's own delivery makes
	OrderPlanned   Misorder = "planned"   // Terraform asks for it before it applies anything
	OrderRaced     Misorder = "raced"     // one module makes both and orders neither
	OrderUngated   Misorder = "ungated"   // ordered, but what comes first is not awaited
	OrderLoose     Misorder = "loose"     // not ordered; retries bring it right
	OrderHeavy     Misorder = "heavy"     // awaited for nothing
)

// settled reports whether the order is right, or cannot be told to be wrong.
const settled Misorder = ""

// Lasting reports whether retries never bring the order right.
func (m Misorder) Lasting() bool {
	return m != OrderUngated && m != OrderLoose && m != OrderHeavy && m != settled
}

// Gate is the declared dependency, nearest to what comes too late, that makes
// it wait: the id of its edge, or empty.
func (d *Disorder) Gate() string {
	for _, e := range d.Steps {
		if e.Rel == facts.RelDependsOn {
			return e.ID
		}
	}
	return ""
}

// At is where a person would mend the order: the step of a program that comes
// too early, else the need itself.
func (d *Disorder) At() facts.Pos {
	if d.What == NeedOutput && d.By == "" && len(d.Steps) > 0 {
		return d.Steps[0].At
	}
	return d.Edge.At
}

// disorders looks at everything that must exist before a thing is applied.
func (o *order) disorders() []*Disorder {
	found := slices.Concat(o.namespaces(), o.kinds(), o.seeds(), o.secrets(), o.gates(), o.outputs(), o.networks())
	slices.SortFunc(found, func(a, b *Disorder) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// given are the namespaces that every cluster, or Flux itself, has.
var given = map[string]bool{"": true, "default": true, "kube-system": true, "kube-public": true, "kube-node-lease": true, "flux-system": true}

// namespaced are API groups of which it is known which kinds live in a
// namespace; those of other groups may ignore the one that a kustomization
// gives them.
var namespaced = map[string]bool{
	"external-secrets.io": true, "generators.external-secrets.io": true, "secrets.hashicorp.com": true, "secrets.infisical.com": true,
	"cert-manager.io": true, "helm.toolkit.fluxcd.io": true, "source.toolkit.fluxcd.io": true, "kustomize.toolkit.fluxcd.io": true,
	"notification.toolkit.fluxcd.io": true, "postgresql.cnpg.io": true, "monitoring.coreos.com": true, "bitnami.com": true,
}

// namespaces finds objects whose namespace is made later.
func (o *order) namespaces() []*Disorder {
	return o.collect(NeedNamespace, facts.RelWithin, func(e *Edge) bool { return !given[e.To.Name()] && o.scoped(e.From) })
}

func (o *order) scoped(thing facts.Symbol) bool {
	return !slices.ContainsFunc(o.g.out[thing.Place()], func(e *Edge) bool { return e.Rel == facts.RelKind && !namespaced[e.To.Segment(1)] })
}

// kinds finds custom resources whose kind is defined later.
func (o *order) kinds() []*Disorder {
	return o.collect(NeedKind, facts.RelKind, func(e *Edge) bool { return true })
}

// collect judges the edges of one relation, and keeps of each applier the first
// one that waits in vain for the same maker.
func (o *order) collect(what Need, rel facts.Rel, judged func(*Edge) bool) []*Disorder {
	makers := map[facts.Symbol][]maker{}
	first := map[string]*Disorder{}
	for _, e := range o.g.placed {
		place := e.To.Place()
		if e.Rel != rel || !judged(e) {
			continue
		}
		if _, known := makers[place]; !known {
			if found, sure := o.makers(place); sure {
				makers[place] = found
			} else {
				makers[place] = nil
			}
		}
		for _, applier := range o.appliers(e.From) {
			how, m := o.judge(applier, what, makers[place])
			if how == settled {
				continue
			}
			d := o.disorder(what, how, e, applier, m)
			if first[d.ID] == nil {
				first[d.ID] = d
			}
		}
	}
	return gather(o.foremost(first))
}

// byPlace orders edges by where they stand.
func byPlace(edges []*Edge) []*Edge {
	sorted := slices.Clone(edges)
	slices.SortStableFunc(sorted, func(a, b *Edge) int { return facts.ComparePos(a.At, b.At) })
	return sorted
}

func (o *order) disorder(what Need, how Misorder, e *Edge, applier facts.Symbol, m maker) *Disorder {
	d := &Disorder{What: what, How: how, Edge: e, Applier: applier, By: m.by, Later: m.applier, MadeAt: m.at}
	if how == OrderInverted {
		d.Steps = o.route(m.applier, applier)
	}
	d.ID = "disorder|" + string(what) + "|" + string(applier) + "|" + string(m.by)
	return d
}

// foremost drops what fails only because something before it fails alike: a
// unit behind another that lacks the same thing has waited for it.
func (o *order) foremost(all map[string]*Disorder) []*Disorder {
	type failure struct{ applier, by facts.Symbol }
	failing := map[failure]bool{}
	for _, d := range all {
		failing[failure{d.Applier, d.By}] = true
	}
	var kept []*Disorder
	for _, d := range all {
		shadowed := false
		for ahead := range o.waitsFor(d.Applier) {
			shadowed = shadowed || ahead != d.Applier && failing[failure{ahead, d.By}]
		}
		if !shadowed {
			kept = append(kept, d)
		}
	}
	slices.SortFunc(kept, func(a, b *Disorder) int {
		return cmp.Or(facts.ComparePos(a.Edge.At, b.Edge.At), cmp.Compare(a.ID, b.ID))
	})
	return kept
}

// gather tells of one maker once what retries bring right, with a count.
func gather(all []*Disorder) []*Disorder {
	first := map[facts.Symbol]*Disorder{}
	return slices.DeleteFunc(all, func(d *Disorder) bool {
		if d.How.Lasting() {
			return false
		}
		if known := first[d.By]; known != nil {
			known.Others++
			return true
		}
		first[d.By] = d
		return false
	})
}

// judge says how the order of an applier and the makers of what its objects
// need is wrong. One maker in time is enough, be it only a possible one.
func (o *order) judge(applier facts.Symbol, what Need, makers []maker) (Misorder, maker) {
	var worst maker
	how := settled
	for _, m := range makers {
		next := o.relation(applier, what, m)
		switch {
		case next == settled, m.unsure && !next.Lasting():
			return settled, maker{}
		case m.unsure:
		case how == settled, how.Lasting() && !next.Lasting():
			how, worst = next, m
		}
	}
	if how != settled && o.unseen(applier) {
		return settled, maker{}
	}
	return how, worst
}

// unseen reports whether a unit with unknown objects may come in time.
func (o *order) unseen(applier facts.Symbol) bool {
	return len(o.hidden) > maxHidden || slices.ContainsFunc(o.hidden, func(unit facts.Symbol) bool {
		return unit.Cluster() == applier.Cluster() && o.waitsFor(unit)[applier] == nil
	})
}

// relation is the order of an applier and one maker.
func (o *order) relation(applier facts.Symbol, what Need, m maker) Misorder {
	fluxed := m.applier.Kind() == facts.Unit
	switch {
	case applier.Kind() == facts.Unit && fluxed:
		return o.between(applier, m)
	case applier.Kind() == facts.Terraform && fluxed:
		return o.delivered(applier)
	case applier.Kind() == facts.Terraform:
		return o.within(applier, what, m)
	}
	return settled
}

// between is the order of two units.
func (o *order) between(unit facts.Symbol, m maker) Misorder {
	switch {
	case o.suspended(unit) || o.suspended(m.applier):
		return settled
	case len(o.waitsFor(m.applier)) >= maxAhead || len(o.before(unit)) >= maxAhead:
		return settled
	case m.applier == unit && m.release:
		return OrderTogether
	case m.applier == unit:
		return settled // namespaces and definitions of kinds are applied first
	case o.waitsFor(m.applier)[unit] != nil:
		return OrderInverted
	case !o.before(unit)[m.applier]:
		return OrderLoose
	case m.release && !o.waits(m.applier):
		return OrderUngated
	}
	return settled
}
