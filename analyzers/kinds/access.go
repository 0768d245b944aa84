package kinds

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// conditioned lets in the namespaces that the conditions of a
// ClusterSecretStore name (external-secrets 2.9, clientmanager
// shouldProcessSecret): any condition, by name, regular expression or labels.
// Without conditions the store is open to all.
func (v *view) conditioned() {
	for _, c := range v.conditions() {
		for _, name := range manifest.Items(manifest.Get(c, "namespaces")) {
			v.admits(manifest.Scalar(name), name)
		}
		for _, expression := range manifest.Items(manifest.Get(c, "namespaceRegexes")) {
			for _, glob := range globs(manifest.Scalar(expression)) {
				v.admits(glob, expression)
			}
		}
		if selector := manifest.Get(c, "namespaceSelector"); selector != nil {
			v.admitsLabels(selector)
		}
	}
}

// conditions are those of a ClusterSecretStore; a SecretStore has none.
func (v *view) conditions() []*manifest.Node {
	if v.Kind != "ClusterSecretStore" {
		return nil
	}
	return manifest.Items(v.get("spec", "conditions"))
}

// admits lets in the objects of a namespace; "*" in its name is any text.
func (v *view) admits(namespace string, at *manifest.Node) {
	if namespace != "" {
		v.ref(v.id, pattern(facts.New(facts.Namespace, v.Cluster, namespace)), facts.RelAdmits, at, false)
	}
}

// admitsLabels lets in the namespaces whose manifests carry the labels. Those
// without a manifest here may carry them as well: who owns them knows.
func (v *view) admitsLabels(selector *manifest.Node) {
	for _, s := range sortedKeys(v.w.labels) {
		labels, all := v.w.labelsOf(s.Cluster(), s.Name())
		if s.Cluster() == v.Cluster && (matchesLabels(selector, labels, all) || unfinished(labels)) {
			v.admits(s.Name(), selector)
		}
	}
	if unfinished(texts(manifest.Get(selector, "matchLabels"))) {
		v.admits("*", selector)
	}
	if v.spoke = true; v.Live {
		v.w.part.Ref(facts.Ref{
			From: v.id, To: facts.New(facts.Namespace, v.Cluster, "*"), Rel: facts.RelAdmits, At: v.At(selector), Unknown: facts.OwnerNotLinked,
		})
	}
}

// loginGuard lets in whom a VaultAuth, VaultAuthGlobal or HCPAuth allows
// (Vault Secrets Operator 1.4, common.go): its own namespace, the listed ones,
// and all where the list is exactly ["*"] or it is the operator's "default".
func (v *view) loginGuard() {
	list := v.get("spec", "allowedNamespaces")
	names := manifest.Items(list)
	v.admits(v.Namespace, v.name())
	operator, sure := v.w.managerNamespace(v.Cluster, vsoGroup)
	if v.Name == "default" && (v.Namespace == operator || !sure) {
		v.admits("*", v.name())
	}
	for _, n := range names {
		if text := manifest.Scalar(n); text != "*" || len(names) == 1 {
			v.admits(text, n)
		}
	}
	if list != nil && len(names) == 0 && manifest.Scalar(list) != "" {
		v.admits("*", list) // the list is a text that is filled in later
	}
}

// referenceGrant lets objects of other namespaces read Secrets of its own
// (Gateway API 1.5).
func (v *view) referenceGrant() {
	v.spoke = true
	for _, h := range find(v.Root, "spec.to[]") {
		name, group := manifest.Get(h.node, "name"), manifest.Scalar(manifest.Get(h.node, "group"))
		if (group != "" && group != "core") || manifest.Scalar(manifest.Get(h.node, "kind")) != "Secret" {
			continue
		}
		if name == nil {
			v.ref(v.id, v.secretAt(v.Namespace, "*"), facts.RelOpens, manifest.Get(h.node, "kind"), false)
			continue
		}
		v.ref(v.id, pattern(v.secretAt(v.Namespace, manifest.Scalar(name))), facts.RelOpens, name, false)
	}
	for _, h := range find(v.Root, "spec.from[]") {
		namespace, kind := manifest.Get(h.node, "namespace"), manifest.Scalar(manifest.Get(h.node, "kind"))
		if manifest.Scalar(namespace) != "" && kind != "" {
			v.ref(v.id, pattern(facts.New(facts.ObjectSymbol, v.Cluster, manifest.Scalar(namespace), kind, "*")), facts.RelAdmits, namespace, false)
		}
	}
}
