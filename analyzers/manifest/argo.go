package manifest

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

const argoGroup = "argoproj.io"

func isApplication(o *Object) bool { return o.Kind == "Application" && o.Group == argoGroup }

func isApplicationSet(o *Object) bool { return o.Kind == "ApplicationSet" && o.Group == argoGroup }

func isArgo(o *Object) bool { return isApplication(o) || isApplicationSet(o) }

// argo renders what Argo CD Applications of this repository point at, and the
// Applications that come out of that.
type argo struct {
	*renderer
	home  *cluster // where Argo CD itself runs
	queue []*Object
	seen  map[facts.Symbol]bool
	own   string // last part of this repository's URL, as Applications spell it
}

// argoClusters finds the Applications that people apply and renders everything
// below them.
func (r *renderer) argoClusters(ctx context.Context) bool {
	roots := r.findArgoRoots()
	if roots == nil {
		return false
	}
	a := &argo{renderer: r, home: r.newCluster(r.tree.Repo, "."), seen: map[facts.Symbol]bool{}, own: r.ownURL(roots.all)}
	a.start(ctx, roots)
	for n := 0; n < len(a.queue) && n < maxUnits && ctx.Err() == nil; n++ {
		o := a.queue[n]
		if isApplicationSet(o) {
			a.applicationSet(o)
			continue
		}
		a.application(ctx, o)
	}
	return true
}

// take accepts rendered objects into a cluster and queues what Argo CD would
// go on with.
func (a *argo) take(c *cluster, objects []*Object, namespace *Node) {
	for _, o := range objects {
		o.Cluster, o.Live = c.name, true
		c.settle(o, namespace)
		c.objects = append(c.objects, o)
		if isArgo(o) && !a.seen[o.Symbol()] {
			a.seen[o.Symbol()] = true
			a.queue = append(a.queue, o)
		}
	}
}

// application renders the sources of one Application.
// Source: argo-cd, Application v1alpha1: spec.source, spec.sources.
func (a *argo) application(ctx context.Context, o *Object) {
	c := a.destination(o)
	sources := Items(Get(o.Root, "spec", "sources"))
	if len(sources) == 0 {
		sources = []*Node{Get(o.Root, "spec", "source")}
	}
	for _, s := range sources {
		if Get(s, "chart") != nil || Scalar(Get(s, "path")) == "" {
			continue // a chart from elsewhere, or values for another source
		}
		if dir, here := a.locate(s); here {
			a.source(ctx, c, appSource{o: o, node: s, dir: dir, all: sources})
		} else {
			a.unseen(c, o)
		}
	}
}

// appSource is one source of an Application that lies in this repository.
type appSource struct {
	o    *Object
	node *Node
	dir  string
	all  []*Node // the Application's sources
}

func (s appSource) namespace() *Node { return Get(s.o.Root, "spec", "destination", "namespace") }

// source renders as the tool does that Argo CD would choose.
func (a *argo) source(ctx context.Context, c *cluster, s appSource) {
	a.reached[s.dir] = true
	switch {
	case Get(s.node, "plugin") != nil:
		a.unseen(c, s.o)
	case Get(s.node, "helm") != nil && a.isChart(s.dir), Get(s.node, "directory") == nil && Get(s.node, "kustomize") == nil && a.isChart(s.dir):
		a.chart(c, s)
	case Get(s.node, "directory") == nil && findKustomization(a.tree, s.dir) != nil:
		b := a.build(ctx, s.target(a.builder))
		c.noteBuilt(b)
		c.marks = append(c.marks, b.marks...)
		if b.failed || b.partial || len(b.lacking) > 0 {
			a.unseen(c, s.o)
		}
		a.take(c, b.objects, s.namespace())
	default:
		a.directory(c, s)
	}
}

// locate finds the directory of a source; false where it is out of sight.
func (a *argo) locate(s *Node) (string, bool) {
	dir := path.Clean(strings.TrimPrefix(Scalar(Get(s, "path")), "/"))
	if templated(dir) != "" || strings.HasPrefix(dir, "../") || !a.tree.HasDir(dir) && dir != "." {
		return "", false
	}
	url := Scalar(Get(s, "repoURL"))
	return dir, templated(url) != "" || urlTail(url) == a.own
}

// urlTail is the last part of a Git URL, without ".git".
func urlTail(url string) string {
	return strings.TrimSuffix(path.Base(strings.TrimSuffix(url, "/")), ".git")
}

// ownURL is how the Applications call this repository: by its name, or else by
// the URL under which most of their paths exist.
func (r *renderer) ownURL(all []*Object) string {
	count := map[string]int{}
	for _, o := range all {
		for _, s := range sourcesOf(o) {
			dir, url := path.Clean(Scalar(Get(s, "path"))), Scalar(Get(s, "repoURL"))
			if Get(s, "path") != nil && templated(url) == "" && (r.tree.HasDir(dir) || templated(dir) != "") {
				count[urlTail(url)]++
			}
		}
	}
	best := r.tree.Repo
	if count[best] == 0 {
		for _, url := range sortedKeys(count) {
			if count[url] > count[best] {
				best = url
			}
		}
	}
	return best
}

// sourcesOf are the sources of an Application, or of a set's template and
// generators.
func sourcesOf(o *Object) []*Node {
	spec := Get(o.Root, "spec")
	if isApplicationSet(o) {
		spec = Get(spec, "template", "spec")
	}
	return slices.DeleteFunc(append(Items(Get(spec, "sources")), Get(spec, "source")), func(n *Node) bool { return n == nil })
}

// localCluster are the ways to name the cluster Argo CD runs in.
var localCluster = []string{"", "in-cluster", "https://kubernetes.default.svc"}

// destination is the cluster an Application deploys to. One that is not known
// may be any.
func (a *argo) destination(o *Object) *cluster {
	name, server := Scalar(Get(o.Root, "spec", "destination", "name")), Scalar(Get(o.Root, "spec", "destination", "server"))
	if name == "" {
		name = strings.TrimSuffix(server, "/")
	}
	switch {
	case templated(name) != "":
		return a.named(facts.AnyCluster)
	case slices.Contains(localCluster, name):
		return a.home
	}
	_, host, found := strings.Cut(name, "://")
	if found {
		name = host
	}
	return a.named(name)
}

func (r *renderer) named(name string) *cluster {
	for _, c := range r.clusters {
		if c.name == name {
			return c
		}
	}
	return r.newCluster(name, ".")
}

// unseen says that an Application may make what is out of sight.
func (a *argo) unseen(c *cluster, o *Object) {
	a.mayMakeAnything(c, Scalar(Get(o.Root, "spec", "destination", "namespace")), o.At(Get(o.Root, "metadata", "name")), "")
}
