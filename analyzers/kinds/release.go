package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// release is a Helm release: a chart, what is written as its values, and where
// its objects go.
type release struct {
	*view
	namespace string // of its objects
	name      string
	chart     string // empty where its templates may make anything
	values    []values
	unread    bool // more values come from where they cannot be read
}

// values is a text of values and the view that knows its positions. Sections
// that are switched off are left out.
type values struct {
	*view
	root *manifest.Node
}

// helmRelease describes a release of Flux: its chart, its order, and what the
// chart makes and reads with these values.
func (v *view) helmRelease() {
	v.spoke = true
	v.sourceRef(v.get("spec", "chart", "spec", "sourceRef"))
	v.sourceRef(v.get("spec", "chartRef"))
	v.releaseOrder()
	r := release{view: v, namespace: releaseNamespace(v.Object), name: releaseName(v.Object), chart: v.w.knownChart(v.Object)}
	v.providesKinds(v.chartRelease())
	v.leavesKinds()
	if truth(v.get("spec", "install", "createNamespace")) {
		v.def(facts.Def{Symbol: facts.New(facts.Namespace, v.Cluster, r.namespace), Kind: facts.KindChart}, v.name())
	}
	r.valuesFrom()
	r.add(v, v.get("spec", "values"))
	r.unread = r.unread || len(manifest.Items(v.get("spec", "chart", "spec", "valuesFiles"))) > 0
	r.install()
	r.movingParts()
	if chartName(v.Object) == "tailscale-operator" {
		v.w.part.Mark(facts.MarkRegistered, "tailscale", v.id, v.At(v.name())) // its proxies are devices of the network
	}
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

// valuesFrom adds values that stand as a text in a ConfigMap of the repository,
// as a configMapGenerator makes them. Others cannot be read.
func (r *release) valuesFrom() {
	for _, h := range find(r.Root, "spec.valuesFrom[]") {
		if manifest.Get(h.node, "targetPath") != nil {
			continue
		}
		key := manifest.Scalar(manifest.Get(h.node, "valuesKey"))
		if key == "" {
			key = "values.yaml"
		}
		var o *manifest.Object
		if manifest.Scalar(manifest.Get(h.node, "kind")) == "ConfigMap" {
			o = r.w.lookup(r.Cluster, r.Namespace, "ConfigMap", manifest.Scalar(manifest.Get(h.node, "name")))
		}
		if o == nil {
			r.unread = true
			continue
		}
		r.addText(o, manifest.Get(o.Root, "data", key))
	}
}

func (r *release) add(owner *view, root *manifest.Node) {
	if root != nil {
		r.values = append(r.values, values{owner, enabled(root)})
	}
}

// addText adds values that are themselves YAML inside a scalar of an object.
func (r *release) addText(owner *manifest.Object, text *manifest.Node) {
	for _, d := range owner.Inside(text) {
		if d.Root == nil || d.Fault != nil {
			r.unread = r.unread || d.Fault != nil
			continue
		}
		inner := *r.view
		inner.at = d.At
		r.add(&inner, d.Root)
	}
}

// enabled is a copy of a tree of values without the sections that say
// "enabled: false".
func enabled(root *manifest.Node) *manifest.Node {
	budget := maxNodes
	var copyOf func(n *manifest.Node, depth int) *manifest.Node
	copyOf = func(n *manifest.Node, depth int) *manifest.Node {
		if n = manifest.Resolve(n); n == nil || len(n.Content) == 0 || depth > maxDepth || budget < 0 {
			return n
		}
		budget -= len(n.Content)
		copied := *n
		copied.Content = nil
		for _, item := range manifest.Items(n) {
			copied.Content = append(copied.Content, copyOf(item, depth+1))
		}
		for _, f := range manifest.Fields(n) {
			if manifest.Scalar(manifest.Get(f.Value, "enabled")) != "false" {
				copied.Content = append(copied.Content, f.Key, copyOf(f.Value, depth+1))
			}
		}
		return &copied
	}
	return copyOf(root, 0)
}

// application describes an Argo CD Application: a chart from elsewhere makes
// what it makes in the destination's namespace. One that the repository holds
// is rendered.
func (v *view) application() {
	v.spoke = true
	for _, path := range []string{"spec.source", "spec.sources[]"} {
		for _, h := range find(v.Root, path) {
			if manifest.Get(h.node, "chart") != nil {
				v.helmSource(h.node)
			}
		}
	}
}

func (v *view) helmSource(source *manifest.Node) {
	r := release{view: v, namespace: v.text("spec", "destination", "namespace"), name: v.Name}
	r.chart = lastSegment(manifest.Scalar(manifest.Get(source, "chart")))
	v.providesKinds(v.argoRelease(source))
	if named := manifest.Scalar(manifest.Get(source, "helm", "releaseName")); named != "" {
		r.name = named
	}
	r.unread = len(manifest.Items(manifest.Get(source, "helm", "valueFiles"))) > 0
	r.addText(v.Object, manifest.Get(source, "helm", "values"))
	r.add(v, manifest.Get(source, "helm", "valuesObject"))
	r.install()
}

// helmChart describes what the controller in K3s and RKE2 installs. A
// HelmChartConfig only has further values for the chart it is called like.
func (v *view) helmChart() {
	v.spoke = true
	r := release{view: v, namespace: v.text("spec", "targetNamespace"), name: v.Name, chart: v.Name}
	if r.namespace == "" {
		r.namespace = v.Namespace
	}
	if v.Kind == "HelmChart" {
		r.chart = lastSegment(v.text("spec", "chart"))
		v.providesKinds(chartRelease{name: r.chart, more: true, at: v.name()})
	}
	r.unread = len(manifest.Items(v.get("spec", "valuesSecrets"))) > 0
	r.addText(v.Object, v.get("spec", "valuesContent"))
	r.install()
}

// chartName is the chart a HelmRelease installs: as written, else the name of
// the source it refers to.
func chartName(o *manifest.Object) string {
	if name := manifest.Scalar(manifest.Get(o.Root, "spec", "chart", "spec", "chart")); name != "" {
		return lastSegment(name)
	}
	return manifest.Scalar(manifest.Get(o.Root, "spec", "chartRef", "name"))
}

// knownChart is the chart of a HelmRelease as it was published; empty for one
// that lies in a repository, whose templates nobody else knows, and for one
// whose source is not at hand.
func (w *world) knownChart(o *manifest.Object) string {
	chart := manifest.Get(o.Root, "spec", "chart", "spec")
	if chart == nil {
		origin := w.chartSource(o)
		if origin == nil {
			return ""
		}
		if url := manifest.Scalar(manifest.Get(origin.Root, "spec", "url")); origin.Kind == "OCIRepository" && !dynamic(url) {
			return lastSegment(url)
		}
		chart = manifest.Get(origin.Root, "spec")
	}
	if manifest.Scalar(manifest.Get(chart, "sourceRef", "kind")) != "HelmRepository" {
		return ""
	}
	return lastSegment(manifest.Scalar(manifest.Get(chart, "chart")))
}

func lastSegment(path string) string {
	path = strings.TrimRight(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}
