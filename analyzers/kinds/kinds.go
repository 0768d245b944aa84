// Package kinds knows what Kubernetes objects have to do with secrets: which
// places they produce, which they read and through what they log in.
//
// Most of that knowledge is data: a table with one row for each field that
// names a Secret or ConfigMap (rows_*.go), one for each Secret an operator makes
// (outputs.go). Only what a row cannot express has a function of its own, such
// as the keys of an ExternalSecret. The paths are those of the custom resource
// definitions named beside the rows.
//
// Describe works in two passes. The first indexes the objects of the world; the
// second lets each object speak. References to Secrets are kept until the end,
// when it is known which of them the repository produces itself.
package kinds

import (
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/schema"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Describe adds to the part what the objects define and refer to. Objects that
// nothing applies only define; their places carry the trait Unlisted.
func Describe(objects []*manifest.Object, part *source.Part) {
	w := newWorld(objects, part)
	for _, o := range objects {
		w.describe(o)
	}
	w.settle()
}

// world is all objects that are described together.
type world struct {
	part       *source.Part
	objects    map[facts.Symbol]*manifest.Object // live objects by ObjectSymbol
	namespaces map[string][]string               // of each cluster, sorted
	labels     map[facts.Symbol]map[string]string
	users      map[facts.Symbol][]string           // namespaces that use a cluster-wide store or login
	produced   map[facts.Symbol]bool               // Secret and ConfigMap places with a definite producer
	made       map[*manifest.Object]*manifest.Node // what names the objects that values make
	pending    []need
	routes     []facts.Ref                       // to certificate resolvers
	traefik    map[string]bool                   // clusters in which a release of Traefik is seen
	templates  map[facts.Symbol]*manifest.Object // what writes the text of a Secret
	nested     int
	defined    map[groupKind]bool              // kinds that a CustomResourceDefinition of the world defines
	flux       map[string]schema.Version       // of each cluster where a FluxInstance says it
	issuing    map[string]bool                 // clusters whose issuers are among the manifests
	operators  map[string]string               // the tag of each cluster's operator of a tailnet; empty where several may be meant
	pasted     map[[sha256.Size]byte][]pasting // certificates in templates, by their sum
	claims     []claim                         // of tags and scopes of the tailnet
	units      bool                            // some objects are applied by units: the others are applied by hand, before
}

func newWorld(objects []*manifest.Object, part *source.Part) *world {
	w := &world{
		part: part, objects: map[facts.Symbol]*manifest.Object{}, namespaces: map[string][]string{},
		labels: map[facts.Symbol]map[string]string{}, users: map[facts.Symbol][]string{}, produced: map[facts.Symbol]bool{},
		made:    map[*manifest.Object]*manifest.Node{},
		defined: map[groupKind]bool{}, flux: map[string]schema.Version{}, traefik: map[string]bool{}, issuing: map[string]bool{},
		templates: map[facts.Symbol]*manifest.Object{}, operators: map[string]string{}, pasted: map[[sha256.Size]byte][]pasting{},
	}
	for _, o := range objects {
		if o.Live {
			w.index(o)
		}
	}
	w.noteGlobalLogins()
	for cluster, names := range w.namespaces {
		slices.Sort(names)
		w.namespaces[cluster] = slices.Compact(names)
	}
	return w
}

func (w *world) index(o *manifest.Object) {
	w.objects[objectSymbol(o)] = o
	w.units = w.units || o.Unit != ""
	w.noteNamespace(o.Cluster, o.Namespace)
	if o.Group == certManagerGroup && strings.HasSuffix(o.Kind, "Issuer") {
		w.issuing[o.Cluster] = true
	}
	if o.Kind == "FluxInstance" {
		w.flux[o.Cluster], _ = schema.ParseVersion(manifest.Scalar(manifest.Get(o.Root, "spec", "distribution", "version")))
	}
	if o.Kind == "CustomResourceDefinition" {
		w.defined[groupKind{manifest.Scalar(manifest.Get(o.Root, "spec", "group")), manifest.Scalar(manifest.Get(o.Root, "spec", "names", "kind"))}] = true
	}
	if o.Group == "" && o.Kind == "Namespace" {
		w.noteNamespace(o.Cluster, o.Name)
		w.labels[facts.New(facts.Namespace, o.Cluster, o.Name)] = texts(manifest.Get(o.Root, "metadata", "labels"))
	}
	if o.Group == esoGroup {
		w.noteStoreUsers(o)
		w.noteTemplate(o)
	}
	if o.Group == vsoGroup {
		w.noteLoginUsers(o)
	}
}

func (w *world) noteNamespace(cluster, name string) {
	if name != "" && !dynamic(name) {
		w.namespaces[cluster] = append(w.namespaces[cluster], name)
	}
}

func (w *world) noteUser(store facts.Symbol, namespace string) {
	if !slices.Contains(w.users[store], namespace) {
		w.users[store] = append(w.users[store], namespace)
	}
}

// lookup finds a live object of the world, or nil.
func (w *world) lookup(cluster, namespace, kind, name string) *manifest.Object {
	return w.objects[facts.New(facts.ObjectSymbol, cluster, namespace, kind, name)]
}

// describe lets one object speak.
func (w *world) describe(o *manifest.Object) {
	if o.Name == "" {
		return
	}
	v := &view{Object: o, w: w, id: identity(o)}
	if o.Group == "apiextensions.k8s.io" {
		if o.Kind == "CustomResourceDefinition" {
			v.definition()
			v.introduce()
		}
		return
	}
	handle, special := handlers[groupKind{o.Group, o.Kind}]
	if special {
		handle(v)
	}
	rows, listed := tableOf(o)
	for _, r := range rows {
		v.row(o.Root, r)
	}
	made, makes := outputs[groupKind{o.Group, o.Kind}]
	for _, out := range made {
		v.output(out)
	}
	if !podless[o.Kind] {
		v.embeddedPods(o.Root)
	}
	v.annotated()
	v.resolvedBy()
	v.tagged()
	v.nameserver()
	v.notePasted()
	v.noteHBA()
	v.restart()
	if !special && !listed && !builtin(o.Group) {
		v.guessReads()
		if !makes {
			v.guessMakes()
		}
	}
	v.tooling()
	v.needsKind()
	v.shape()
	v.introduce()
}

// groupKind names a kind in all its versions.
type groupKind struct{ group, kind string }

// handlers are the kinds that rows alone do not describe. They are filled in
// by init because some of them describe further objects.
var handlers map[groupKind]func(*view)

func init() {
	handlers = map[groupKind]func(*view){
		{"", "Secret"}:                                           (*view).secret,
		{"", "ConfigMap"}:                                        (*view).configMap,
		{"", "Namespace"}:                                        (*view).namespace,
		{"", "Service"}:                                          (*view).service,
		{"", "ServiceAccount"}:                                   (*view).alwaysSpeak,
		{"networking.k8s.io", "Ingress"}:                         (*view).ingress,
		{"gateway.networking.k8s.io", "Gateway"}:                 (*view).gateway,
		{"gateway.networking.k8s.io", "ListenerSet"}:             (*view).gateway,
		{"gateway.networking.k8s.io", "HTTPRoute"}:               (*view).route,
		{"gateway.networking.k8s.io", "ReferenceGrant"}:          (*view).referenceGrant,
		{"storage.k8s.io", "StorageClass"}:                       (*view).storageClass,
		{"snapshot.storage.k8s.io", "VolumeSnapshotClass"}:       (*view).storageClass,
		{esoGroup, "ExternalSecret"}:                             (*view).externalSecret,
		{esoGroup, "ClusterExternalSecret"}:                      (*view).clusterExternalSecret,
		{esoGroup, "PushSecret"}:                                 (*view).pushSecret,
		{esoGroup, "ClusterPushSecret"}:                          (*view).clusterPushSecret,
		{esoGroup, "SecretStore"}:                                (*view).store,
		{esoGroup, "ClusterSecretStore"}:                         (*view).store,
		{vsoGroup, "VaultStaticSecret"}:                          (*view).vaultSecret,
		{vsoGroup, "VaultDynamicSecret"}:                         (*view).vaultSecret,
		{vsoGroup, "VaultPKISecret"}:                             (*view).vaultSecret,
		{vsoGroup, "HCPVaultSecretsApp"}:                         (*view).vaultSecret,
		{vsoGroup, "VaultAuth"}:                                  (*view).vaultAuth,
		{vsoGroup, "VaultAuthGlobal"}:                            (*view).vaultAuth,
		{vsoGroup, "HCPAuth"}:                                    (*view).vaultAuth,
		{vsoGroup, "VaultConnection"}:                            (*view).vaultConnection,
		{vsoGroup, "SecretTransformation"}:                       (*view).alwaysSpeak,
		{infisicalGroup, "InfisicalSecret"}:                      (*view).infisicalSecret,
		{infisicalGroup, "InfisicalDynamicSecret"}:               (*view).infisicalSecret,
		{infisicalGroup, "InfisicalStaticSecret"}:                (*view).infisicalStatic,
		{certManagerGroup, "Certificate"}:                        (*view).certificate,
		{certManagerGroup, "Issuer"}:                             (*view).issuer,
		{certManagerGroup, "ClusterIssuer"}:                      (*view).issuer,
		{"helm.toolkit.fluxcd.io", "HelmRelease"}:                (*view).helmRelease,
		{"source.toolkit.fluxcd.io", "GitRepository"}:            (*view).origin,
		{"source.toolkit.fluxcd.io", "OCIRepository"}:            (*view).origin,
		{"source.toolkit.fluxcd.io", "HelmRepository"}:           (*view).origin,
		{"source.toolkit.fluxcd.io", "HelmChart"}:                (*view).origin,
		{"source.toolkit.fluxcd.io", "Bucket"}:                   (*view).origin,
		{"kustomize.toolkit.fluxcd.io", "Kustomization"}:         func(*view) {},
		{"fluxcd.controlplane.io", "ResourceSet"}:                (*view).resourceSet,
		{"argoproj.io", "Application"}:                           (*view).application,
		{"helm.cattle.io", "HelmChart"}:                          (*view).helmChart,
		{"helm.cattle.io", "HelmChartConfig"}:                    (*view).helmChart,
		{"bitnami.com", "SealedSecret"}:                          (*view).sealedSecret,
		{"isindir.github.com", "SopsSecret"}:                     (*view).sopsSecret,
		{"postgres-operator.crunchydata.com", "PostgresCluster"}: (*view).postgresCluster,
		{"kyverno.io", "ClusterPolicy"}:                          (*view).policy,
		{"kyverno.io", "Policy"}:                                 (*view).policy,
		{"secrets-store.csi.x-k8s.io", "SecretProviderClass"}:    (*view).providerClass,
	}
	for kind := range generatorKeys {
		handlers[groupKind{generatorGroup, kind}] = (*view).generator
	}
	handlers[groupKind{generatorGroup, "ClusterGenerator"}] = (*view).generator
}

// builtin reports whether an API group belongs to Kubernetes or to tools whose
// objects carry no Secret names besides those in the table.
func builtin(group string) bool {
	switch group {
	case "", "apps", "batch", "policy", "autoscaling", "kustomize.config.k8s.io", "argoproj.io":
		return true
	}
	return len(group) > 7 && group[len(group)-7:] == ".k8s.io"
}
