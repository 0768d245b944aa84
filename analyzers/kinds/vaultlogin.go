package kinds

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// vaultLogin refers to the VaultAuth, by "name" or "namespace/name"; without
// one, the chart's default in the operator's namespace.
func (v *view) vaultLogin() {
	v.spoke = true
	field, kind := "vaultAuthRef", "VaultAuth"
	if v.Kind == "HCPVaultSecretsApp" {
		field, kind = "hcpAuthRef", "HCPAuth"
	}
	v.storeRef(v.get("spec", field), kind)
}

// storeRef refers to an object of the operator by "name" or "namespace/name".
func (v *view) storeRef(at *manifest.Node, kind string) {
	if text := manifest.Scalar(at); text != "" {
		namespace, name := splitName(text, v.Namespace)
		v.ref(v.id, facts.StorePlace(v.Cluster, kind, namespace, name), facts.RelStore, at, false)
		return
	}
	namespace, _ := v.w.managerNamespace(v.Cluster, vsoGroup)
	v.ref(v.id, facts.StorePlace(v.Cluster, kind, namespace, "default"), facts.RelStore, v.name(), true)
}

// vaultAuth defines a login. Its Secrets and ServiceAccounts are looked up in
// the namespace of each object that uses it, not in its own.
func (v *view) vaultAuth() {
	v.def(facts.Def{Symbol: v.id, Kind: facts.KindManifest, Traits: facts.Traits{Guarded: true, CallsBack: v.text("spec", "method") == "kubernetes"}}, v.name())
	v.loginGuard()
	v.vaultRole()
	if v.Kind == "VaultAuth" {
		v.storeRef(v.get("spec", "vaultConnectionRef"), "VaultConnection")
		if global := globalLogin(v.Object); global != "" {
			v.ref(v.id, global, facts.RelStore, v.get("spec", "vaultAuthGlobalRef", "name"), false)
		}
	}
	for _, f := range authFields {
		v.loginFeature(f)
		for _, ns := range v.loginSpaces(f.method) {
			v.loginIn(f, ns)
		}
	}
}

// authField is a field of VaultAuth that names a Secret, with the keys read,
// or a ServiceAccount, and the method that reads it.
type authField struct{ method, field, keys string }

var authFields = []authField{
	{"jwt", "secretRef", "jwt"}, {"jwt", "serviceAccount", ""}, {"appRole", "secretRef", "id"},
	{"aws", "secretRef", "access_key_id secret_access_key"}, {"aws", "irsaServiceAccount", ""},
	{"servicePrincipal", "secretRef", "clientID clientSecret"},
	{"kubernetes", "serviceAccount", ""}, {"gcp", "workloadIdentityServiceAccount", ""},
}

// loginSpaces are the namespaces in which a method is used: only the chosen
// method of a VaultAuth is, which for a global one each VaultAuth chooses.
func (v *view) loginSpaces(method string) []string {
	if chosen := v.text("spec", "method"); chosen != "" && !strings.EqualFold(chosen, method) {
		return nil
	}
	if v.Kind == "VaultAuthGlobal" {
		return v.w.users[v.id.WithKey(strings.ToLower(method))]
	}
	return v.w.users[v.id]
}

// loginFeature marks what a login looks for in whichever namespace uses it.
func (v *view) loginFeature(f authField) {
	name := v.get("spec", f.method, f.field)
	if chosen := v.text("spec", "method"); !plausible(manifest.Scalar(name)) || chosen != "" && !strings.EqualFold(chosen, f.method) {
		return
	}
	feature := facts.FeatureCredential
	if f.keys == "" {
		feature = facts.FeatureAccount
	}
	v.feature(feature, manifest.Scalar(name), v.At(name))
}

func (v *view) loginIn(f authField, namespace string) {
	name := v.get("spec", f.method, f.field)
	if !plausible(manifest.Scalar(name)) {
		return
	}
	if f.keys == "" {
		v.runsAs(name, namespace)
		return
	}
	v.useKeys(use{place: v.secretAt(namespace, manifest.Scalar(name)), name: name, rel: facts.RelAuthenticates}, impliedKeys(f.keys))
}

func (v *view) vaultConnection() {
	v.def(facts.Def{Symbol: v.id, Kind: facts.KindManifest}, v.name())
	v.ref(v.id, facts.New(facts.Backend, "vault"), facts.RelBackend, v.name(), false)
	if address := v.get("spec", "address"); address != nil {
		v.contact(address)
	}
}

// noteLoginUsers remembers in which namespaces a login of the Vault Secrets
// Operator is used.
func (w *world) noteLoginUsers(o *manifest.Object) {
	fields := []string{"vaultAuthRef", "VaultAuth", "hcpAuthRef", "HCPAuth"}
	for pair := range slices.Chunk(fields, 2) {
		text := manifest.Scalar(manifest.Get(o.Root, "spec", pair[0]))
		if text == "" {
			continue
		}
		namespace, name := splitName(text, o.Namespace)
		w.noteUser(facts.StorePlace(o.Cluster, pair[1], namespace, name), o.Namespace)
	}
}

// globalLogin is the VaultAuthGlobal that a VaultAuth takes its defaults from.
func globalLogin(auth *manifest.Object) facts.Symbol {
	ref := manifest.Get(auth.Root, "spec", "vaultAuthGlobalRef")
	name, namespace := manifest.Scalar(manifest.Get(ref, "name")), manifest.Scalar(manifest.Get(ref, "namespace"))
	if name == "" {
		return ""
	}
	if namespace == "" {
		namespace = auth.Namespace
	}
	return facts.StorePlace(auth.Cluster, "VaultAuthGlobal", namespace, name)
}

// noteGlobalLogins remembers in which namespaces, and with which method, each
// global login is used: through the VaultAuths that refer to it.
func (w *world) noteGlobalLogins() {
	for _, s := range sortedKeys(w.objects) {
		auth := w.objects[s]
		if auth.Group != vsoGroup || auth.Kind != "VaultAuth" || globalLogin(auth) == "" {
			continue
		}
		global := globalLogin(auth)
		segments := global.Segments()
		method := manifest.Scalar(manifest.Get(auth.Root, "spec", "method"))
		if o := w.lookup(segments[0], segments[2], segments[1], segments[3]); o != nil && method == "" {
			method = manifest.Scalar(manifest.Get(o.Root, "spec", "defaultAuthMethod"))
		}
		for _, ns := range w.users[identity(auth)] {
			w.noteUser(global.WithKey(strings.ToLower(method)), ns)
		}
	}
}

// makeLogins defines the login and connection called "default" that the
// operator's chart makes when its values ask for them.
func (r *release) makeLogins() {
	if r.chart != "vault-secrets-operator" {
		return
	}
	for section, kind := range map[string]string{"defaultAuthMethod": "VaultAuth", "defaultVaultConnection": "VaultConnection"} {
		place := facts.StorePlace(r.Cluster, kind, r.space(), "default")
		for _, each := range r.values {
			if at := manifest.Get(each.root, section); truth(manifest.Get(at, "enabled")) {
				each.def(facts.Def{Symbol: place, Kind: facts.KindChart}, manifest.Get(at, "enabled"))
			}
		}
		if r.unread {
			r.mayMake(place, r.view.name())
		}
	}
}
