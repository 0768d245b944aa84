package kinds

import (
	"strings"

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

// helmRelease describes a release of Flux: its chart, its order, the names in
// its values, and that what the chart makes is not known.
func (v *view) helmRelease() {
	v.spoke = true
	v.sourceRef(v.get("spec", "chart", "spec", "sourceRef"))
	v.sourceRef(v.get("spec", "chartRef"))
	v.releaseOrder()
	namespace := releaseNamespace(v.Object)
	v.chartOutput(namespace, v.name())
	if truth(v.get("spec", "install", "createNamespace")) {
		v.def(facts.Def{Symbol: facts.New(facts.Namespace, v.Cluster, namespace), Kind: facts.KindChart}, v.name())
	}
	r := release{view: v, namespace: namespace, name: releaseName(v.Object)}
	r.values(v.get("spec", "values"))
	r.valuesFrom()
}

func (v *view) releaseOrder() {
	for _, h := range find(v.Root, "spec.dependsOn[].name") {
		namespace := manifest.Scalar(manifest.Get(h.parent, "namespace"))
		if namespace == "" {
			namespace = v.Namespace
		}
		v.ref(v.id, facts.New(facts.Workload, v.Cluster, namespace, v.Kind, manifest.Scalar(h.node)), facts.RelDependsOn, h.node, false)
	}
}

// chartOutput says that a chart may make any Secret, ConfigMap and
// ServiceAccount of its namespace.
func (v *view) chartOutput(namespace string, at *manifest.Node) {
	if namespace == "" {
		namespace = "*"
	}
	traits := facts.Traits{Possible: true}
	for _, s := range []facts.Symbol{
		v.secretAt(namespace, "*"), facts.ConfigMapPlace(v.Cluster, namespace, "*"),
		facts.New(facts.ObjectSymbol, v.Cluster, namespace, "ServiceAccount", "*"),
	} {
		v.def(facts.Def{Symbol: s, Kind: facts.KindChart, Traits: traits}, at)
	}
	if chartName(v.Object) == "vault-secrets-operator" {
		v.def(facts.Def{Symbol: facts.StorePlace(v.Cluster, "VaultAuth", namespace, "default"), Kind: facts.KindChart, Traits: traits}, at)
		v.def(facts.Def{Symbol: facts.StorePlace(v.Cluster, "VaultConnection", namespace, "default"), Kind: facts.KindChart, Traits: traits}, at)
	}
}

// releaseNamespace is where a HelmRelease's objects go.
func releaseNamespace(o *manifest.Object) string {
	if target := manifest.Scalar(manifest.Get(o.Root, "spec", "targetNamespace")); target != "" {
		return target
	}
	return o.Namespace
}

// releaseName is spec.releaseName, else [targetNamespace-]name.
func releaseName(o *manifest.Object) string {
	if name := manifest.Scalar(manifest.Get(o.Root, "spec", "releaseName")); name != "" {
		return name
	}
	if target := manifest.Scalar(manifest.Get(o.Root, "spec", "targetNamespace")); target != "" {
		return target + "-" + o.Name
	}
	return o.Name
}

// chartName is the chart a HelmRelease installs: as written, else the name of
// the source it refers to.
func chartName(o *manifest.Object) string {
	if name := manifest.Scalar(manifest.Get(o.Root, "spec", "chart", "spec", "chart")); name != "" {
		return name[strings.LastIndexByte(name, '/')+1:]
	}
	return manifest.Scalar(manifest.Get(o.Root, "spec", "chartRef", "name"))
}

// valuesFrom reads values that stand as a text in a ConfigMap of the
// repository, as a configMapGenerator makes them.
func (r release) valuesFrom() {
	for _, h := range find(r.Root, "spec.valuesFrom[]") {
		if manifest.Scalar(manifest.Get(h.node, "kind")) != "ConfigMap" || manifest.Get(h.node, "targetPath") != nil {
			continue
		}
		key := manifest.Scalar(manifest.Get(h.node, "valuesKey"))
		if key == "" {
			key = "values.yaml"
		}
		o := r.w.lookup(r.Cluster, r.Namespace, "ConfigMap", manifest.Scalar(manifest.Get(h.node, "name")))
		if o == nil {
			continue
		}
		r.text(o, manifest.Get(o.Root, "data", key))
	}
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
		if o.Namespace == "" {
			o.Namespace = v.Namespace
		}
		v.w.describe(o)
	}
}

// application describes an Argo CD Application: a chart from elsewhere makes
// what it makes in the destination's namespace.
func (v *view) application() {
	v.spoke = true
	namespace := v.text("spec", "destination", "namespace")
	for _, path := range []string{"spec.source", "spec.sources[]"} {
		for _, h := range find(v.Root, path) {
			if manifest.Get(h.node, "chart") == nil {
				continue // what the repository holds is rendered
			}
			v.chartOutput(namespace, v.name())
			r := release{view: v, namespace: namespace, name: v.Name}
			if named := manifest.Scalar(manifest.Get(h.node, "helm", "releaseName")); named != "" {
				r.name = named
			}
			r.values(manifest.Get(h.node, "helm", "valuesObject"))
			r.text(v.Object, manifest.Get(h.node, "helm", "values"))
		}
	}
}
