package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// chartMakes are patterns of the names that charts give to Secrets and
// ConfigMaps although they share no word with the chart or the release.
var chartMakes = map[string]string{
	"cilium":                     "hubble-*",
	"cloudnative-pg":             "cnpg-*",
	"eck-operator":               "elastic-*",
	"istiod":                     "cacerts",
	"kube-prometheus-stack":      "alertmanager-* *grafana*",
	"loki-stack":                 "*grafana* *prometheus*",
	"metallb":                    "memberlist",
	"oauth2-proxy":               "*oauth2*",
	"rancher":                    "bootstrap-secret",
	"signoz":                     "*clickhouse*",
	"vcluster":                   "vc-*",
	"velero":                     "cloud-credentials",
	"victoria-metrics-k8s-stack": "vm* *grafana* alertmanager-*",
	"weave-gitops":               "cluster-user-auth",
	"zitadel":                    "iam-admin*",
}

// space is the namespace of the release's objects; Argo CD may not say.
func (r *release) space() string {
	if r.namespace == "" {
		return "*"
	}
	return r.namespace
}

func (r *release) mayMake(s facts.Symbol, at *manifest.Node) {
	r.view.def(facts.Def{Symbol: s, Kind: facts.KindChart, Traits: facts.Traits{Possible: true}}, at)
}

// mayMakeMany says what a chart that is not rendered may make: Secrets and
// ConfigMaps of the names that patterns cover.
func (r *release) mayMakeMany() {
	for _, pattern := range r.patterns() {
		r.mayMake(r.secretAt(r.space(), pattern), r.view.name())
		r.mayMake(facts.ConfigMapPlace(r.Cluster, r.space(), pattern), r.view.name())
	}
}

// patterns are the names a chart may give. Charts derive them from the name of
// the release, their own name, or what the values put in their place.
func (r *release) patterns() []string {
	if r.chart == "" || r.unread || dynamic(r.chart+r.name) {
		return []string{"*"}
	}
	found := strings.Fields(chartMakes[r.chart])
	for _, name := range append(r.overrides(), r.name, r.chart) {
		if dynamic(name) {
			return []string{"*"}
		}
		found = append(found, "*"+name+"*")
		for word := range strings.SplitSeq(name, "-") {
			if len(word) >= 4 && !commonWords[word] {
				found = append(found, "*"+word+"*")
			}
		}
	}
	for _, each := range r.values {
		if textual(each.root) {
			return []string{"*"}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// commonWords say nothing about a chart.
var commonWords = map[string]bool{"chart": true, "charts": true, "helm": true}

// overrides are the names that values put in the place of the usual ones, for
// the chart or one it contains.
func (r *release) overrides() []string {
	var found []string
	for _, each := range r.values {
		walk(each.root, func(at spot) bool {
			if text := manifest.Scalar(at.node); text != "" && strings.HasSuffix(strings.ToLower(at.field), "nameoverride") {
				name, _ := r.rendered(text)
				found = append(found, name)
			}
			return true
		})
	}
	return found
}

// textual reports whether values hold the text of objects, which only the
// chart's engine can read. A patch is none.
func textual(root *manifest.Node) bool {
	found := false
	walk(root, func(at spot) bool {
		if at.field == "patch" || found {
			return false
		}
		text := "\n" + at.node.Value
		found = strings.Contains(text, "\nkind:") || strings.Contains(text, "\n- kind:") || strings.Contains(text, " apiVersion:") || strings.Contains(text, "\napiVersion:")
		return true
	})
	return found
}

// manifests describes the objects that stand in values, for charts that apply
// them as they are. That they do is not certain.
func (r *release) manifests(root *manifest.Node) {
	walk(root, func(at spot) bool {
		o := manifest.NewObject(at.node, r.At)
		if o == nil || o.Name == "" {
			return true
		}
		r.nested(o)
		return false
	})
}

// nested describes an object that the release applies.
func (r *release) nested(o *manifest.Object) {
	if r.w.nested > 3 {
		return
	}
	r.w.nested++
	defer func() { r.w.nested-- }()
	o.Cluster, o.Unit, o.Live, o.File, o.Unsure = r.Cluster, r.Unit, r.Live, r.File, facts.ChartNotRendered
	if o.Namespace == "" {
		o.Namespace = r.namespace
	}
	r.w.describe(o)
}
