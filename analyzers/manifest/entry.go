package manifest

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// API groups of Flux.
const (
	fluxKustomize = "kustomize.toolkit.fluxcd.io"
	fluxSource    = "source.toolkit.fluxcd.io"
	fluxExtension = "source.extensions.fluxcd.io"
	fluxOperator  = "fluxcd.controlplane.io"
	fluxHelm      = "helm.toolkit.fluxcd.io"
)

// externalArtifact is the kind of source that other controllers make.
const externalArtifact = "ExternalArtifact"

func isFluxKustomization(o *Object) bool {
	return o.Kind == "Kustomization" && o.Group == fluxKustomize
}

// entry is where a cluster starts: the first unit of its tree.
type entry struct {
	object    *Object // that says so
	unit      bool    // object is the Flux Kustomization itself
	namespace string
	name      string
	dir       string // in the repository
	path      *Node
	source    sourceRef
	url       string
}

// sourceRef names where a unit's files come from.
type sourceRef struct{ kind, namespace, name string }

// entries are the Flux entry points among the repository's raw objects, one a
// directory: Kustomizations that apply themselves, FluxInstances, and Helm
// values for the chart of either.
func (r *renderer) entries() []entry {
	var found []entry
	for _, o := range r.raw {
		if e, ok := r.entryOf(o); ok && r.tree.HasDir(e.dir) {
			if !slices.ContainsFunc(found, func(f entry) bool { return f.dir == e.dir }) {
				found = append(found, e)
			}
		}
	}
	return found
}

func (r *renderer) entryOf(o *Object) (entry, bool) {
	switch {
	case isFluxKustomization(o):
		return r.selfApplying(o)
	case o.Kind == "FluxInstance" && o.Group == fluxOperator:
		return syncEntry(o, Get(o.Root, "spec", "sync"))
	case o.Kind == "HelmRelease" && o.Group == fluxHelm:
		return syncEntry(o, Get(o.Root, "spec", "values", "instance", "sync"))
	}
	return entry{}, false
}

// selfApplying accepts a Kustomization whose path holds its own file: what
// "flux bootstrap" writes.
func (r *renderer) selfApplying(o *Object) (entry, bool) {
	at := Get(o.Root, "spec", "path")
	dir := path.Clean(Scalar(at))
	ref := sourceOf(o)
	own := dir == "." || strings.HasPrefix(o.File, dir+"/")
	if !own || ref.kind != "GitRepository" || path.Dir(o.File) == "." && dir == "." && o.Name != ref.name {
		return entry{}, false
	}
	var url string
	for _, other := range r.raw {
		if other.Kind == ref.kind && other.Name == ref.name && path.Dir(other.File) == path.Dir(o.File) {
			url = Scalar(Get(other.Root, "spec", "url"))
		}
	}
	if url == "" && o.Name != ref.name {
		return entry{}, false
	}
	return entry{object: o, unit: true, namespace: o.Namespace, name: o.Name, dir: dir, path: at, source: ref, url: url}, true
}

// syncEntry reads spec.sync of a FluxInstance, or what a chart makes one of.
// Source: flux-operator, FluxInstance v1: kind, url, path, name (default: the
// namespace).
func syncEntry(o *Object, sync *Node) (entry, bool) {
	at := Get(sync, "path")
	if Scalar(at) == "" {
		return entry{}, false
	}
	e := entry{object: o, namespace: o.Namespace, dir: path.Clean(Scalar(at)), path: at, url: Scalar(Get(sync, "url"))}
	if e.namespace == "" {
		e.namespace = "flux-system"
	}
	if e.name = Scalar(Get(sync, "name")); e.name == "" {
		e.name = e.namespace
	}
	e.source = sourceRef{Scalar(Get(sync, "kind")), e.namespace, e.name}
	return e, true
}

func sourceOf(o *Object) sourceRef {
	ref := Get(o.Root, "spec", "sourceRef")
	s := sourceRef{Scalar(Get(ref, "kind")), Scalar(Get(ref, "namespace")), Scalar(Get(ref, "name"))}
	if s.namespace == "" {
		s.namespace = o.Namespace
	}
	return s
}

// ownSource is the URL that the units of a repository without an entry point
// most often use for paths that are in it: a checkout may be called anything.
func (r *renderer) ownSource() string {
	urls := map[string][]string{} // of Git repositories, by name
	for _, o := range r.raw {
		if o.Group == fluxSource && o.Kind == "GitRepository" {
			urls[o.Name] = append(urls[o.Name], Scalar(Get(o.Root, "spec", "url")))
		}
	}
	count := map[string]int{}
	for _, o := range r.raw {
		if dir := path.Clean(Scalar(Get(o.Root, "spec", "path"))); !isFluxKustomization(o) || dir == "." || !r.tree.HasDir(dir) {
			continue
		}
		if ref := sourceOf(o); ref.kind == "GitRepository" {
			for _, url := range urls[ref.name] {
				count[url]++
			}
		}
	}
	best := ""
	for _, url := range sortedKeys(count) {
		if count[url] > count[best] {
			best = url
		}
	}
	return best
}

func (s sourceRef) symbol(cluster string) facts.Symbol {
	return facts.New(facts.Origin, cluster, s.kind, s.namespace, s.name)
}

// genericNames are directory names that say nothing about which cluster it is.
var genericNames = []string{"", ".", "flux", "flux-system", "cluster", "clusters", "config", "configs", "kubernetes", "k8s", "apps",
	"bootstrap", "main", "base", "gitops", "infrastructure", "infra", "manifests", "deploy", "kustomize", "argocd", "argo", "ks", "root"}

// clusterName is the last telling element of a path, or the repository's name.
func clusterName(dir, repo string) string {
	parts := strings.Split(path.Clean(dir), "/")
	for _, part := range slices.Backward(parts) {
		if !slices.Contains(genericNames, strings.ToLower(part)) {
			return part
		}
	}
	return repo
}

// topLevel are the Flux Kustomizations that no other one's path covers: where
// an entry point is not in the repository, they are applied by hand.
func (r *renderer) topLevel() []*Object {
	var all, top []*Object
	paths := map[string]int{} // how many of them have a path
	for _, o := range r.raw {
		if isFluxKustomization(o) {
			all = append(all, o)
			paths[unitPath(o)]++
		}
	}
	for _, o := range all {
		if !covered(o, paths) {
			top = append(top, o)
		}
	}
	return top
}

func unitPath(o *Object) string { return path.Clean(Scalar(Get(o.Root, "spec", "path"))) }

// covered reports whether a Flux Kustomization lies below the path of another.
func covered(o *Object, paths map[string]int) bool {
	for dir := path.Dir(o.File); dir != "." && dir != "/"; dir = path.Dir(dir) {
		others := paths[dir]
		if unitPath(o) == dir {
			others--
		}
		if others > 0 {
			return true
		}
	}
	return false
}
