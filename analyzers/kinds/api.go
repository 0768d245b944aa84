package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/schema"
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
// served. The kinds of Flux and Argo CD are there before anything of theirs is
// applied.
func (v *view) needsKind() {
	if !custom(v.Group) || dynamic(v.Group) || v.Version == "" || !v.Live {
		return
	}
	place := facts.New(facts.API, v.Cluster, v.Group, v.Kind)
	if (ofFlux(v.Group) || ofArgo(v.Group, v.Kind)) && !v.w.defined[groupKind{v.Group, v.Kind}] {
		flux := chartRelease{version: v.w.flux[v.Cluster]}
		v.def(facts.Def{Symbol: place, Kind: facts.KindController, Keys: flux.served(v.Group, v.Kind), Traits: facts.Traits{Ground: true}}, v.get("kind"))
	}
	v.spoke = true
	need := facts.Ref{From: v.id, To: place.WithKey(v.Version), Rel: facts.RelKind, At: v.At(v.get("apiVersion")), Unknown: v.unknown(place)}
	if !catalogued()[v.Group] && need.Unknown == "" {
		need.Unknown = facts.ChartNotRendered
	}
	v.w.part.Ref(need)
}

// shape marks a version that its provider has dropped in some release, and
// what does not fit the fields of the object's kind. A definition
// in the repository may be of another version than those known here.
func (v *view) shape() {
	if !v.Live || v.Unsure != "" || v.w.nested > 0 || v.w.defined[groupKind{v.Group, v.Kind}] {
		return
	}
	if release := retiredIn(v.Object); release != "" {
		v.spoke = true
		v.w.part.Mark(facts.MarkRetiredVersion, release, v.id, v.At(v.get("apiVersion")))
	}
	for _, fault := range schema.Faults(v.Object) {
		v.spoke = true
		at := v.At(fault.At)
		if fault.Width > 0 {
			at = v.InText(fault.At, fault.Offset, fault.Width)
		}
		v.w.part.Mark(facts.MarkInvalidObject, fault.What, v.id.WithKey(fault.Path), at)
	}
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

func ofFlux(group string) bool { return slices.Contains(strings.Fields(fluxGroups), group) }

// ofArgo reports whether Argo CD itself reads a kind: other projects share its
// group.
func ofArgo(group, kind string) bool {
	return group == "argoproj.io" && slices.Contains([]string{"Application", "ApplicationSet", "AppProject"}, kind)
}

// chartRelease is a release of a chart, as far as it decides which kinds it brings.
type chartRelease struct {
	name    string
	version schema.Version // zero where it is open or not written
	values  *manifest.Node
	more    bool // values come from elsewhere, too
	at      *manifest.Node
}

// providesKinds says which groups of custom resources a chart brings, and which
// versions of their kinds are served. What a switch in its values decides is
// possible unless it is on; a chart that the table does not have may bring
// anything.
func (v *view) providesKinds(c chartRelease) {
	if label := claimed[c.name]; label != "" {
		v.def(facts.Def{Symbol: facts.New(facts.API, v.Cluster, label+".*", "*"), Kind: facts.KindChart, Traits: facts.Traits{Ownership: facts.OwnsNothing}}, c.at)
	}
	if _, listed := chartGroups[c.name]; !listed {
		v.def(facts.Def{Symbol: facts.New(facts.API, v.Cluster, "*", "*"), Kind: facts.KindChart, Traits: facts.Traits{Possible: true}}, c.at)
	}
	sure := c.brings()
	for _, group := range ChartGroups(c.name) {
		traits := facts.Traits{Possible: !sure}
		if inStep[c.name] {
			traits.Fields = schema.VintageOf(group, c.version)
		}
		v.def(facts.Def{Symbol: facts.New(facts.API, v.Cluster, group, "*"), Kind: facts.KindChart, Traits: traits}, c.at)
		if ofFlux(group) {
			continue // by Flux's version, which is not the chart's
		}
		for _, kind := range livesOf(group) {
			v.def(facts.Def{Symbol: facts.New(facts.API, v.Cluster, group, kind), Kind: facts.KindChart, Keys: c.served(group, kind), Traits: traits}, c.at)
		}
	}
}

// brings reports whether the release certainly applies its definitions.
func (c chartRelease) brings() bool {
	if paths := switched[c.name]; len(paths) > 0 {
		return slices.ContainsFunc(paths, func(path string) bool { return says(c.values, path, "true") })
	}
	path := switchedOff[c.name]
	return path == "" || !c.more && !says(c.values, path, "false")
}

func says(values *manifest.Node, path, word string) bool {
	return manifest.Scalar(manifest.Get(values, strings.Split(path, ".")...)) == word
}

// chartRelease is what a HelmRelease installs: the chart as written, else the last
// part of the address of the source it refers to, else that source's name.
func (v *view) chartRelease() chartRelease {
	c := chartRelease{name: chartName(v.Object), values: v.get("spec", "values"), more: len(manifest.Items(v.get("spec", "valuesFrom"))) > 0, at: v.name()}
	version := v.text("spec", "chart", "spec", "version")
	if source := v.w.chartSource(v.Object); source != nil {
		for _, field := range []string{"chart", "url"} {
			if text := manifest.Scalar(manifest.Get(source.Root, "spec", field)); text != "" {
				c.name = lastSegment(text)
			}
		}
		version = firstText(source, "spec.version", "spec.ref.tag", "spec.ref.semver")
	}
	c.version, _ = schema.ParseVersion(version)
	return c
}

// chartSource is the object that the chartRef of a HelmRelease names, or nil.
func (w *world) chartSource(o *manifest.Object) *manifest.Object {
	ref := manifest.Get(o.Root, "spec", "chartRef")
	if ref == nil || manifest.Get(o.Root, "spec", "chart", "spec") != nil {
		return nil
	}
	namespace := manifest.Scalar(manifest.Get(ref, "namespace"))
	if namespace == "" {
		namespace = o.Namespace
	}
	return w.lookup(o.Cluster, namespace, manifest.Scalar(manifest.Get(ref, "kind")), manifest.Scalar(manifest.Get(ref, "name")))
}

func firstText(o *manifest.Object, paths ...string) string {
	for _, path := range paths {
		if text := manifest.Scalar(manifest.Get(o.Root, strings.Split(path, ".")...)); text != "" {
			return text
		}
	}
	return ""
}

// argoRelease is the chart that a source of an Application installs.
func (v *view) argoRelease(source *manifest.Node) chartRelease {
	version, _ := schema.ParseVersion(manifest.Scalar(manifest.Get(source, "targetRevision")))
	helm := manifest.Get(source, "helm")
	return chartRelease{
		name: lastSegment(manifest.Scalar(manifest.Get(source, "chart"))), version: version, values: manifest.Get(helm, "valuesObject"), at: v.name(),
		more: manifest.Get(helm, "values") != nil || manifest.Get(helm, "valueFiles") != nil || manifest.Get(helm, "parameters") != nil,
	}
}
