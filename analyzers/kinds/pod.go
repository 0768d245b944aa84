package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// podless are kinds that hold text, not containers, and kinds whose fields
// named "containers" mean something else.
var podless = map[string]bool{
	"Secret": true, "ConfigMap": true, "CustomResourceDefinition": true, "HelmRelease": true, "Kustomization": true,
	"ExternalSecret": true, "ClusterPolicy": true, "Policy": true, "Application": true, "ResourceSet": true,
}

// embeddedPods describes every PodSpec inside an object: a mapping with a list
// of containers that have a name.
func (v *view) embeddedPods(root *manifest.Node) {
	walk(root, func(at spot) bool {
		if !podSpec(at.node) {
			return true
		}
		if v.id.Kind() == facts.ObjectSymbol {
			v.id = facts.New(facts.Workload, v.Cluster, v.Namespace, v.Kind, v.Name)
		}
		v.pod(at.node)
		v.injected(manifest.Get(at.parent, "metadata", "annotations"))
		return false
	})
}

func podSpec(n *manifest.Node) bool {
	for _, field := range []string{"containers", "initContainers"} {
		for _, c := range manifest.Items(manifest.Get(n, field)) {
			if manifest.Get(c, "name") != nil {
				return true
			}
		}
	}
	return false
}

func (v *view) pod(spec *manifest.Node) {
	v.spoke = true
	for _, r := range podRows {
		v.row(spec, r)
	}
	v.volumes(spec, "secret", "secretName", facts.Secret)
	v.volumes(spec, "configMap", "name", facts.ConfigMap)
	v.mountedFiles(spec)
	v.bareTraefik(spec)
	v.settings(spec)
	if account := manifest.Get(spec, "serviceAccountName"); plausible(manifest.Scalar(account)) {
		v.runsAs(account, v.Namespace)
	}
}

// runsAs refers to a ServiceAccount by the scalar that names it.
func (v *view) runsAs(name *manifest.Node, namespace string) {
	v.ref(v.id, facts.New(facts.ObjectSymbol, v.Cluster, namespace, "ServiceAccount", manifest.Scalar(name)), facts.RelRunsAs, name, true)
}

// volumes describes the volumes of one sort. A volume that is not cut down to
// some items is read whole, unless every mount of it takes one file by subPath:
// then those are the keys.
func (v *view) volumes(spec *manifest.Node, sort, field string, kind facts.SymbolKind) {
	for _, volume := range manifest.Items(manifest.Get(spec, "volumes")) {
		source := manifest.Get(volume, sort)
		name := manifest.Get(source, field)
		if !plausible(manifest.Scalar(name)) {
			continue
		}
		keys := itemKeys(source)
		if len(keys) == 0 {
			keys = subPaths(spec, manifest.Scalar(manifest.Get(volume, "name")))
		}
		v.useKeys(use{
			place: facts.New(kind, v.Cluster, v.Namespace, manifest.Scalar(name)), name: name,
			optional: truth(manifest.Get(source, "optional")),
		}, keys)
	}
}

// subPaths are the files that containers mount out of a volume, or nothing
// when one of them mounts the whole volume or computes the path.
func subPaths(spec *manifest.Node, volume string) []wanted {
	var keys []wanted
	for _, list := range []string{"containers", "initContainers", "ephemeralContainers"} {
		for _, h := range find(spec, list+"[].volumeMounts[]") {
			if manifest.Scalar(manifest.Get(h.node, "name")) != volume {
				continue
			}
			file := manifest.Get(h.node, "subPath")
			if path := manifest.Scalar(file); path == "" || dynamic(path) {
				return nil
			}
			keys = append(keys, wanted{manifest.Scalar(file), file})
		}
	}
	return keys
}

// injectPrefix starts the annotations with which the Vault Agent injector is
// told what to write into a pod.
const injectPrefix = "vault.hashicorp.com/agent-inject-secret-"

// injected refers to the KV entries that are injected into a pod. Only version
// 2 paths are sure to be such; others may be credentials made on demand.
func (v *view) injected(annotations *manifest.Node) {
	for _, f := range manifest.Fields(annotations) {
		mount, entry, found := strings.Cut(strings.Trim(manifest.Scalar(f.Value), "/"), "/data/")
		if strings.HasPrefix(f.Key.Value, injectPrefix) && found && !dynamic(mount+entry) {
			v.ref(v.id, facts.NewPath(facts.KV, mount+"/"+entry), facts.RelConsumes, f.Value, false)
		}
	}
}
