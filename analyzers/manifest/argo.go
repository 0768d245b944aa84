package manifest

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// argoClusters renders what Argo CD Applications of this repository point at:
// directories of manifests, kustomizations, and the parts of a chart's
// templates that are plain YAML.
func (r *renderer) argoClusters(ctx context.Context) bool {
	applications := r.applications()
	if len(applications) == 0 {
		return false
	}
	c := r.newCluster(r.tree.Repo, ".")
	for _, o := range applications {
		r.reached[o.File] = true
		c.adopt(o)
		for _, dir := range r.applied(o) {
			c.application(ctx, o, dir)
		}
	}
	return true
}

// applications are Argo's, also those in templates of a chart that are plain
// YAML: an application of applications often is one.
func (r *renderer) applications() []*Object {
	var found []*Object
	for _, f := range r.tree.Files {
		if !IsYAML(f) || idle(f.Path) && !IsTemplate(r.tree, f) {
			continue
		}
		for _, o := range fileObjects(f) {
			if o.Kind == "Application" && o.Group == "argoproj.io" && !strings.Contains(o.Name, "{{") {
				found = append(found, o)
			}
		}
	}
	slices.SortStableFunc(found, byFile)
	return found
}

// applied are the directories of this repository that an Application names.
// Source: argo-cd, Application v1alpha1: spec.source, spec.sources.
func (r *renderer) applied(o *Object) []string {
	var dirs []string
	for _, s := range append(Items(Get(o.Root, "spec", "sources")), Get(o.Root, "spec", "source")) {
		dir := path.Clean(Scalar(Get(s, "path")))
		if dir != "." && !strings.Contains(dir, "{{") && r.tree.HasDir(dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func (c *cluster) application(ctx context.Context, o *Object, dir string) {
	namespace := Get(o.Root, "spec", "destination", "namespace")
	if c.reached[dir] {
		return
	}
	c.reached[dir] = true
	if c.tree.File(path.Join(dir, "Chart.yaml")) != nil {
		c.chart(dir, namespace)
		return
	}
	u := &unit{dir: dir, target: target{dir: dir}}
	u.built = c.build(ctx, u.target)
	c.noteBuilt(u.built)
	for _, made := range u.built.objects {
		made.Cluster, made.Live, made.Unsure = c.name, true, u.built.reason()
		c.settle(made, namespace)
		c.objects = append(c.objects, made)
	}
	c.marks = append(c.marks, u.built.marks...)
}

// chart takes the templates of a chart that parse. Their names may still hold
// template expressions.
func (c *cluster) chart(dir string, namespace *Node) {
	for _, f := range c.tree.Below(path.Join(dir, "templates")) {
		if !IsYAML(f) {
			continue
		}
		c.reached[f.Path] = true
		for _, made := range fileObjects(f) {
			made.Cluster, made.Live, made.Unsure = c.name, true, facts.ChartNotRendered
			c.settle(made, namespace)
			c.objects = append(c.objects, made)
		}
	}
	name := Scalar(namespace)
	if name == "" {
		name = "*"
	}
	for _, kind := range []facts.SymbolKind{facts.Secret, facts.ConfigMap} {
		c.part.Def(facts.Def{
			Symbol: facts.New(kind, c.name, name, "*"), Kind: facts.KindChart, Keys: facts.UnknownKeys(),
			At: c.tree.File(path.Join(dir, "Chart.yaml")).At(1, 1, 0), Traits: facts.Traits{Possible: true},
		})
	}
}
