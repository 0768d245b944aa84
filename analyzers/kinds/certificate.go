package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// certificate describes a cert-manager Certificate. Whether ca.crt is there
// depends on the issuer; it counts as there.
func (v *view) certificate() {
	v.spoke = true
	name := v.get("spec", "secretName")
	if !plausible(manifest.Scalar(name)) {
		return
	}
	keys := []string{"tls.crt", "tls.key", "ca.crt"}
	if truth(v.get("spec", "keystores", "jks", "create")) {
		keys = append(keys, "keystore.jks", "truststore.jks")
	}
	if truth(v.get("spec", "keystores", "pkcs12", "create")) {
		keys = append(keys, "keystore.p12", "truststore.p12")
	}
	for _, h := range find(v.Root, "spec.additionalOutputFormats[].type") {
		if file := map[string]string{"CombinedPEM": "tls-combined.pem", "DER": "key.der"}[manifest.Scalar(h.node)]; file != "" {
			keys = append(keys, file)
		}
	}
	place := v.secretAt(v.Namespace, manifest.Scalar(name))
	v.def(facts.Def{Symbol: place, Kind: facts.KindCertificate, Keys: facts.ExactKeys(keys...), Traits: facts.Traits{Rotation: facts.RotatesExpiry}}, name)
	v.issuedBy()
	v.certificateNames()
	v.copies(place, v.get("spec", "secretTemplate", "annotations"))
}

// issuedBy refers to the issuer. A cluster none of whose issuers is here gets
// them from somewhere else.
func (v *view) issuedBy() {
	name, kind, namespace := v.get("spec", "issuerRef", "name"), v.text("spec", "issuerRef", "kind"), v.Namespace
	if kind == "" {
		kind = "Issuer"
	}
	if clusterWide[kind] {
		namespace = ""
	}
	if group := v.text("spec", "issuerRef", "group"); plausible(manifest.Scalar(name)) && (group == "" || group == certManagerGroup) {
		v.ref(v.id, facts.StorePlace(v.Cluster, kind, namespace, manifest.Scalar(name)), facts.RelStore, name, !v.w.issuing[v.Cluster])
	}
}

// issuer: an ACME account's key is made by cert-manager unless that is
// switched off.
func (v *view) issuer() {
	v.def(facts.Def{Symbol: v.id, Kind: facts.KindManifest}, v.name())
	v.contactAt("spec", "vault", "server")
	v.issuerRole()
	name := v.get("spec", "acme", "privateKeySecretRef", "name")
	if !plausible(manifest.Scalar(name)) {
		return
	}
	namespace := v.Namespace
	if v.Kind == "ClusterIssuer" {
		namespace, _ = v.w.managerNamespace(v.Cluster, v.Group)
	}
	place := v.secretAt(namespace, manifest.Scalar(name))
	key := v.text("spec", "acme", "privateKeySecretRef", "key")
	if key == "" {
		key = "tls.key"
	}
	if truth(v.get("spec", "acme", "disableAccountKeyGeneration")) {
		v.use(use{place: place, name: name, key: key, rel: facts.RelAuthenticates})
		return
	}
	// Several issuers may share one account.
	v.def(facts.Def{Symbol: place, Kind: facts.KindCertificate, Keys: facts.ExactKeys(key), Traits: facts.Traits{Ownership: facts.OwnsAdopted}}, name)
}

// managers are the charts that run the operators whose objects name Secrets
// of the operator's namespace: group, chart, usual namespace, and the value
// that moves it.
var managers = map[string]struct {
	chart, namespace, value string
	fixed                   bool // the usual namespace, wherever the chart itself goes
}{
	certManagerGroup:        {"cert-manager", "cert-manager", "clusterResourceNamespace", false},
	"trust.cert-manager.io": {"trust-manager", "cert-manager", "app.trust.namespace", true},
	vsoGroup:                {"vault-secrets-operator", "vault-secrets-operator-system", "", false},
	"keda.sh":               {"keda", "keda", "", false},
	"tailscale.com":         {"tailscale-operator", "tailscale", "", false},
	"kyverno.io":            {"kyverno", "kyverno", "", false},
}

// managerNamespace is where the operator of an API group runs, and whether a
// HelmRelease of the cluster says so.
func (w *world) managerNamespace(cluster, group string) (string, bool) {
	m := managers[group]
	for _, s := range sortedKeys(w.objects) {
		o := w.objects[s]
		if o.Kind != "HelmRelease" || o.Cluster != cluster || chartName(o) != m.chart {
			continue
		}
		way := append([]string{"spec", "values"}, strings.Split(m.value, ".")...)
		if moved := manifest.Scalar(manifest.Get(o.Root, way...)); moved != "" {
			return moved, true
		}
		if m.fixed {
			return m.namespace, true
		}
		return releaseNamespace(o), true
	}
	return m.namespace, false
}

// makeIssuers says which issuers a release may bring: any of its own namespace,
// as many charts do for their webhooks, and of the whole cluster those that are
// called like the chart, or any where the chart is not known or its name or
// values speak of issuers. Of the charts in the catalogue none brings one.
func (r *release) makeIssuers() {
	if r.chart == commonChart && !r.unread {
		return
	}
	r.mayMake(facts.StorePlace(r.Cluster, "Issuer", r.space(), "*"), r.view.name())
	names := append(r.overrides(), r.name, r.chart)
	_, known := chartGroups[r.chart]
	switch {
	case r.chart == "" || r.unread || slices.ContainsFunc(names, dynamic) || r.certifies():
		names = []string{""}
	case known:
		return
	}
	for _, name := range names {
		r.mayMake(facts.StorePlace(r.Cluster, "ClusterIssuer", "", strings.ReplaceAll("*"+name+"*", "**", "*")), r.view.name())
	}
}

var (
	certifying = expr.New(`(?i)issuer|cert-?manager|acme|lets-?encrypt`)   // in a chart's name
	issuerList = expr.New(`(?i)^(cluster-?)?issuers?$|acme|lets-?encrypt`) // fields that describe issuers
)

// certifies reports whether a chart's name, a field of its values or an object
// written there as a text is about issuers. A chart that only asks one for its
// certificate says issuerRef.
func (r *release) certifies() bool {
	found := false
	for _, each := range r.values {
		walk(each.root, func(at spot) bool {
			found = found || strings.Contains(at.node.Value, "Issuer\n") || len(at.node.Content) > 0 && issuerList.MatchString(at.field)
			return !found
		})
	}
	_, known := chartGroups[r.chart]
	return found || !known && certifying.MatchString(r.chart)
}
