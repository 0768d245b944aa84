package manifest

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/chart"
)

// argoRoots is where Argo CD starts: what people apply, because no Application
// covers it.
type argoRoots struct {
	all     []*Object // every Application and set, as far as it can be read raw
	covered []string  // directories that one of them points at
	charts  []string  // charts that make Applications
}

// findArgoRoots collects Applications and sets, also those in the templates of
// charts. It answers nil where there are none.
func (r *renderer) findArgoRoots() *argoRoots {
	roots := &argoRoots{}
	for _, o := range r.raw {
		if isArgo(o) {
			roots.all = append(roots.all, o)
		}
	}
	for _, f := range r.tree.Files {
		if f.Base() == "Chart.yaml" {
			if found := r.chartApplications(path.Dir(f.Path)); len(found) > 0 {
				roots.charts = append(roots.charts, path.Dir(f.Path))
				roots.all = append(roots.all, found...)
			}
		}
	}
	if len(roots.all) == 0 {
		return nil
	}
	slices.SortStableFunc(roots.all, byFile)
	for _, o := range roots.all {
		roots.covered = append(roots.covered, coveredBy(o)...)
	}
	return roots
}

// chartApplications are the Applications in a chart's templates, as they stand.
func (r *renderer) chartApplications(dir string) []*Object {
	var found []*Object
	for _, f := range r.templates(dir) {
		text, err := f.Text()
		if err != nil || !bytes.Contains(text, []byte(argoGroup)) {
			continue
		}
		objects, _ := lenientObjects(f)
		found = append(found, slices.DeleteFunc(objects, func(o *Object) bool { return !isArgo(o) })...)
	}
	return found
}

// coveredBy are the directories that an Application or a set reads.
func coveredBy(o *Object) []string {
	var dirs []string
	add := func(n *Node) {
		dir := path.Clean(strings.TrimPrefix(Scalar(n), "/"))
		if at := strings.IndexAny(dir, "*{<$["); at >= 0 {
			dir = path.Dir(dir[:at] + "x")
		}
		own := dir == "." || path.Dir(o.File) == dir || strings.HasPrefix(o.File, dir+"/")
		if Scalar(n) != "" && !own {
			dirs = append(dirs, dir)
		}
	}
	for _, s := range sourcesOf(o) {
		add(Get(s, "path"))
	}
	for _, n := range gitPaths(Get(o.Root, "spec", "generators"), 0) {
		add(n)
	}
	return dirs
}

// gitPaths are the paths that the git generators of a set look at.
func gitPaths(generators *Node, depth int) []*Node {
	var found []*Node
	for _, g := range Items(generators) {
		for _, list := range []string{"directories", "files"} {
			for _, item := range Items(Get(g, "git", list)) {
				found = append(found, Get(item, "path"))
			}
		}
		for _, outer := range []string{"matrix", "merge"} {
			if inner := Get(g, outer, "generators"); inner != nil && depth < 4 {
				found = append(found, gitPaths(inner, depth+1)...)
			}
		}
	}
	return found
}

// covers reports whether an Application applies what lies at a path.
func (roots *argoRoots) covers(name string) bool {
	return slices.ContainsFunc(roots.covered, func(dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") })
}

// start takes what people apply: kustomizations that make Applications,
// Applications beside them, and charts that make some. What sets the values of
// such a chart is out of sight.
func (a *argo) start(ctx context.Context, roots *argoRoots) {
	for _, dir := range a.topDirectories() {
		if roots.covers(dir) {
			continue
		}
		if b := a.build(ctx, target{dir: dir}); slices.ContainsFunc(b.objects, isArgo) {
			a.home.noteBuilt(b)
			a.home.marks = append(a.home.marks, b.marks...)
			a.take(a.home, b.objects, nil)
		}
	}
	for _, dir := range roots.charts {
		if !roots.covers(dir) {
			a.release(a.home, release{dir: dir, name: path.Base(dir), namespace: "argocd", values: chart.Unknown{}}, nil)
		}
	}
	a.byHandRoots(roots.covers)
	if len(a.queue) == 0 { // they point at each other
		a.byHandRoots(func(string) bool { return false })
	}
}

// byHandRoots takes the manifests of each directory in which an Application
// stands that nothing else applies.
func (a *argo) byHandRoots(covered func(string) bool) {
	dirs := map[string]bool{}
	for _, o := range a.raw {
		if isArgo(o) && !covered(o.File) && !a.reached[o.File] && a.above(o.File) == "" {
			dirs[path.Dir(o.File)] = true
		}
	}
	files := map[string]bool{}
	for _, o := range a.raw {
		if dirs[path.Dir(o.File)] && !covered(o.File) && (files[o.File] || !a.reached[o.File]) {
			files[o.File], a.reached[o.File] = true, true
			own := *o
			a.take(a.home, []*Object{&own}, nil)
		}
	}
}
