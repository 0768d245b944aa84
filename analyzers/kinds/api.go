package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// kubernetesGroups are the API groups that every cluster serves without a
// custom resource definition (Kubernetes 1.34), and those of files that tools
// read and no cluster does.
var kubernetesGroups = map[string]bool{
	"admissionregistration.k8s.io": true, "apiextensions.k8s.io": true, "apiregistration.k8s.io": true, "authentication.k8s.io": true,
	"authorization.k8s.io": true, "certificates.k8s.io": true, "coordination.k8s.io": true, "discovery.k8s.io": true,
	"events.k8s.io": true, "flowcontrol.apiserver.k8s.io": true, "internal.apiserver.k8s.io": true, "networking.k8s.io": true,
	"node.k8s.io": true, "rbac.authorization.k8s.io": true, "resource.k8s.io": true, "scheduling.k8s.io": true,
	"storage.k8s.io": true, "storagemigration.k8s.io": true, "kustomize.config.k8s.io": true,
}

// custom reports whether an API group needs somebody to define its kinds.
// Groups of Kubernetes itself have no dot or stand in the list.
func custom(group string) bool { return strings.Contains(group, ".") && !kubernetesGroups[group] }

// needsKind says that a custom resource needs its kind, in its version, to be
// served. Flux's own kinds are there before anything of Flux is applied.
func (v *view) needsKind() {
	if !custom(v.Group) || dynamic(v.Group) || !v.Live {
		return
	}
	place := facts.New(facts.API, v.Cluster, v.Group, v.Kind)
	if slices.Contains(strings.Fields(fluxGroups), v.Group) {
		v.def(facts.Def{Symbol: place, Kind: facts.KindController, Traits: facts.Traits{Ground: true}}, v.get("kind"))
	}
	v.ref(v.id, place.WithKey(v.Version), facts.RelKind, v.get("apiVersion"), false)
}

// definition describes a CustomResourceDefinition: it provides a kind in the
// versions it serves.
func (v *view) definition() {
	group, kind := v.text("spec", "group"), v.text("spec", "names", "kind")
	if group == "" || kind == "" {
		return
	}
	var versions []string
	for _, h := range find(v.Root, "spec.versions[].name") {
		if manifest.Scalar(manifest.Get(h.parent, "served")) != "false" {
			versions = append(versions, manifest.Scalar(h.node))
		}
	}
	keys := facts.ExactKeys(versions...)
	if len(versions) == 0 {
		keys = facts.UnknownKeys()
	}
	v.def(facts.Def{Symbol: facts.New(facts.API, v.Cluster, group, kind), Kind: facts.KindManifest, Keys: keys}, v.name())
}

// providesKinds says which groups of custom resources the chart of a release
// brings. What a switch in its values decides is possible unless it is on.
func (v *view) providesKinds(chart string, values *manifest.Node, at *manifest.Node) {
	sure := true
	if paths := switched[chart]; len(paths) > 0 {
		sure = slices.ContainsFunc(paths, func(path string) bool { return says(values, path, "true") })
	}
	if path := switchedOff[chart]; path != "" {
		sure = !says(values, path, "false")
	}
	for _, group := range ChartGroups(chart) {
		v.def(facts.Def{Symbol: facts.New(facts.API, v.Cluster, group, "*"), Kind: facts.KindChart, Traits: facts.Traits{Possible: !sure || group == "*"}}, at)
	}
}

func says(values *manifest.Node, path, word string) bool {
	return manifest.Scalar(manifest.Get(values, strings.Split(path, ".")...)) == word
}
