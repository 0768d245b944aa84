package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// restart says what makes an object's pods start again when a Secret changes,
// and which Secrets they keep a copy of until then.
func (v *view) restart() {
	switch {
	case v.Group == vsoGroup:
		v.rolloutTargets()
	case v.Kind == "HelmRelease" && chartName(v.Object) == "reloader", v.Group == "kyverno.io":
		v.restartsAll()
	case longLived[groupKind{v.Group, v.Kind}]:
		v.held()
		v.reloaded()
	}
}

// longLived are the kinds whose pods run until something replaces them.
var longLived = map[groupKind]bool{
	{"apps", "Deployment"}: true, {"apps", "StatefulSet"}: true, {"apps", "DaemonSet"}: true, {"argoproj.io", "Rollout"}: true,
}

// rolloutTargets are the workloads that the Vault Secrets Operator restarts.
func (v *view) rolloutTargets() {
	for _, target := range find(v.Root, "spec.rolloutRestartTargets[]") {
		kind, name := manifest.Scalar(manifest.Get(target.node, "kind")), manifest.Get(target.node, "name")
		if kind = strings.TrimPrefix(kind, "argo."); kind != "" && plausible(manifest.Scalar(name)) {
			v.ref(v.id, facts.New(facts.Workload, v.Cluster, v.Namespace, kind, manifest.Scalar(name)), facts.RelRestarts, name, false)
		}
	}
}

// restartsAll reads a Reloader that restarts everything or looks for
// annotations of its own, and a policy that hands out Reloader's: any Secret
// may then restart any workload.
func (v *view) restartsAll() {
	all := v.Kind == "HelmRelease" && (truth(v.get("spec", "values", "reloader", "autoReloadAll")) || v.get("spec", "values", "reloader", "custom_annotations") != nil)
	if v.Kind != "HelmRelease" {
		walk(v.get("spec"), func(at spot) bool {
			all = all || strings.Contains(at.field, reloader) || strings.Contains(manifest.Scalar(at.node), reloader)
			return !all
		})
	}
	if all {
		v.ref(v.id, facts.New(facts.Workload, v.Cluster, "*", "*", "*"), facts.RelRestarts, v.name(), false)
	}
}

// held refers to the Secrets whose values a pod keeps: those in its environment
// and those mounted as single files, which the kubelet never updates.
func (v *view) held() {
	for _, list := range []string{"containers", "initContainers"} {
		prefix := "spec.template.spec." + list + "[]."
		for _, path := range []string{"env[].valueFrom.secretKeyRef.name", "envFrom[].secretRef.name"} {
			for _, h := range find(v.Root, prefix+path) {
				v.holds(h.node, h.node)
			}
		}
	}
	for _, volume := range find(v.Root, "spec.template.spec.volumes[]") {
		secret := manifest.Get(volume.node, "secret", "secretName")
		for _, file := range subPaths(v.get("spec", "template", "spec"), manifest.Scalar(manifest.Get(volume.node, "name"))) {
			v.holds(secret, file.at)
		}
	}
}

func (v *view) holds(name, at *manifest.Node) {
	if text := manifest.Scalar(name); plausible(text) {
		v.ref(v.id, v.secretAt(v.Namespace, text), facts.RelHolds, at, true)
	}
}

// reloader ends the names of the annotations that Stakater's Reloader reads;
// "<kind>." may stand before it.
const reloader = "reloader.stakater.com/"

// reloaded refers to the Secrets whose change restarts the workload. Reloader
// (1.4, internal/pkg/handler/upgrade.go) reads the annotations of the workload
// itself, and only where it finds none of its own there those of the pods.
func (v *view) reloaded() {
	own, pods := v.get("metadata", "annotations"), v.get("spec", "template", "metadata", "annotations")
	if !v.reloads(own) {
		v.reloads(pods)
	}
	for _, f := range manifest.Fields(pods) {
		if triggers(f) != nil && v.Live {
			v.w.part.Mark(facts.MarkMisplaced, "reloader", v.id, v.At(f.Key))
		}
	}
}

// reloads refers to what annotations name, and reports whether they name any.
func (v *view) reloads(annotations *manifest.Node) bool {
	found := false
	for _, f := range manifest.Fields(annotations) {
		for _, name := range triggers(f) {
			found = true
			v.ref(v.id, pattern(v.secretAt(v.Namespace, name)), facts.RelWatches, f.Value, false)
		}
	}
	return found
}

// triggers are the Secrets, "*" for any, of which an annotation says that
// their change restarts a workload.
func triggers(f manifest.Field) []string {
	text := manifest.Scalar(f.Value)
	switch f.Key.Value {
	case reloader + "auto", "secret." + reloader + "auto", reloader + "search", "wave.pusher.com/update-on-config-change":
		if text != "false" {
			return []string{"*"}
		}
	case "secret." + reloader + "reload":
		var names []string
		for name := range strings.SplitSeq(text, ",") {
			names = append(names, globs("^"+strings.TrimSpace(name)+"$")...)
		}
		return slices.Compact(names)
	}
	return nil
}

// refreshed is how an ExternalSecret renews what it wrote (external-secrets
// 2.9, shouldRefresh): every hour unless it says otherwise. An interval that
// is filled in later says nothing.
func refreshed(spec *manifest.Node) facts.Rotation {
	interval := manifest.Scalar(manifest.Get(spec, "refreshInterval"))
	switch manifest.Scalar(manifest.Get(spec, "refreshPolicy")) {
	case "", "Periodic":
		if interval == "" || strings.ContainsAny(interval, "123456789") && !dynamic(interval) {
			return facts.RotatesSource
		}
	}
	return facts.RotatesNever
}

// vaultRotation is how an object of the Vault Secrets Operator renews what it
// wrote: leases and certificates end, an entry is asked for again only when
// told to.
func (v *view) vaultRotation() facts.Rotation {
	switch v.Kind {
	case "VaultDynamicSecret", "VaultPKISecret":
		return facts.RotatesExpiry
	case "VaultStaticSecret":
		if v.text("spec", "refreshAfter") == "" && !truth(v.get("spec", "syncConfig", "instantUpdates")) {
			return facts.RotatesNever
		}
	}
	return facts.RotatesSource
}
