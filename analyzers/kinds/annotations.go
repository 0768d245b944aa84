package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// note is an annotation that names Secrets or ConfigMaps.
type note struct {
	keys     string // keys that are read, space separated
	place    facts.SymbolKind
	list     bool // a comma separated list of names, else "name" or "namespace/name"
	optional bool
}

// notes are the annotations of ingress-nginx and other ingress controllers,
// cert-manager's CA injector, and Reloader, which only watches.
var notes = map[string]note{
	"nginx.ingress.kubernetes.io/auth-secret":      {place: facts.Secret},
	"nginx.ingress.kubernetes.io/auth-tls-secret":  {place: facts.Secret},
	"nginx.ingress.kubernetes.io/proxy-ssl-secret": {place: facts.Secret},
	"ingress.kubernetes.io/auth-secret":            {place: facts.Secret},
	"cert-manager.io/inject-ca-from-secret":        {place: facts.Secret, keys: "ca.crt"},
	"secret.reloader.stakater.com/reload":          {place: facts.Secret, list: true, optional: true},
	"configmap.reloader.stakater.com/reload":       {place: facts.ConfigMap, list: true, optional: true},
}

// annotated refers to what the object's annotations name.
func (v *view) annotated() {
	for _, f := range manifest.Fields(v.get("metadata", "annotations")) {
		n, known := notes[f.Key.Value]
		if !known {
			continue
		}
		names := []string{manifest.Scalar(f.Value)}
		if n.list {
			names = strings.Split(names[0], ",")
		}
		for _, text := range names {
			namespace, name := splitName(strings.TrimSpace(text), v.Namespace)
			if plausible(name) {
				v.useKeys(use{place: facts.New(n.place, v.Cluster, namespace, name), name: f.Value, optional: n.optional}, impliedKeys(n.keys))
			}
		}
	}
}

// seekers are the labels by which a controller finds Secrets that no manifest
// names: Argo CD's repositories and clusters, the sidecars of Grafana.
var seekers = []string{"argocd.argoproj.io/secret-type", "grafana_datasource", "grafana_dashboard"}

// sought notes that a controller looks for a Secret by its labels.
func (v *view) sought(place facts.Symbol, labels *manifest.Node) {
	for _, label := range seekers {
		if at := manifest.Get(labels, label); at != nil {
			v.use(use{place: place, name: at, optional: true})
		}
	}
}
