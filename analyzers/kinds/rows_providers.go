package kinds

import (
	"strings"
	"sync"
)

// chartGroups are the API groups whose custom resource definitions a Helm chart
// brings, in its crds directory or its templates. Charts that only read what
// others define stand here with none, so that it is known that they bring
// nothing. Source: the charts' own crds directories and templates, and for
// operators that register their kinds when they start, their documentation.
var chartGroups = map[string]string{
	"external-secrets":                "external-secrets.io generators.external-secrets.io",
	"vault-secrets-operator":          "secrets.hashicorp.com",
	"secrets-operator":                "secrets.infisical.com",
	"cert-manager":                    "cert-manager.io acme.cert-manager.io",
	"trust-manager":                   "trust.cert-manager.io",
	"cert-manager-approver-policy":    "policy.cert-manager.io",
	"sealed-secrets":                  "bitnami.com",
	"sops-secrets-operator":           "isindir.github.com",
	"secrets-store-csi-driver":        "secrets-store.csi.x-k8s.io",
	"connect":                         "onepassword.com",
	"cloudnative-pg":                  "postgresql.cnpg.io",
	"plugin-barman-cloud":             "barmancloud.cnpg.io",
	"pgo":                             "postgres-operator.crunchydata.com",
	"postgres-operator":               "acid.zalan.do",
	"mariadb-operator-crds":           "k8s.mariadb.com",
	"dragonfly-operator":              "dragonflydb.io",
	"redis-operator":                  "redis.redis.opstreelabs.in",
	"strimzi-kafka-operator":          "kafka.strimzi.io core.strimzi.io",
	"eck-operator":                    "elasticsearch.k8s.elastic.co kibana.k8s.elastic.co beat.k8s.elastic.co agent.k8s.elastic.co apm.k8s.elastic.co",
	"minio-operator":                  "minio.min.io sts.min.io",
	"rook-ceph":                       "ceph.rook.io objectbucket.io",
	"longhorn":                        "longhorn.io",
	"openebs":                         "local.openebs.io zfs.openebs.io",
	"snapshot-controller":             "snapshot.storage.k8s.io groupsnapshot.storage.k8s.io",
	"volsync":                         "volsync.backube",
	"volsync-perfectra1n":             "volsync.backube",
	"velero":                          "velero.io",
	"k8up":                            "k8up.io",
	"kube-prometheus-stack":           "monitoring.coreos.com",
	"prometheus-operator-crds":        "monitoring.coreos.com",
	"victoria-metrics-operator":       "operator.victoriametrics.com",
	"grafana-operator":                "grafana.integreatly.org",
	"silence-operator":                "observability.giantswarm.io monitoring.giantswarm.io",
	"opentelemetry-operator":          "opentelemetry.io",
	"traefik":                         "traefik.io traefik.containo.us hub.traefik.io gateway.networking.k8s.io",
	"traefik-crds":                    "traefik.io traefik.containo.us hub.traefik.io gateway.networking.k8s.io",
	"gateway-helm":                    "gateway.envoyproxy.io gateway.networking.k8s.io",
	"gateway-crds-helm":               "gateway.envoyproxy.io gateway.networking.k8s.io",
	"istio-base":                      "networking.istio.io security.istio.io telemetry.istio.io extensions.istio.io",
	"metallb":                         "metallb.io",
	"cilium":                          "cilium.io",
	"tigera-operator":                 "operator.tigera.io crd.projectcalico.org projectcalico.org",
	"tailscale-operator":              "tailscale.com",
	"external-dns":                    "externaldns.k8s.io",
	"keda":                            "keda.sh eventing.keda.sh",
	"keda-add-ons-http":               "http.keda.sh",
	"kyverno":                         "kyverno.io policies.kyverno.io reports.kyverno.io wgpolicyk8s.io openreports.io",
	"crossplane":                      "apiextensions.crossplane.io pkg.crossplane.io",
	"argo-cd":                         "argoproj.io",
	"argo-rollouts":                   "argoproj.io",
	"argo-workflows":                  "argoproj.io",
	"argo-events":                     "argoproj.io",
	"flux2":                           fluxGroups,
	"flux-operator":                   "fluxcd.controlplane.io",
	"flux-instance":                   fluxGroups,
	"gha-runner-scale-set-controller": "actions.github.com",
	"keycloak-operator":               "k8s.keycloak.org keycloak.hostzero.com",
	"authentik":                       "",
	"app-template":                    "",
	"reflector":                       "",
	"kubernetes-replicator":           "",
	"reloader":                        "",
	"metrics-server":                  "",
	"coredns":                         "",
	"podinfo":                         "",
	"kube-state-metrics":              "",
	"prometheus-node-exporter":        "",
	"bitwarden-sdk-server":            "",
	"ingress-nginx":                   "",
	"vault":                           "",
	"oauth2-proxy":                    "",
	"dex":                             "",
	"grafana":                         "",
	"loki":                            "",
	"redis":                           "",
	"nfs-subdir-external-provisioner": "",
	"cert-manager-webhook-hetzner":    "",
	"hcloud-cloud-controller-manager": "",
	"kubernetes-secret-generator":     "",
	"descheduler":                     "",
	"kubelet-csr-approver":            "",
	"intel-gpu-resource-driver-chart": "",
	"snapshot-validation-webhook":     "",
	"node-feature-discovery":          "nfd.k8s-sigs.io",
	"intel-device-plugins-operator":   "deviceplugin.intel.com",
	"kubevirt":                        "kubevirt.io",
	"spegel":                          "",
	"prometheus-blackbox-exporter":    "",
	"prometheus-smartctl-exporter":    "",
	"prometheus-pushgateway":          "",
	"victoria-logs-single":            "",
	"victoria-metrics-single":         "",
	"kube-vip":                        "",
}

// fluxGroups are the groups of Flux and its operator. Whoever uses them has
// installed it by some means before.
const fluxGroups = "kustomize.toolkit.fluxcd.io helm.toolkit.fluxcd.io source.toolkit.fluxcd.io notification.toolkit.fluxcd.io image.toolkit.fluxcd.io source.extensions.fluxcd.io fluxcd.controlplane.io"

// ChartGroups are the API groups whose custom resource definitions a chart
// brings.
func ChartGroups(chart string) []string { return strings.Fields(chartGroups[chart]) }

// switched are charts that bring their definitions only when a value says so,
// and those values, each a path.
var switched = map[string][]string{
	"cert-manager": {"crds.enabled", "installCRDs"},
}

// switchedOff are charts that bring their definitions unless a value says no.
var switchedOff = map[string]string{
	"external-secrets": "installCRDs",
	"trust-manager":    "crds.enabled",
}

// claimed are charts of controllers that have no kinds of their own, and the
// first part of a group that somebody would invent for them.
var claimed = map[string]string{
	"reflector":             "reflector",
	"kubernetes-replicator": "replicator",
}

// catalogued are the groups of which it is known which charts bring them.
var catalogued = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for chart := range chartGroups {
		for _, group := range ChartGroups(chart) {
			known[group] = true
		}
	}
	return known
})
