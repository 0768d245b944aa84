package kinds

import (
	"regexp"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// generatorKeys are the keys each generator emits (external-secrets 2.9,
// generators/v1). Empty means open: they depend on an answer.
var generatorKeys = map[string]string{
	"ACRAccessToken":                              "username password",
	"ECRAuthorizationToken":                       "username password expires_at proxy_endpoint",
	"GCRAccessToken":                              "username password expiry",
	"GithubAccessToken":                           "token",
	"GitlabDeployToken":                           "username token",
	"QuayAccessToken":                             "registry auth expiry",
	"CloudsmithAccessToken":                       "auth expiry",
	"STSSessionToken":                             "access_key_id secret_access_key session_token expiration",
	"BeyondtrustWorkloadCredentialsDynamicSecret": "",
	"Password":                                    "password",
	"UUID":                                        "uuid",
	"SSHKey":                                      "privateKey publicKey",
	"MFA":                                         "token timeLeft",
	"Fake":                                        "",
	"VaultDynamicSecret":                          "",
	"Webhook":                                     "",
	"Grafana":                                     "login token",
}

// keysOfGenerator are the keys a generator of a kind emits, given its spec
// where the repository holds it.
func keysOfGenerator(kind string, spec *manifest.Node) facts.KeySet {
	if kind == "ClusterGenerator" {
		inner := manifest.Scalar(manifest.Get(spec, "kind"))
		for _, f := range manifest.Fields(manifest.Get(spec, "generator")) {
			return keysOfGenerator(inner, f.Value)
		}
		return facts.UnknownKeys()
	}
	switch kind {
	case "Password":
		if named := scalars(manifest.Get(spec, "secretKeys")); len(named) > 0 {
			return facts.ExactKeys(named...)
		}
		if spec == nil {
			return facts.OpenKeys("password")
		}
	case "Fake":
		if data := manifest.Get(spec, "data"); data != nil {
			return facts.ExactKeys(keysOf(data)...)
		}
	}
	if fixed := strings.Fields(generatorKeys[kind]); len(fixed) > 0 {
		return facts.ExactKeys(fixed...)
	}
	return facts.UnknownKeys()
}

// scalars are the texts of a sequence.
func scalars(n *manifest.Node) []string {
	var found []string
	for _, item := range manifest.Items(n) {
		if text := manifest.Scalar(item); text != "" {
			found = append(found, text)
		}
	}
	return found
}

// generator defines a generator and what it logs in with. Its Secrets are
// looked up where the ExternalSecret is, which for a namespaced generator is
// its own namespace.
func (v *view) generator() {
	v.def(facts.Def{Symbol: v.id, Kind: facts.KindManifest, Keys: keysOfGenerator(v.Kind, v.get("spec"))}, v.name())
	spaces := []string{v.Namespace}
	if v.Kind == "ClusterGenerator" {
		spaces = v.w.users[v.id]
	}
	for _, ns := range spaces {
		v.logins(v.get("spec"), func(string) string { return ns })
	}
}

// fetchFrom reads one entry of dataFrom.
func (d *delivery) fetchFrom(entry *manifest.Node, store facts.Symbol) {
	keys := facts.UnknownKeys()
	switch {
	case manifest.Get(entry, "extract") != nil:
		d.remote(d.holder(), store, manifest.Get(entry, "extract"))
	case manifest.Get(entry, "find") != nil:
		d.found(store, manifest.Get(entry, "find"))
	case manifest.Get(entry, "sourceRef", "generatorRef") != nil:
		keys = d.generated(manifest.Get(entry, "sourceRef", "generatorRef"))
	case manifest.Get(entry, "key") != nil: // v1alpha1: the entry is the remote reference
		d.remote(d.holder(), store, entry)
	case manifest.Get(entry, "sourceRef") != nil:
		return // a store without a question fetches nothing
	}
	d.base = d.base.Union(rewritten(keys, manifest.Get(entry, "rewrite")))
}

// found refers to a search, which names no single remote secret.
func (d *delivery) found(store facts.Symbol, find *manifest.Node) {
	if store == "" || !d.v.Live {
		return
	}
	at, key := manifest.Get(find, "path"), manifest.Scalar(manifest.Get(find, "path"))
	if key == "" {
		at, key = find, "*"
	}
	d.v.spoke = true
	ref := facts.Ref{From: d.holder(), To: facts.RemoteKey(store, key, ""), Rel: facts.RelDerives, At: d.v.At(at), Unknown: facts.NotFollowed}
	d.v.w.part.Ref(ref)
	ref.From, ref.Rel = d.v.id, facts.RelFetches
	d.v.w.part.Ref(ref)
}

// generated refers to a generator and answers its keys.
func (d *delivery) generated(ref *manifest.Node) facts.KeySet {
	name, kind, namespace := manifest.Get(ref, "name"), manifest.Scalar(manifest.Get(ref, "kind")), d.namespace
	if manifest.Scalar(name) == "" || kind == "" {
		return facts.UnknownKeys()
	}
	if clusterWide[kind] {
		namespace = ""
	}
	store := facts.StorePlace(d.v.Cluster, kind, namespace, manifest.Scalar(name))
	d.v.ref(d.v.id, store, facts.RelStore, name, false)
	d.v.ref(d.holder(), store, facts.RelDerives, name, true)
	if o := d.v.w.lookup(d.v.Cluster, namespace, kind, manifest.Scalar(name)); o != nil {
		return keysOfGenerator(kind, manifest.Get(o.Root, "spec"))
	}
	return keysOfGenerator(kind, nil)
}

// rewritten applies an entry's rewrite rules to known keys. Templates are not
// evaluated and lifted fields not seen: both open the set.
func rewritten(keys facts.KeySet, rules *manifest.Node) facts.KeySet {
	for _, rule := range manifest.Items(rules) {
		switch {
		case manifest.Get(rule, "regexp") != nil:
			keys = renamed(keys, manifest.Get(rule, "regexp"))
		case manifest.Scalar(manifest.Get(rule, "merge", "strategy")) == "JSON":
			keys = facts.OpenKeys(manifest.Scalar(manifest.Get(rule, "merge", "into")))
		default:
			keys = facts.UnknownKeys()
		}
	}
	return keys
}

func renamed(keys facts.KeySet, rule *manifest.Node) facts.KeySet {
	re, err := regexp.Compile(manifest.Scalar(manifest.Get(rule, "source")))
	if err != nil || len(manifest.Scalar(manifest.Get(rule, "target"))) > 253 {
		return facts.UnknownKeys()
	}
	var names []string
	for _, name := range keys.Names {
		names = append(names, re.ReplaceAllString(name, manifest.Scalar(manifest.Get(rule, "target"))))
	}
	if keys.Exact() {
		return facts.ExactKeys(names...)
	}
	return facts.OpenKeys(names...)
}
