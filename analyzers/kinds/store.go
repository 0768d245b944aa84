package kinds

import (
	"net/url"
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// store describes a SecretStore or ClusterSecretStore: its backend, the hosts
// it talks to and the Secrets it logs in with (external-secrets 2.9, all
// providers).
func (v *view) store() {
	providers := manifest.Fields(v.get("spec", "provider"))
	def := facts.Def{Symbol: v.id, Kind: facts.KindManifest, Traits: facts.Traits{Guarded: len(v.conditions()) > 0}}
	v.conditioned()
	if len(providers) != 1 {
		v.def(def, v.name())
		return
	}
	kind, config := providers[0].Key.Value, providers[0].Value
	if kind == "vault" || kind == "openBao" {
		def.Traits.KVVersion = 2
		if manifest.Scalar(manifest.Get(config, "version")) == "v1" {
			def.Traits.KVVersion = 1
		}
	}
	v.def(def, v.name())
	v.backend(kind, providers[0].Key, config)
	v.contacts(config)
	if kind == "vault" || kind == "openBao" {
		v.storeRole(config)
	}
	if kind == "fake" {
		return
	}
	v.storeLogins(config)
}

// storeLogins resolves the Secrets a store logs in with: in a SecretStore's
// own namespace, in the named one for a ClusterSecretStore, and where that
// names none, in each namespace whose ExternalSecrets use it.
func (v *view) storeLogins(config *manifest.Node) {
	if v.Kind == "SecretStore" {
		v.logins(config, func(string) string { return v.Namespace })
		return
	}
	v.logins(config, func(named string) string { return named })
	for _, ns := range v.w.users[v.id] {
		v.logins(config, func(named string) string {
			if named != "" {
				return ""
			}
			return ns
		})
	}
}

// backend refers to what keeps the store's secrets.
func (v *view) backend(kind string, provider, config *manifest.Node) {
	to, at := facts.New(facts.Backend, kind), provider
	switch kind {
	case "vault", "openBao":
		mount := manifest.Get(config, "path")
		name := strings.Trim(manifest.Scalar(mount), "/")
		if mount != nil {
			at = mount
		}
		if mount == nil && kind == "openBao" {
			name = "kv"
		}
		to = facts.NewPath(facts.KV, name)
	case "infisical":
		folder := manifest.Get(config, "secretsScope", "secretsPath")
		if folder != nil {
			at = folder
		}
		to = facts.NewPath(facts.Infisical, path.Clean("/"+manifest.Scalar(folder)))
	}
	v.ref(v.id, to, facts.RelBackend, at, false)
}

// hostFields are the provider fields that hold an address, with or without a
// scheme.
var hostFields = map[string]bool{
	"server": true, "hostAPI": true, "serverUrl": true, "serverURL": true, "vaultUrl": true, "connectHost": true, "url": true,
	"apiUrl": true, "apiURL": true, "endpoint": true, "host": true, "address": true, "apiEndpoint": true, "vaultURL": true,
	"bitwardenServerSDKURL": true, "akeylessGWApiURL": true,
}

// contacts refers to the hosts of a configuration.
func (v *view) contacts(config *manifest.Node) {
	walk(config, func(at spot) bool {
		if text := manifest.Scalar(at.node); text != "" && hostFields[at.field] {
			v.contact(at.node)
		}
		return true
	})
}

func (v *view) contact(at *manifest.Node) {
	if name := hostname(manifest.Scalar(at)); name != "" {
		v.ref(v.id, facts.New(facts.Host, name), facts.RelContacts, at, false)
	}
}

// hostname is the host of an address, in lower case, or empty. A cluster's
// own names are shortened to name.namespace.svc.
func hostname(address string) string {
	if dynamic(address) || strings.ContainsAny(address, " \n\t") {
		return ""
	}
	if scheme, rest, found := strings.Cut(address, "://"); found {
		address = rest
		if scheme == "" {
			return ""
		}
	} else if user, rest, found := strings.Cut(address, "@"); found && !strings.Contains(user, "/") {
		address = rest // git@host:owner/name
	}
	u, err := url.Parse("//" + strings.TrimPrefix(address, "//"))
	if err != nil {
		host, _, _ := strings.Cut(address, ":")
		u = &url.URL{Host: host}
	}
	name := strings.ToLower(u.Hostname())
	if !strings.Contains(name, ".") {
		return ""
	}
	return strings.TrimSuffix(name, ".cluster.local")
}

// loginField matches the names of fields whose selector lacks a key.
var loginField = expr.New(`(?i)(secret|secretref|credentials?|tokenref|keyref|userref)$`)

// accountFields select a ServiceAccount.
var accountFields = map[string]bool{"serviceAccountRef": true, "serviceAccount": true, "serviceAccountTokenRef": true}

// loginKeys are the keys read where a selector names none.
var loginKeys = map[string]string{
	"dopplerToken": "dopplerToken", "certSecretRef": "tls.crt", "keySecretRef": "tls.key",
	"awsCredentialsSecretRef": "aws_access_key_id aws_secret_access_key",
}

// logins refers to every Secret that a configuration selects: mappings of
// name, key and namespace, whatever the provider calls them. The function says
// in which namespace, given the one the selector names; empty skips it.
func (v *view) logins(config *manifest.Node, namespace func(named string) string) {
	walk(config, func(at spot) bool {
		switch {
		case at.field == "caProvider" && manifest.Get(at.node, "name") != nil:
			if manifest.Get(at.parent, "caBundle") == nil {
				v.authority(at.node, namespace)
			}
			return false
		case accountFields[at.field] && manifest.Get(at.node, "name") != nil:
			v.loginAccount(at.node, namespace)
			return false
		case at.field == "credConfig": // of gcpsm: a ConfigMap
			return false
		case selector(at):
			v.login(at, namespace)
			return false
		}
		return true
	})
}

// selector reports whether a mapping selects a Secret's key.
func selector(at spot) bool {
	if manifest.Scalar(manifest.Get(at.node, "name")) == "" {
		return false
	}
	hasKey := false
	for _, f := range manifest.Fields(at.node) {
		switch f.Key.Value {
		case "key":
			hasKey = true
		case "name", "namespace":
		default:
			return false
		}
	}
	return hasKey || loginField.MatchString(at.field) || loginKeys[at.field] != "" || at.field == "authRef"
}

func (v *view) login(at spot, namespace func(string) string) {
	name, key := manifest.Get(at.node, "name"), manifest.Get(at.node, "key")
	ns := namespace(manifest.Scalar(manifest.Get(at.node, "namespace")))
	if ns == "" || !plausible(manifest.Scalar(name)) {
		return
	}
	u := use{place: v.secretAt(ns, manifest.Scalar(name)), name: name, rel: facts.RelAuthenticates}
	keys := impliedKeys(impliedLogin(at))
	if text := manifest.Scalar(key); text != "" {
		keys = []wanted{{text, key}}
	}
	v.useKeys(u, keys)
}

// impliedLogin is the key of a selector that names none: a ServiceAccount's
// token for the Kubernetes and JWT methods.
func impliedLogin(at spot) string {
	for _, field := range at.path {
		if at.field == "secretRef" && (field == "kubernetes" || field == "kubernetesAuth" || field == "jwt") {
			return "token"
		}
	}
	return loginKeys[at.field]
}

// authority refers to the Secret or ConfigMap that holds a CA certificate.
func (v *view) authority(ca *manifest.Node, namespace func(string) string) {
	name, key := manifest.Get(ca, "name"), manifest.Get(ca, "key")
	kind := map[string]facts.SymbolKind{"Secret": facts.Secret, "ConfigMap": facts.ConfigMap}[manifest.Scalar(manifest.Get(ca, "type"))]
	ns := namespace(manifest.Scalar(manifest.Get(ca, "namespace")))
	if kind == "" || ns == "" || !plausible(manifest.Scalar(name)) {
		return
	}
	v.use(use{
		place: facts.New(kind, v.Cluster, ns, manifest.Scalar(name)), name: name, key: manifest.Scalar(key), keyNode: key,
		rel: facts.RelAuthenticates,
	})
}

func (v *view) loginAccount(ref *manifest.Node, namespace func(string) string) {
	name := manifest.Get(ref, "name")
	if ns := namespace(manifest.Scalar(manifest.Get(ref, "namespace"))); ns != "" && plausible(manifest.Scalar(name)) {
		v.runsAs(name, ns)
	}
}

// noteStoreUsers remembers in which namespaces cluster-wide stores and
// generators are used.
func (w *world) noteStoreUsers(o *manifest.Object) {
	walk(manifest.Get(o.Root, "spec"), func(at spot) bool {
		kind := manifest.Scalar(manifest.Get(at.node, "kind"))
		if kind == "ClusterSecretStore" || kind == "ClusterGenerator" {
			name := manifest.Scalar(manifest.Get(at.node, "name"))
			if name != "" && o.Namespace != "" {
				w.noteUser(facts.StorePlace(o.Cluster, kind, "", name), o.Namespace)
			}
		}
		return true
	})
}

// mirroredSecret is the Secret's key that a store of the Kubernetes provider
// reads, when it reads from the cluster it runs in; otherwise empty.
func (w *world) mirroredSecret(store facts.Symbol, key, property string) facts.Symbol {
	segments := store.Segments()
	namespace := ""
	if len(segments) == 4 {
		namespace = segments[2]
	}
	o := w.lookup(segments[0], namespace, segments[1], segments[len(segments)-1])
	if o == nil {
		return ""
	}
	config := manifest.Get(o.Root, "spec", "provider", "kubernetes")
	server := hostname(manifest.Scalar(manifest.Get(config, "server", "url")))
	if config == nil || (server != "" && server != "kubernetes.default" && server != "kubernetes.default.svc") || dynamic(server) {
		return ""
	}
	if manifest.Get(config, "authRef") != nil {
		return "" // a kubeconfig: any cluster
	}
	remote := manifest.Scalar(manifest.Get(config, "remoteNamespace"))
	if remote == "" {
		remote = "default"
	}
	return facts.SecretPlace(o.Cluster, remote, key).WithKey(property)
}
