package manifest

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// World is every object of a repository as its clusters would see it.
type World struct {
	Objects  []*Object // live ones cluster by cluster in build order, then those nothing applies
	Clusters []string  // names, sorted; facts.AnyCluster for a repository that only bootstraps

	part source.Part
}

type worldKey struct{}

// Load renders a repository once, however many front ends ask.
func Load(ctx context.Context, t *source.Tree) *World {
	return t.Once(worldKey{}, func() any { return render(ctx, t) }).(*World)
}

// Describe adds what the rendering itself found: units and their order,
// origins, substitution, listings, files that do not parse.
func (w *World) Describe(part *source.Part) { part.Add(w.part) }

// renderer knows the raw objects of a repository.
type renderer struct {
	*builder
	raw      []*Object // of every file that may be live, by path
	clusters []*cluster
	reached  map[string]bool // files and directories that a root uses
	faulty   []*source.File  // that could be manifests, until told which do not parse
	part     source.Part
}

func newRenderer(t *source.Tree) *renderer {
	r := &renderer{builder: &builder{tree: t, custom: map[string]bool{}}, reached: map[string]bool{}}
	r.index()
	return r
}

// render finds the roots of a repository and everything they apply.
func render(ctx context.Context, t *source.Tree) *World {
	r := newRenderer(t)
	if !r.fluxClusters(ctx) && !r.looseUnits(ctx) && !r.argoClusters(ctx) {
		r.plainCluster(ctx)
	}
	r.noteReached()
	r.bootstrap(ctx)
	w := &World{}
	for _, c := range r.clusters {
		w.Clusters = append(w.Clusters, c.name)
		w.Objects = append(w.Objects, c.objects...)
		r.describe(c)
	}
	slices.Sort(w.Clusters)
	w.Clusters = slices.Compact(w.Clusters)
	w.Objects = append(w.Objects, r.leftovers()...)
	r.tellFaults()
	w.part = r.part
	return w
}

// tellFaults records the manifests that do not parse or can't be read. Those
// that are live also have a mark, which a rule reports.
func (r *renderer) tellFaults() {
	for _, f := range r.faulty {
		if r.reached[f.Path] {
			r.part.Problems = append(r.part.Problems, unreadableProblem(f)...)
		}
		for _, d := range Documents(f) {
			if d.Fault != nil && !idle(f.Path) && (r.reached[f.Path] || looksLikeObject(d)) {
				r.part.Problems = append(r.part.Problems, facts.Problem{At: d.faultPos(), Code: d.Fault.Code, Detail: d.Fault.Detail, Told: r.reached[f.Path]})
			}
		}
	}
}

// index collects the raw objects of all YAML files outside directories that
// are never live.
func (r *renderer) index() {
	for _, f := range r.tree.Files {
		if !IsYAML(f) || IsTemplate(r.tree, f) {
			continue
		}
		docs := Documents(f)
		r.part.Files++
		r.faulty = append(r.faulty, f)
		r.part.Documents += len(docs)
		for _, d := range docs {
			for _, o := range d.Objects() {
				r.noteCustom(o)
				if !idle(f.Path) {
					r.raw = append(r.raw, o)
				}
			}
		}
	}
}

// noteCustom learns the scope of kinds that the repository itself defines.
func (r *renderer) noteCustom(o *Object) {
	if o.Kind != "CustomResourceDefinition" {
		return
	}
	if kind := Scalar(Get(o.Root, "spec", "names", "kind")); kind != "" && !clusterKinds[kind] {
		r.custom[kind] = Scalar(Get(o.Root, "spec", "scope")) == "Cluster"
	}
}

// idleNames are directories whose manifests are kept for other ends than
// applying them.
var idleNames = []string{"templates", "examples", "example", "docs", "doc", "test", "tests", "testdata", "contrib", "boilerplate", "node_modules", "archive"}

// idle reports whether a path lies in a directory that is never live.
func idle(name string) bool {
	for _, part := range strings.Split(path.Dir(name), "/") {
		if slices.Contains(idleNames, part) || len(part) > 1 && part[0] == '.' {
			return true
		}
	}
	return false
}

func (r *renderer) newCluster(name, dir string) *cluster {
	if slices.ContainsFunc(r.clusters, func(c *cluster) bool { return c.name == name }) {
		name = strings.ReplaceAll(path.Clean(dir), "/", "-")
	}
	c := &cluster{renderer: r, name: name, dir: dir, known: map[facts.Symbol]bool{}}
	r.clusters = append(r.clusters, c)
	return c
}

// fluxClusters renders one cluster for each entry point.
func (r *renderer) fluxClusters(ctx context.Context) bool {
	for _, e := range r.entries() {
		c := r.newCluster(clusterName(e.dir, r.tree.Repo), e.dir)
		c.source, c.url = e.source, e.url
		c.grow(ctx, []*unit{c.first(e)})
		if !slices.ContainsFunc(c.objects, func(o *Object) bool { return o.File == e.object.File }) {
			for _, o := range fileObjects(r.tree.File(e.object.File)) {
				c.adopt(o) // the source often stands beside the entry
			}
			r.reached[e.object.File] = true
		}
	}
	return len(r.clusters) > 0
}

// first is the unit a cluster starts with.
func (c *cluster) first(e entry) *unit {
	symbol := facts.New(facts.Unit, c.name, e.namespace, e.name)
	c.known[symbol] = true
	if e.unit {
		o := *e.object
		o.Cluster = c.name
		return c.newUnit(&o, nil)
	}
	return &unit{symbol: symbol, entry: &e, namespace: e.namespace, dir: e.dir, source: e.source, target: target{dir: e.dir}}
}

