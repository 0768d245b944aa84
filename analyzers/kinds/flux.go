package kinds

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// origin describes a source of Flux: what it logs in with stands in the table.
func (v *view) origin() {
	v.def(facts.Def{Symbol: v.id, Kind: facts.KindManifest, Traits: facts.Traits{Suspended: truth(v.get("spec", "suspend"))}}, v.name())
	for _, field := range []string{"url", "endpoint"} {
		v.contactAt("spec", field)
	}
	if v.Kind == "HelmChart" {
		v.sourceRef(v.get("spec", "sourceRef"))
	}
}

// sourceRef refers to the source that a chart comes from.
func (v *view) sourceRef(ref *manifest.Node) {
	name, kind := manifest.Get(ref, "name"), manifest.Scalar(manifest.Get(ref, "kind"))
	if manifest.Scalar(name) == "" || kind == "" || kind == "ExternalArtifact" {
		return
	}
	namespace := manifest.Scalar(manifest.Get(ref, "namespace"))
	if namespace == "" {
		namespace = v.Namespace
	}
	v.ref(v.id, facts.New(facts.Origin, v.Cluster, kind, namespace, manifest.Scalar(name)), facts.RelOrigin, name, false)
}

// resourceSet walks the objects that flux-operator's ResourceSet makes from
// its templates.
func (v *view) resourceSet() {
	v.spoke = true
	if v.w.nested > 3 {
		return
	}
	v.w.nested++
	defer func() { v.w.nested-- }()
	for _, h := range find(v.Root, "spec.resources[]") {
		o := manifest.NewObject(h.node, v.At)
		if o == nil || o.Name == "" {
			continue
		}
		o.Cluster, o.Unit, o.Live, o.File = v.Cluster, v.Unit, v.Live, v.File
		if o.Unit != "" {
			o.Unit = v.id // the set applies it, once the unit has applied the set
		}
		if o.Namespace == "" {
			o.Namespace = v.Namespace
		}
		v.w.describe(o)
	}
}
