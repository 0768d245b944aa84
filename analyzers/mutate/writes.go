package mutate

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/manifest"
)

// writer says which name objects of some kinds write.
type writer struct {
	kinds   []string
	sort    sort
	names   [][]string // the first that is there
	keys    func(o *manifest.Object, n *name)
	byKind  bool // names of different kinds are different things
	cluster bool // of the whole cluster
}

var ownName = []string{"metadata", "name"}

// writers are what objects bring into being.
var writers = []writer{
	{kinds: []string{"Secret"}, sort: secret, names: [][]string{ownName}, keys: fieldsOf("data", "stringData")},
	{kinds: []string{"ConfigMap"}, sort: configMap, names: [][]string{ownName}, keys: fieldsOf("data", "binaryData")},
	{kinds: []string{"SealedSecret"}, sort: secret, names: [][]string{ownName}, keys: anyKeys},
	{kinds: []string{"ExternalSecret"}, sort: secret, names: [][]string{{"spec", "target", "name"}, ownName}, keys: externalKeys},
	{kinds: []string{"Certificate"}, sort: secret, names: [][]string{{"spec", "secretName"}}, keys: anyKeys},
	{kinds: []string{"VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret"}, sort: secret, names: [][]string{{"spec", "destination", "name"}}, keys: vaultKeys},
	{kinds: []string{"InfisicalSecret"}, sort: secret, names: [][]string{{"spec", "managedSecretReference", "secretName"}}, keys: anyKeys},
	{kinds: []string{"SecretStore"}, sort: store, names: [][]string{ownName}, byKind: true},
	{kinds: []string{"ClusterSecretStore"}, sort: store, names: [][]string{ownName}, byKind: true, cluster: true},
	{kinds: []string{"VaultAuth", "VaultConnection"}, sort: vaultLogin, names: [][]string{ownName}, byKind: true},
	{kinds: []string{"Password", "GithubAccessToken", "ECRAuthorizationToken", "VaultDynamicSecret"}, sort: generator, names: [][]string{ownName}, byKind: true},
	{kinds: []string{"ClusterGenerator"}, sort: generator, names: [][]string{ownName}, byKind: true, cluster: true},
	{kinds: []string{"GitRepository", "OCIRepository", "HelmRepository", "Bucket", "HelmChart"}, sort: origin, names: [][]string{ownName}, byKind: true},
	{kinds: []string{"ServiceAccount"}, sort: account, names: [][]string{ownName}},
	{kinds: []string{"Issuer"}, sort: issuer, names: [][]string{ownName}, byKind: true},
	{kinds: []string{"ClusterIssuer"}, sort: issuer, names: [][]string{ownName}, byKind: true, cluster: true},
	{kinds: []string{"Kustomization", "HelmRelease"}, sort: unit, names: [][]string{ownName}, byKind: true},
}

func writesOf(o *manifest.Object) []name {
	var found []name
	for _, w := range writers {
		if !slices.Contains(w.kinds, o.Kind) || o.Group == "kustomize.config.k8s.io" {
			continue
		}
		for _, way := range w.names {
			parent := manifest.Get(o.Root, way[:len(way)-1]...)
			if parent == nil {
				continue
			}
			text, pos, others := scalar(o, parent, way[len(way)-1])
			if text == "" {
				continue
			}
			n := name{sort: w.sort, cluster: o.Cluster, namespace: o.Namespace, name: text, at: pos, others: others, object: o}
			if w.byKind {
				n.kind = o.Kind
			}
			if w.cluster {
				n.namespace = ""
			}
			if w.keys != nil {
				w.keys(o, &n)
			}
			found = append(found, n)
			break
		}
	}
	return found
}

func anyKeys(_ *manifest.Object, n *name) { n.open = true }

// fieldsOf takes the fields of mappings as keys.
func fieldsOf(fields ...string) func(*manifest.Object, *name) {
	return func(o *manifest.Object, n *name) {
		for _, field := range fields {
			n.addFields(o, manifest.Get(o.Root, field))
		}
	}
}

func (n *name) addFields(o *manifest.Object, mapping *manifest.Node) {
	for _, f := range manifest.Fields(mapping) {
		n.keys = append(n.keys, key{name: f.Key.Value, at: o.At(f.Key)})
	}
}

// externalKeys are the keys of an ExternalSecret's Secret: those of its
// template, or of its data where the template leaves them.
func externalKeys(o *manifest.Object, n *name) {
	template := manifest.Get(o.Root, "spec", "target", "template")
	data := manifest.Get(template, "data")
	n.addFields(o, data)
	if manifest.Get(template, "templateFrom") != nil || manifest.Get(o.Root, "spec", "dataFrom") != nil {
		n.open = true
	}
	if data != nil && manifest.Scalar(manifest.Get(template, "mergePolicy")) != "Merge" {
		return
	}
	for _, item := range manifest.Items(manifest.Get(o.Root, "spec", "data")) {
		if text, pos, _ := scalar(o, item, "secretKey"); text != "" {
			n.keys = append(n.keys, key{name: text, at: pos, item: true})
		}
	}
}

// vaultKeys are the keys of the Vault operator's template; without one the
// entry's own, which nobody here knows.
func vaultKeys(o *manifest.Object, n *name) {
	n.addFields(o, manifest.Get(o.Root, "spec", "destination", "transformation", "templates"))
	n.open = true
}