// looseUnits renders the Flux Kustomizations of a repository without an entry
// point: those that no other covers are taken as applied by hand.
func (r *renderer) looseUnits(ctx context.Context) bool {
	groups := map[string][]*Object{}
	for _, o := range r.topLevel() {
		groups[path.Dir(o.File)] = append(groups[path.Dir(o.File)], o)
	}
	byName := map[string]*cluster{}
	levels := map[string][]*unit{}
	raw := map[string][]*Object{}
	for _, o := range r.raw {
		raw[path.Dir(o.File)] = append(raw[path.Dir(o.File)], o)
	}
	for _, dir := range sortedKeys(groups) {
		name := clusterName(dir, r.tree.Repo)
		c := byName[name]
		if c == nil {
			c = r.newCluster(name, dir)
			c.url = r.ownSource()
			byName[name] = c
		}
		r.beside(ctx, c, dir, raw[dir])
		for _, o := range c.objects {
			if u := c.child(o, nil); u != nil {
				levels[name] = append(levels[name], u)
			}
		}
	}
	for _, name := range sortedKeys(levels) {
		byName[name].grow(ctx, levels[name])
	}
	return len(groups) > 0
}

// beside takes what lies in one directory with a unit applied by hand as
// applied the same way: its kustomization, or the manifests in it.
func (r *renderer) beside(ctx context.Context, c *cluster, dir string, raw []*Object) {
	if findKustomization(r.tree, dir) != nil {
		b := c.build(ctx, target{dir: dir})
		c.noteBuilt(b)
		c.marks = append(c.marks, b.marks...)
		for _, o := range b.objects {
			c.adopt(o)
		}
	}
	for _, o := range raw {
		if !r.reached[o.File] && !isKustomizationFile(r.tree.File(o.File)) {
			c.adopt(o)
		}
	}
	for _, f := range r.tree.Below(dir) {
		if path.Dir(f.Path) == dir && !r.reached[f.Path] && !isKustomizationFile(f) {
			r.noteBroken(f)
		}
	}
	for _, o := range c.objects {
		r.reached[o.File] = true
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// noteReached remembers what took part in a build of any cluster.
func (r *renderer) noteReached() {
	for _, c := range r.clusters {
		for _, u := range c.units {
			for _, name := range u.built.reached {
				r.reached[name] = true
			}
		}
	}
}

// plainCluster takes kustomizations that no other uses, and manifests outside
// all of them, as applied. A repository that also holds Terraform builds
// whatever cluster the linked GitOps repository describes.
func (r *renderer) plainCluster(ctx context.Context) {
	name := r.tree.Repo
	if slices.ContainsFunc(r.tree.Files, func(f *source.File) bool { return f.Ext() == ".tf" || f.Ext() == ".hcl" }) {
		name = facts.AnyCluster
	}
	c := r.newCluster(name, ".")
	for _, dir := range r.topDirectories() {
		u := &unit{dir: dir, target: target{dir: dir}}
		u.built = c.build(ctx, u.target)
		c.finish(u)
	}
	c.units = slices.DeleteFunc(c.units, func(u *unit) bool { c.noteBuilt(u.built); return true })
	loose := map[string]bool{} // files taken here: all of their objects are
	for _, o := range r.raw {
		f := r.tree.File(o.File)
		if (loose[o.File] || !r.reached[o.File]) && !isKustomizationFile(f) && r.above(o.File) == "" && !isFluxKustomization(o) {
			loose[o.File], r.reached[o.File] = true, true
			c.adopt(o)
		}
	}
}

// noteBuilt keeps what a build outside of any unit said.
func (c *cluster) noteBuilt(b *built) {
	for _, name := range b.reached {
		c.reached[name] = true
	}
	for _, o := range b.objects {
		o.Unsure = b.reason()
	}
	c.unbuilt = c.unbuilt || b.failed
	c.part.Problems = append(c.part.Problems, b.problems...)
	if b.partial || len(b.lacking) > 0 {
		c.unseenBeside(b)
	}
}

// adopt takes a raw object as applied to the cluster.
func (c *cluster) adopt(o *Object) {
	own := *o
	own.Cluster, own.Live = c.name, true
	c.settle(&own, nil)
	c.objects = append(c.objects, &own)
}

// topDirectories are the directories with a kustomization that no other
// kustomization uses, nor lies around: one inside another's directory that is
// not listed there is left out, not applied by hand.
func (r *renderer) topDirectories() []string {
	used, all := map[string]bool{}, map[string]bool{}
	for _, f := range r.tree.Files {
		if !isKustomizationFile(f) || idle(f.Path) {
			continue
		}
		dir := path.Dir(f.Path)
		k := r.kustomization(dir)
		if Scalar(Get(k.root, "kind")) != "Component" {
			all[dir] = true
		}
		for _, e := range slices.Concat(k.resources, k.components) {
			used[e.target] = true
		}
	}
	top := map[string]bool{}
	for dir := range all {
		top[dir] = !used[dir]
	}
	return slices.DeleteFunc(sortedKeys(top), func(dir string) bool { return !top[dir] || insideOf(top, dir) })
}

// insideOf reports whether a directory lies below one of a set.
func insideOf(dirs map[string]bool, dir string) bool {
	for dir != "." {
		if dir = path.Dir(dir); dirs[dir] {
			return true
		}
	}
	return false
}

// above is the nearest directory of a file, or around it, that has a
// kustomization; empty without one.
func (r *renderer) above(name string) string {
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		if findKustomization(r.tree, dir) != nil {
			return dir
		}
		if dir == "." {
			return ""
		}
	}
}

func byFile(a, b *Object) int { return cmp.Compare(a.File, b.File) }
