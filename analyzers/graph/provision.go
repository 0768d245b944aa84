package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// A bootstrap module runs before the cluster delivers anything to itself. What
// its resources need from that delivery is not there, unless they come after
// what installs Flux, or after a step that may wait for anything.

// fluxKind is served once Flux is installed.
var fluxKind = [2]string{"kustomize.toolkit.fluxcd.io", "Kustomization"}

// steps are the types of resource that run commands, or wait.
var steps = []string{"null_resource.", "terraform_data.", "time_sleep.", "data."}

// precursors are the resources and other things of Terraform that one is
// applied after: those it depends on and those it takes values from.
func (o *order) precursors(resource facts.Symbol) map[facts.Symbol]bool {
	found := map[facts.Symbol]bool{}
	for queue := []facts.Symbol{resource}; len(queue) > 0; queue = queue[1:] {
		for _, e := range o.g.out[queue[0]] {
			to := e.To.Place()
			if (e.Rel == facts.RelDependsOn || e.Rel == facts.RelDerives) && to.Kind() == facts.Terraform && !found[to] {
				found[to] = true
				queue = append(queue, to)
			}
		}
	}
	return found
}

// delivered is the order of a resource and what the cluster's own delivery
// makes. Where Flux is installed by a module that is not known to come later,
// nothing is said.
func (o *order) delivered(resource facts.Symbol) Misorder {
	ahead := o.precursors(resource)
	for before := range ahead {
		if slices.ContainsFunc(steps, func(kind string) bool { return strings.HasPrefix(before.Name(), kind) }) {
			return settled
		}
	}
	for _, installer := range o.installers() {
		if ahead[installer] || module(installer) != module(resource) && !o.laterLayer(installer, resource) {
			return settled
		}
	}
	return OrderBootstrap
}

// installers are the resources of Terraform that install Flux.
func (o *order) installers() []facts.Symbol {
	if o.flux != nil {
		return o.flux
	}
	o.flux = []facts.Symbol{}
	for _, d := range o.l.defs {
		switch {
		case d.By == "":
		case matches(d.Symbol, facts.New(facts.API, d.Symbol.Cluster(), fluxKind[0], fluxKind[1])):
			o.flux = append(o.flux, o.appliers(d.By)...)
		case d.By.Kind() == facts.Terraform && strings.HasPrefix(d.By.Name(), "flux_bootstrap_git."):
			o.flux = append(o.flux, d.By)
		}
	}
	o.flux = slices.DeleteFunc(o.flux, func(s facts.Symbol) bool { return s.Kind() != facts.Terraform })
	slices.Sort(o.flux)
	o.flux = slices.Compact(o.flux)
	return o.flux
}

// module is the directory of a resource's module.
func module(resource facts.Symbol) string {
	segments := resource.Segments()
	return strings.Join(segments[:len(segments)-1], "/")
}

// laterLayer reports whether a layer that runs one resource's module depends on
// a layer that runs the other's.
func (o *order) laterLayer(later, earlier facts.Symbol) bool {
	first := o.layers(module(earlier))
	seen := map[facts.Symbol]bool{}
	queue := slices.Clone(o.layers(module(later)))
	for ; len(queue) > 0; queue = queue[1:] {
		for _, e := range o.g.out[queue[0]] {
			if e.Rel != facts.RelDependsOn || e.To.Kind() != facts.Layer || seen[e.To] {
				continue
			}
			if slices.Contains(first, e.To) {
				return true
			}
			seen[e.To] = true
			queue = append(queue, e.To)
		}
	}
	return false
}

// layers are the Terragrunt layers that run a module: the one in its directory,
// those that say so and those whose inputs its variables take.
func (o *order) layers(dir string) []facts.Symbol {
	if o.runners == nil {
		o.runners = map[string][]facts.Symbol{}
		for id, n := range o.g.Nodes {
			if id.Kind() == facts.Layer && len(n.Defs) > 0 {
				o.runners[id.Path()] = append(o.runners[id.Path()], id)
			}
		}
		for _, e := range o.g.Edges {
			if e.Rel == facts.RelAppliedBy && e.To.Kind() == facts.Layer && !slices.Contains(o.runners[e.From.Path()], e.To) {
				o.runners[e.From.Path()] = append(o.runners[e.From.Path()], e.To)
			}
			if e.Rel == facts.RelDerives && e.From.Kind() == facts.Terraform && strings.HasPrefix(e.To.Name(), "inputs.") {
				layer := facts.NewPath(facts.Layer, module(e.To))
				if runs := module(e.From); runs != module(e.To) && !slices.Contains(o.runners[runs], layer) {
					o.runners[runs] = append(o.runners[runs], layer)
				}
			}
		}
	}
	return o.runners[dir]
}

// within is the order of two resources of Terraform. Those of different modules
// are ordered by what calls them, which is not known here.
func (o *order) within(resource facts.Symbol, what Need, m maker) Misorder {
	ordered := resource == m.applier || o.precursors(resource)[m.applier]
	switch {
	case module(resource) != module(m.applier):
		return settled
	case what == NeedKind && strings.HasPrefix(resource.Name(), "kubernetes_manifest."):
		return OrderPlanned
	case ordered:
		return settled
	}
	return OrderRaced
}
