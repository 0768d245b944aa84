package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// API groups that several files speak of.
const (
	esoGroup       = "external-secrets.io"
	generatorGroup = "generators.external-secrets.io"
	vsoGroup       = "secrets.hashicorp.com"
	infisicalGroup = "secrets.infisical.com"
	sourceGroup    = "source.toolkit.fluxcd.io"

	certManagerGroup = "cert-manager.io"
)

// clusterWide are the kinds without a namespace whose names rows refer to. A
// kustomization's namespace field puts one on them all the same.
var clusterWide = map[string]bool{
	"ClusterSecretStore": true, "ClusterGenerator": true, "ClusterIssuer": true, "ClusterExternalSecret": true,
	"ClusterPushSecret": true, "ClusterPolicy": true, "Namespace": true, "StorageClass": true, "VolumeSnapshotClass": true,
}

// storeKinds are what a secret is fetched, a login made or a certificate signed
// through.
var storeKinds = map[groupKind]bool{
	{esoGroup, "SecretStore"}: true, {esoGroup, "ClusterSecretStore"}: true,
	{vsoGroup, "VaultAuth"}: true, {vsoGroup, "VaultAuthGlobal"}: true, {vsoGroup, "HCPAuth"}: true, {vsoGroup, "VaultConnection"}: true,
	{infisicalGroup, "InfisicalAuth"}: true, {infisicalGroup, "InfisicalConnection"}: true,
	{certManagerGroup, "Issuer"}: true, {certManagerGroup, "ClusterIssuer"}: true,
}

// workloads are the kinds, besides those with containers, that run or serve.
var workloads = map[groupKind]bool{
	{"", "Pod"}: true, {"apps", "Deployment"}: true, {"apps", "StatefulSet"}: true, {"apps", "DaemonSet"}: true, {"apps", "ReplicaSet"}: true,
	{"batch", "Job"}: true, {"batch", "CronJob"}: true, {"", "ReplicationController"}: true, {"", "PodTemplate"}: true,
	{"networking.k8s.io", "Ingress"}: true, {"gateway.networking.k8s.io", "Gateway"}: true, {"traefik.io", "IngressRoute"}: true,
	{"traefik.io", "IngressRouteTCP"}: true, {"traefik.containo.us", "IngressRoute"}: true, {"traefik.containo.us", "IngressRouteTCP"}: true,
	{"helm.toolkit.fluxcd.io", "HelmRelease"}: true, {"argoproj.io", "Application"}: true, {"argoproj.io", "Rollout"}: true,
	{"postgresql.cnpg.io", "Cluster"}: true, {"postgresql.cnpg.io", "Pooler"}: true,
	{"postgres-operator.crunchydata.com", "PostgresCluster"}: true, {"postgres-operator.crunchydata.com", "PGAdmin"}: true,
	{"monitoring.coreos.com", "Prometheus"}: true, {"monitoring.coreos.com", "PrometheusAgent"}: true,
	{"monitoring.coreos.com", "Alertmanager"}: true, {"monitoring.coreos.com", "ThanosRuler"}: true,
	{"grafana.integreatly.org", "Grafana"}: true,
}

// identity is what an object is called in facts.
func identity(o *manifest.Object) facts.Symbol {
	gk := groupKind{o.Group, o.Kind}
	switch {
	case storeKinds[gk] || o.Group == generatorGroup:
		return facts.StorePlace(o.Cluster, o.Kind, scopeOf(o), o.Name)
	case o.Group == sourceGroup:
		return facts.New(facts.Origin, o.Cluster, o.Kind, o.Namespace, o.Name)
	case o.Group == "kustomize.toolkit.fluxcd.io" && o.Kind == "Kustomization":
		return facts.New(facts.Unit, o.Cluster, o.Namespace, o.Name)
	case o.Group == "" && o.Kind == "Namespace":
		return facts.New(facts.Namespace, o.Cluster, o.Name)
	case workloads[gk]:
		return facts.New(facts.Workload, o.Cluster, scopeOf(o), o.Kind, o.Name)
	}
	return objectSymbol(o)
}

func objectSymbol(o *manifest.Object) facts.Symbol {
	return facts.New(facts.ObjectSymbol, o.Cluster, scopeOf(o), o.Kind, o.Name)
}

// scopeOf is the namespace of an object, empty for kinds that have none.
func scopeOf(o *manifest.Object) string {
	if clusterWide[o.Kind] {
		return ""
	}
	return o.Namespace
}

// splitName takes "namespace/name" apart; without a slash the namespace is the
// given one.
func splitName(text, namespace string) (string, string) {
	if before, after, found := strings.Cut(text, "/"); found {
		return before, after
	}
	return namespace, text
}
