package kinds

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// delivery is one ExternalSecret in one namespace while it is described. What
// the provider gives is its base; a template may replace or extend the base.
type delivery struct {
	v         *view
	spec      *manifest.Node
	namespace string
	at        *manifest.Node // the text that names the Secret
	place     facts.Symbol   // the Secret, or ConfigMap, it writes
	template  facts.Symbol   // the variables of its template
	base      facts.KeySet
	baseNames []wanted
	target    *manifest.Node // spec.target.template
	templated bool
	merges    bool
}

// externalSecret describes an ExternalSecret (external-secrets 2.9,
// pkg/controllers/externalsecret).
func (v *view) externalSecret() {
	v.deliver(v.get("spec"), v.Namespace, v.Name, v.name(), v.get("metadata", "annotations"))
}

// clusterExternalSecret makes one ExternalSecret in every namespace it selects.
// Selectors over labels are answered for namespaces with a manifest; what else
// they may select is only possible.
func (v *view) clusterExternalSecret() {
	v.spoke = true
	spec, name, at := v.get("spec", "externalSecretSpec"), v.Name, v.name()
	if named := v.get("spec", "externalSecretName"); manifest.Scalar(named) != "" {
		name, at = manifest.Scalar(named), named
	}
	notes := v.get("spec", "externalSecretMetadata", "annotations")
	for _, ns := range v.chosenNamespaces() {
		v.deliver(spec, ns, name, at, notes)
	}
	if v.get("spec", "namespaceSelector") != nil || v.get("spec", "namespaceSelectors") != nil {
		if text := manifest.Scalar(manifest.Get(spec, "target", "name")); text != "" {
			name, at = text, manifest.Get(spec, "target", "name")
		}
		v.def(facts.Def{Symbol: v.secretAt("*", name), Kind: facts.KindExternalSecret, Traits: facts.Traits{Possible: true}}, at)
	}
}

// chosenNamespaces are the namespaces that a cluster-wide object certainly
// works in, sorted: those it lists and those its selectors match.
func (v *view) chosenNamespaces() []string {
	chosen := scalars(v.get("spec", "namespaces"))
	for _, ns := range v.w.namespaces[v.Cluster] {
		if v.selects(ns) {
			chosen = append(chosen, ns)
		}
	}
	slices.Sort(chosen)
	return slices.Compact(chosen)
}

// selects reports whether the object's label selectors certainly choose a
// namespace.
func (v *view) selects(namespace string) bool {
	labels, all := v.w.labelsOf(v.Cluster, namespace)
	for _, path := range []string{"spec.namespaceSelector", "spec.namespaceSelectors[]"} {
		for _, h := range find(v.Root, path) {
			if matchesLabels(h.node, labels, all) {
				return true
			}
		}
	}
	return false
}

func (v *view) deliver(spec *manifest.Node, namespace, name string, at, notes *manifest.Node) {
	d := delivery{v: v, spec: spec, namespace: namespace, at: at, base: facts.ExactKeys(), template: facts.New(facts.Template, v.Cluster, namespace, name)}
	if text := manifest.Get(spec, "target", "name"); manifest.Scalar(text) != "" {
		name, d.at = manifest.Scalar(text), text
	}
	d.place = v.secretAt(namespace, name)
	d.target = manifest.Get(spec, "target", "template")
	d.templated = len(manifest.Fields(manifest.Get(d.target, "data"))) > 0 || len(manifest.Items(manifest.Get(d.target, "templateFrom"))) > 0
	d.merges = d.templated && manifest.Scalar(manifest.Get(d.target, "mergePolicy")) == "Merge"
	v.spoke = true
	if !d.producesSecret(name) {
		return
	}
	d.features()
	d.fetch()
	keys := d.keys()
	if d.templated {
		v.def(facts.Def{Symbol: d.template, Kind: facts.KindScope, Keys: d.base}, d.at)
	}
	v.def(facts.Def{Symbol: d.place, Kind: facts.KindExternalSecret, Keys: keys, Traits: facts.Traits{Ownership: ownership(spec), Rotation: refreshed(spec)}}, d.at)
	v.entries(d.place, manifest.Get(d.target, "data"))
	if d.target != nil {
		notes = manifest.Get(d.target, "metadata", "annotations")
	}
	v.copies(d.place, notes)
	v.sought(d.place, manifest.Get(d.target, "metadata", "labels"))
}

