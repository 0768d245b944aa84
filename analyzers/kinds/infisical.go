package kinds

import (
	"path"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// infisicalSecret describes InfisicalSecret and InfisicalDynamicSecret of the
// Infisical operator (0.11.5). Targets may be in any namespace.
func (v *view) infisicalSecret() {
	v.spoke = true
	v.contactAt("spec", "hostAPI")
	folder := v.infisicalFolder()
	for _, path := range []string{"spec.managedSecretReference", "spec.managedKubeSecretReferences[]"} {
		for _, h := range find(v.Root, path) {
			v.infisicalTarget(h.node, facts.Secret, "secretName", "secretNamespace", folder)
		}
	}
	for _, h := range find(v.Root, "spec.managedKubeConfigMapReferences[]") {
		v.infisicalTarget(h.node, facts.ConfigMap, "configMapName", "configMapNamespace", folder)
	}
}

func (v *view) contactAt(keys ...string) {
	if at := v.get(keys...); at != nil {
		v.contact(at)
	}
}

// infisicalStatic describes the newer InfisicalStaticSecret: several sources,
// several targets, a login by reference.
func (v *view) infisicalStatic() {
	v.spoke = true
	if auth := v.get("spec", "infisicalAuthRef", "name"); manifest.Scalar(auth) != "" {
		namespace := v.text("spec", "infisicalAuthRef", "namespace")
		if namespace == "" {
			namespace = v.Namespace
		}
		v.ref(v.id, facts.StorePlace(v.Cluster, "InfisicalAuth", namespace, manifest.Scalar(auth)), facts.RelStore, auth, false)
	}
	for _, h := range find(v.Root, "spec.targets[]") {
		kind := facts.Secret
		if manifest.Scalar(manifest.Get(h.node, "kind")) == "ConfigMap" {
			kind = facts.ConfigMap
		}
		v.infisicalTarget(h.node, kind, "name", "namespace", folderOf{})
	}
}

// folderOf is the folder a login is scoped to, and the text that says so.
type folderOf struct {
	symbol facts.Symbol
	at     *manifest.Node
}

func (v *view) infisicalFolder() folderOf {
	for _, h := range find(v.Root, "spec.authentication{}.secretsScope") {
		if at := manifest.Get(h.node, "secretsPath"); manifest.Scalar(at) != "" {
			return folderOf{facts.NewPath(facts.Infisical, path.Clean("/"+manifest.Scalar(at))), at}
		}
	}
	return folderOf{}
}

func (v *view) infisicalTarget(target *manifest.Node, kind facts.SymbolKind, nameField, spaceField string, folder folderOf) {
	name := manifest.Get(target, nameField)
	if !plausible(manifest.Scalar(name)) {
		return
	}
	namespace := manifest.Scalar(manifest.Get(target, spaceField))
	if namespace == "" {
		namespace = v.Namespace
	}
	place := facts.New(kind, v.Cluster, namespace, manifest.Scalar(name))
	def := facts.Def{Symbol: place, Kind: facts.KindInfisical, Keys: v.infisicalKeys(target, place, folder)}
	if manifest.Scalar(manifest.Get(target, "creationPolicy")) == "Merge" {
		def.Traits.Ownership = facts.OwnsMerged
	}
	v.def(def, name)
	if folder.symbol != "" {
		v.ref(place, folder.symbol, facts.RelDerives, folder.at, false)
	}
	v.infisicalTargetFeatures(target, folder)
	v.copies(place, v.get("metadata", "annotations"))
}

// infisicalKeys: without a template, all secrets of the folder; with one, its
// keys, and all secrets as well where it says so.
func (v *view) infisicalKeys(target *manifest.Node, place facts.Symbol, folder folderOf) facts.KeySet {
	template := manifest.Get(target, "template")
	data := manifest.Get(template, "data")
	if len(manifest.Fields(data)) == 0 {
		return facts.UnknownKeys()
	}
	for _, f := range manifest.Fields(data) {
		for _, x := range variables(manifest.Scalar(f.Value)) {
			if folder.symbol != "" {
				v.refAt(place.WithKey(f.Key.Value), folder.symbol.WithKey(x.name), facts.RelDerives, v.InText(f.Value, x.offset, x.width), x.weak)
			}
		}
	}
	if truth(manifest.Get(template, "includeAllSecrets")) {
		return facts.OpenKeys(keysOf(data)...)
	}
	return facts.ExactKeys(keysOf(data)...)
}
