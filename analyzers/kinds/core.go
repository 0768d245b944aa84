package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// secret describes a Secret that stands in a manifest. Its keys are readable
// even where its values are encrypted.
func (v *view) secret() {
	keys := dataKeys(v.Root)
	traits := facts.Traits{Encrypted: manifest.Encrypted(v.Root) || encrypted(v.get("data")) || encrypted(v.get("stringData"))}
	if v.text("type") == "kubernetes.io/service-account-token" {
		keys = keys.Union(facts.ExactKeys("token", "ca.crt", "namespace"))
		if account := v.get("metadata", "annotations", "kubernetes.io/service-account.name"); account != nil {
			v.runsAs(account, v.Namespace)
		}
	}
	keys = v.sharedWrites(&traits, keys)
	place := v.secretAt(v.Namespace, v.Name)
	v.def(facts.Def{Symbol: place, Kind: facts.KindManifest, Keys: v.mirrored(place, keys), Traits: traits}, v.name())
	v.entries(place, v.get("data"), v.get("stringData"))
	v.copies(place, v.get("metadata", "annotations"))
	v.sought(place, v.get("metadata", "labels"))
}

func encrypted(data *manifest.Node) bool {
	for _, f := range manifest.Fields(data) {
		if strings.HasPrefix(manifest.Scalar(f.Value), "ENC[AES256_GCM,") {
			return true
		}
	}
	return false
}

// sharedWrites reads kustomize-controller's annotations: an object that is
// only seeded or merged has keys from other writers too.
func (v *view) sharedWrites(traits *facts.Traits, keys facts.KeySet) facts.KeySet {
	notes := texts(v.get("metadata", "annotations"))
	traits.Unlisted = notes["kustomize.toolkit.fluxcd.io/reconcile"] == "disabled"
	switch notes["kustomize.toolkit.fluxcd.io/ssa"] {
	case "IfNotPresent":
		traits.Ownership = facts.OwnsSeed
	case "Merge":
		traits.Ownership = facts.OwnsMerged
	default:
		return keys
	}
	return facts.OpenKeys(keys.Names...)
}

func (v *view) configMap() {
	keys := dataKeys(v.Root)
	var traits facts.Traits
	keys = v.sharedWrites(&traits, keys)
	place := facts.ConfigMapPlace(v.Cluster, v.Namespace, v.Name)
	v.def(facts.Def{Symbol: place, Kind: facts.KindManifest, Keys: v.mirrored(place, keys), Traits: traits}, v.name())
	v.entries(place, v.get("data"))
	v.copies(place, v.get("metadata", "annotations"))
}

func (v *view) namespace() { v.alwaysSpeak() }

// service defines the cluster's own network name of a Service.
func (v *view) service() {
	v.def(facts.Def{Symbol: facts.New(facts.Host, v.Name+"."+v.Namespace+".svc"), Kind: facts.KindController, Traits: facts.Traits{Ownership: facts.OwnsMerged}}, v.name())
}

// ingress defines the hosts it serves and, when cert-manager is asked for a
// certificate, its TLS Secrets (ingress-shim: one Certificate for each).
func (v *view) ingress() {
	v.spoke = true
	for _, h := range find(v.Root, "spec.rules[].host") {
		v.serves(h.node)
	}
	if v.shimmed() {
		for _, h := range find(v.Root, "spec.tls[].secretName") {
			v.shimSecret(h.node)
		}
	}
}

// serves defines a host name.
func (v *view) serves(host *manifest.Node) {
	name := strings.ToLower(manifest.Scalar(host))
	if name == "" || strings.ContainsAny(name, " /\n*") {
		return
	}
	v.def(facts.Def{Symbol: facts.New(facts.Host, name), Kind: facts.KindController, Traits: facts.Traits{Ownership: facts.OwnsMerged}}, host)
}

// shimmed reports whether cert-manager's ingress- or gateway-shim makes the
// certificates of the object.
func (v *view) shimmed() bool { return shimNotes(texts(v.get("metadata", "annotations"))) }

func shimNotes(notes map[string]string) bool {
	return notes["cert-manager.io/issuer"] != "" || notes["cert-manager.io/cluster-issuer"] != "" || notes["kubernetes.io/tls-acme"] == "true"
}

func (v *view) shimSecret(name *manifest.Node) {
	if text := manifest.Scalar(name); plausible(text) {
		v.def(shimCertificate(v.secretAt(v.Namespace, text)), name)
	}
}