// producesSecret turns the place into a ConfigMap's where the target says so,
// and reports whether the result is one of the two.
func (d *delivery) producesSecret(name string) bool {
	switch manifest.Scalar(manifest.Get(d.spec, "target", "manifest", "kind")) {
	case "", "Secret":
		return true
	case "ConfigMap":
		d.place = facts.ConfigMapPlace(d.v.Cluster, d.namespace, name)
		return true
	}
	return false
}

// ownership reads the creation policy. A Secret that is fetched once and left
// without an owner is a seed: an import that something else then keeps.
func ownership(spec *manifest.Node) facts.Ownership {
	switch manifest.Scalar(manifest.Get(spec, "target", "creationPolicy")) {
	case "Merge":
		return facts.OwnsMerged
	case "CreateOrMerge":
		return facts.OwnsAdopted
	case "Orphan":
		if manifest.Scalar(manifest.Get(spec, "refreshPolicy")) == "CreatedOnce" {
			return facts.OwnsSeed
		}
	case "None":
		return facts.OwnsNothing
	}
	return facts.OwnsAlone
}

// fetch reads data and dataFrom into the base.
func (d *delivery) fetch() {
	ref := manifest.Get(d.spec, "secretStoreRef")
	store := d.store(ref)
	for _, e := range manifest.Items(manifest.Get(d.spec, "dataFrom")) {
		d.fetchFrom(e, d.override(e, store))
	}
	for _, e := range manifest.Items(manifest.Get(d.spec, "data")) {
		d.fetchKey(e, d.override(e, store))
	}
}

// store refers to the store a secretStoreRef names, and answers its symbol.
func (d *delivery) store(ref *manifest.Node) facts.Symbol {
	name := manifest.Get(ref, "name")
	if manifest.Scalar(name) == "" {
		return ""
	}
	kind, namespace := manifest.Scalar(manifest.Get(ref, "kind")), d.namespace
	if kind == "" {
		kind = "SecretStore"
	}
	if clusterWide[kind] {
		namespace = ""
	}
	store := facts.StorePlace(d.v.Cluster, kind, namespace, manifest.Scalar(name))
	d.v.ref(d.v.id, store, facts.RelStore, name, false)
	return store
}

// override is the store of one entry.
func (d *delivery) override(entry *manifest.Node, store facts.Symbol) facts.Symbol {
	if own := d.store(manifest.Get(entry, "sourceRef", "storeRef")); own != "" {
		return own
	}
	return store
}

// holder is what the provider's answers go into: the Secret itself, or the
// variables of its template.
func (d *delivery) holder() facts.Symbol {
	if d.templated {
		return d.template
	}
	return d.place
}

// fetchKey reads one entry of data.
func (d *delivery) fetchKey(entry *manifest.Node, store facts.Symbol) {
	key := manifest.Get(entry, "secretKey")
	name := manifest.Scalar(key)
	if name == "" {
		return
	}
	if dynamic(name) {
		d.base = facts.OpenKeys(d.base.Names...)
		return
	}
	d.base = d.base.Union(facts.ExactKeys(name))
	d.baseNames = append(d.baseNames, wanted{name, key})
	d.remote(d.holder().WithKey(name), store, manifest.Get(entry, "remoteRef"))
}

// remote says from which remote secret a place gets its value.
func (d *delivery) remote(to, store facts.Symbol, ref *manifest.Node) {
	key := manifest.Get(ref, "key")
	property := manifest.Scalar(manifest.Get(ref, "property"))
	if manifest.Scalar(key) == "" || store == "" {
		return
	}
	if manifest.Scalar(manifest.Get(ref, "metadataPolicy")) == "Fetch" {
		property = ""
	}
	from := facts.RemoteKey(store, manifest.Scalar(key), property)
	d.v.ref(d.v.id, from, facts.RelFetches, key, false)
	if secret := d.v.w.mirroredSecret(store, manifest.Scalar(key), property); secret != "" {
		from = secret
	}
	d.v.ref(to, from, facts.RelDerives, key, false)
}

// keys are the keys of the Secret: those of the template, of the base, or both.
func (d *delivery) keys() facts.KeySet {
	if !d.templated {
		d.readMetadata()
		return d.base
	}
	keys := d.readTemplate()
	d.readMetadata()
	if !d.merges {
		return keys
	}
	for _, b := range d.baseNames {
		if !keys.Has(b.key) {
			d.v.ref(d.place.WithKey(b.key), d.template.WithKey(b.key), facts.RelDerives, b.at, false)
		}
	}
	return keys.Union(d.base)
}
