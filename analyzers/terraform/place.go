package terraform

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// place marks what modules apply and the cluster's own delivery could: releases
// that bring kinds, and issuers that depend on one DNS provider. Whether it
// belongs there depends on what else lies there.
func (a *analysis) place(part *source.Part) {
	for _, r := range a.applied {
		for _, o := range r.objects {
			at := o.At(manifest.Get(o.Root, "metadata", "name"))
			switch {
			case o.Kind == "HelmRelease":
				release := facts.New(facts.Workload, facts.AnyCluster, o.Namespace, o.Kind, o.Name)
				chart := manifest.Scalar(manifest.Get(o.Root, "spec", "chart", "spec", "chart"))
				for _, group := range kinds.ChartGroups(path.Base(chart)) {
					part.Mark(facts.MarkWrongLayer, "gitops", release.WithKey(group), at)
				}
			case o.Group == "cert-manager.io" && challenged(o.Root):
				part.Mark(facts.MarkWrongLayer, "gitops", o.Symbol().WithKey(o.Group), at)
			}
		}
	}
}

// challenged reports whether an issuer answers by DNS, with a credential of the
// provider.
func challenged(issuer *manifest.Node) bool {
	for _, solver := range manifest.Items(manifest.Get(issuer, "spec", "acme", "solvers")) {
		for _, provider := range manifest.Fields(manifest.Get(solver, "dns01")) {
			for _, f := range manifest.Fields(provider.Value) {
				if strings.HasSuffix(f.Key.Value, "SecretRef") {
					return true
				}
			}
		}
	}
	return false
}