// shimCertificate is the Secret of a certificate that was asked for by an
// annotation; several Ingresses may share a host's.
func shimCertificate(place facts.Symbol) facts.Def {
	return facts.Def{Symbol: place, Kind: facts.KindCertificate, Keys: facts.ExactKeys("tls.crt", "tls.key", "ca.crt"), Traits: facts.Traits{Ownership: facts.OwnsAdopted}}
}

func (v *view) gateway() {
	v.spoke = true
	for _, h := range find(v.Root, "spec.listeners[].hostname") {
		v.serves(h.node)
	}
	if !v.shimmed() {
		return
	}
	for _, h := range find(v.Root, "spec.listeners[].tls.certificateRefs[].name") {
		namespace, kind := manifest.Scalar(manifest.Get(h.parent, "namespace")), manifest.Scalar(manifest.Get(h.parent, "kind"))
		if (namespace == "" || namespace == v.Namespace) && (kind == "" || kind == "Secret") {
			v.shimSecret(h.node)
		}
	}
}

func (v *view) route() {
	for _, h := range find(v.Root, "spec.hostnames[]") {
		v.serves(h.node)
	}
}

// storageClass reads the parameters that come in pairs of name and namespace:
// those of CSI drivers and of the older built-in ones. Names with ${...} are
// templates of the driver.
func (v *view) storageClass() {
	v.spoke = true
	parameters := texts(v.get("parameters"))
	for _, f := range manifest.Fields(v.get("parameters")) {
		name := manifest.Scalar(f.Value)
		for _, end := range [][2]string{{"-secret-name", "-secret-namespace"}, {"ecretName", "ecretNamespace"}} {
			prefix, found := strings.CutSuffix(f.Key.Value, end[0])
			namespace := parameters[prefix+end[1]]
			if found && plausible(name) && namespace != "" && !dynamic(name) && !dynamic(namespace) {
				v.use(use{place: v.secretAt(namespace, name), name: f.Value})
			}
		}
	}
}

// providerClass describes the Secrets that the Secrets Store CSI driver syncs
// while a pod mounts the class.
func (v *view) providerClass() {
	for _, h := range find(v.Root, "spec.secretObjects[].secretName") {
		var keys []string
		for _, d := range find(h.parent, "data[].key") {
			keys = append(keys, manifest.Scalar(d.node))
		}
		if plausible(manifest.Scalar(h.node)) {
			v.def(facts.Def{Symbol: v.secretAt(v.Namespace, manifest.Scalar(h.node)), Kind: facts.KindOperator, Keys: facts.ExactKeys(keys...)}, h.node)
		}
	}
}

// sealedSecret: the controller always uses the object's own name.
func (v *view) sealedSecret() {
	keys := facts.ExactKeys(append(keysOf(v.get("spec", "encryptedData")), keysOf(v.get("spec", "template", "data"))...)...)
	if v.get("spec", "data") != nil {
		keys = facts.OpenKeys(keys.Names...)
	}
	traits := facts.Traits{Encrypted: true}
	if texts(v.get("metadata", "annotations"))["sealedsecrets.bitnami.com/patch"] == "true" {
		keys, traits.Ownership = facts.OpenKeys(keys.Names...), facts.OwnsMerged
	}
	place := v.secretAt(v.Namespace, v.Name)
	v.def(facts.Def{Symbol: place, Kind: facts.KindManifest, Keys: keys, Traits: traits}, v.name())
	v.copies(place, v.get("spec", "template", "metadata", "annotations"))
}

func (v *view) sopsSecret() {
	for _, list := range []string{"spec.secretTemplates[]", "spec.secret_templates[]"} {
		for _, h := range find(v.Root, list) {
			name := manifest.Get(h.node, "name")
			if !plausible(manifest.Scalar(name)) {
				continue
			}
			keys := append(keysOf(manifest.Get(h.node, "data")), keysOf(manifest.Get(h.node, "stringData"))...)
			place := v.secretAt(v.Namespace, manifest.Scalar(name))
			v.def(facts.Def{Symbol: place, Kind: facts.KindManifest, Keys: facts.ExactKeys(keys...), Traits: facts.Traits{Encrypted: true}}, name)
			v.copies(place, manifest.Get(h.node, "annotations"))
		}
	}
}
