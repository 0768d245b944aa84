package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/schema"
)

// lifetime is from when to when an operator serves a version of kinds.
type lifetime struct {
	group   string
	kinds   string // space separated
	version string
	since   schema.Version
	until   schema.Version // the first that does not; zero while it lives
	unless  string         // path of a value that keeps it alive
}

const esoKinds = "ExternalSecret ClusterExternalSecret SecretStore ClusterSecretStore"

const (
	certificateKinds = "Certificate Issuer ClusterIssuer CertificateRequest"
	sourceKinds      = "GitRepository HelmRepository HelmChart Bucket OCIRepository"
	legacyTraefik    = "IngressRoute IngressRouteTCP IngressRouteUDP Middleware MiddlewareTCP ServersTransport TLSOption TLSStore TraefikService"
)

// lifetimes are the served versions by the version of the chart: External
// Secrets from the definitions of each release from 0.5 to 2.9, cert-manager and
// Traefik (chart 28 is the first with Traefik 3) from their notes on upgrading;
// and by the version of Flux, from the definitions of its controllers.
// Kinds that kept one version need no row.
var lifetimes = []lifetime{
	{group: esoGroup, kinds: esoKinds, version: "v1", since: schema.Version{Minor: 16}},
	{group: esoGroup, kinds: esoKinds, version: "v1beta1", since: schema.Version{Minor: 5}, until: schema.Version{Minor: 17}, unless: "crds.unsafeServeV1Beta1"},
	{group: esoGroup, kinds: "ExternalSecret SecretStore ClusterSecretStore", version: "v1alpha1", until: schema.Version{Minor: 16}},
	{group: "cert-manager.io", kinds: certificateKinds, version: "v1", since: schema.Version{Major: 1}},
	{group: "cert-manager.io", kinds: certificateKinds, version: "v1beta1", since: schema.Version{Minor: 16}, until: schema.Version{Major: 1, Minor: 6}},
	{group: "cert-manager.io", kinds: certificateKinds, version: "v1alpha3", since: schema.Version{Minor: 15}, until: schema.Version{Major: 1, Minor: 6}},
	{group: "cert-manager.io", kinds: certificateKinds, version: "v1alpha2", since: schema.Version{Minor: 11}, until: schema.Version{Major: 1, Minor: 6}},
	{group: "kustomize.toolkit.fluxcd.io", kinds: "Kustomization", version: "v1"},
	{group: "kustomize.toolkit.fluxcd.io", kinds: "Kustomization", version: "v1beta2", until: schema.Version{Major: 2, Minor: 8}},
	{group: "kustomize.toolkit.fluxcd.io", kinds: "Kustomization", version: "v1beta1", until: schema.Version{Major: 2, Minor: 7}},
	{group: "helm.toolkit.fluxcd.io", kinds: "HelmRelease", version: "v2"},
	{group: "helm.toolkit.fluxcd.io", kinds: "HelmRelease", version: "v2beta2", until: schema.Version{Major: 2, Minor: 8}},
	{group: "helm.toolkit.fluxcd.io", kinds: "HelmRelease", version: "v2beta1", until: schema.Version{Major: 2, Minor: 7}},
	{group: sourceGroup, kinds: sourceKinds, version: "v1"},
	{group: sourceGroup, kinds: sourceKinds, version: "v1beta2", until: schema.Version{Major: 2, Minor: 8}},
	{group: sourceGroup, kinds: sourceKinds, version: "v1beta1", until: schema.Version{Major: 2, Minor: 7}},
	{group: "traefik.containo.us", kinds: legacyTraefik, version: "v1alpha1", until: schema.Version{Major: 28}},
}

// coreRetired are versions that Kubernetes no longer serves, with the
// release that dropped them (guide on deprecated API versions). No release that
// serves one of them is still maintained.
var coreRetired = map[groupKind]string{
	{"extensions/v1beta1", "Ingress"}:                                          "1.22",
	{"extensions/v1beta1", "Deployment"}:                                       "1.16",
	{"extensions/v1beta1", "DaemonSet"}:                                        "1.16",
	{"extensions/v1beta1", "ReplicaSet"}:                                       "1.16",
	{"extensions/v1beta1", "NetworkPolicy"}:                                    "1.16",
	{"apps/v1beta1", "Deployment"}:                                             "1.16",
	{"apps/v1beta1", "StatefulSet"}:                                            "1.16",
	{"apps/v1beta2", "Deployment"}:                                             "1.16",
	{"apps/v1beta2", "StatefulSet"}:                                            "1.16",
	{"apps/v1beta2", "DaemonSet"}:                                              "1.16",
	{"networking.k8s.io/v1beta1", "Ingress"}:                                   "1.22",
	{"networking.k8s.io/v1beta1", "IngressClass"}:                              "1.22",
	{"rbac.authorization.k8s.io/v1beta1", "Role"}:                              "1.22",
	{"rbac.authorization.k8s.io/v1beta1", "RoleBinding"}:                       "1.22",
	{"rbac.authorization.k8s.io/v1beta1", "ClusterRole"}:                       "1.22",
	{"rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding"}:                "1.22",
	{"apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"}:               "1.22",
	{"admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration"}:   "1.22",
	{"admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration"}: "1.22",
	{"apiregistration.k8s.io/v1beta1", "APIService"}:                           "1.22",
	{"certificates.k8s.io/v1beta1", "CertificateSigningRequest"}:               "1.22",
	{"storage.k8s.io/v1beta1", "StorageClass"}:                                 "1.22",
	{"storage.k8s.io/v1beta1", "CSIDriver"}:                                    "1.22",
	{"policy/v1beta1", "PodDisruptionBudget"}:                                  "1.25",
	{"policy/v1beta1", "PodSecurityPolicy"}:                                    "1.25",
	{"batch/v1beta1", "CronJob"}:                                               "1.25",
	{"autoscaling/v2beta1", "HorizontalPodAutoscaler"}:                         "1.25",
	{"autoscaling/v2beta2", "HorizontalPodAutoscaler"}:                         "1.26",
}

// retiredIn is the first release of its provider that no longer serves the
// version of an object, or empty.
func retiredIn(o *manifest.Object) string {
	apiVersion := o.Version
	if o.Group != "" {
		apiVersion = o.Group + "/" + o.Version
	}
	if release := coreRetired[groupKind{apiVersion, o.Kind}]; release != "" {
		return release
	}
	for _, l := range lifetimes {
		if l.group == o.Group && l.version == o.Version && l.until != (schema.Version{}) && slices.Contains(strings.Fields(l.kinds), o.Kind) {
			return l.until.String()
		}
	}
	return ""
}

// livesOf are the kinds of a group whose versions come and go, sorted.
func livesOf(group string) []string {
	var kinds []string
	for _, l := range lifetimes {
		if l.group == group {
			kinds = append(kinds, strings.Fields(l.kinds)...)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// inStep are the charts that have the version of the operator they install.
var inStep = map[string]bool{"external-secrets": true, "vault-secrets-operator": true, "cert-manager": true}

// served are the versions of a kind that a release serves; any, where its own
// version is not known.
func (c chartRelease) served(group, kind string) facts.KeySet {
	if c.version == (schema.Version{}) || !slices.Contains(livesOf(group), kind) {
		return facts.UnknownKeys()
	}
	keys := facts.ExactKeys()
	for _, l := range lifetimes {
		switch {
		case l.group != group || !slices.Contains(strings.Fields(l.kinds), kind):
		case l.alive(c):
			keys = keys.Union(facts.ExactKeys(l.version))
		case l.unless != "" && c.more:
			keys = keys.Union(facts.OpenKeys())
		}
	}
	return keys
}

func (l lifetime) alive(c chartRelease) bool {
	if c.version.Before(l.since) {
		return false
	}
	return l.until == (schema.Version{}) || c.version.Before(l.until) || l.unless != "" && says(c.values, l.unless, "true")
}
