package manifest

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// bootstrap takes what people or scripts apply by hand as live: it exists
// before the cluster looks after itself. Kustomizations are built first, what
// is left is taken as it stands.
func (r *renderer) bootstrap(ctx context.Context) {
	r.helmfiles()
	applied := slices.DeleteFunc(r.topDirectories(), func(dir string) bool { return !forBootstrap(dir) })
	for _, dir := range append(applied, r.appliedDirectories()...) {
		r.applyByHand(ctx, dir)
	}
	for _, f := range r.tree.Files {
		if !r.reached[f.Path] && r.byHand(f) {
			r.adoptByHand(r.templateObjects(f))
			r.noteBroken(f)
			r.reached[f.Path] = true
		}
	}
}

// applyByHand takes a directory as applied: its kustomization, or the manifests
// in it.
func (r *renderer) applyByHand(ctx context.Context, dir string) {
	switch f := findKustomization(r.tree, dir); {
	case f == nil:
		for _, f := range r.tree.Below(dir) {
			if path.Dir(f.Path) == dir && IsYAML(f) && !r.reached[f.Path] {
				r.adoptByHand(fileObjects(f))
				r.noteBroken(f)
				r.reached[f.Path] = true
			}
		}
	case !r.reached[f.Path]:
		c := r.everywhere()
		b := c.build(ctx, target{dir: dir})
		c.noteBuilt(b)
		r.part.Marks = append(r.part.Marks, b.marks...)
		r.adoptByHand(b.objects)
	}
}

func (r *renderer) adoptByHand(objects []*Object) {
	for _, o := range objects {
		if !isFluxKustomization(o) {
			r.everywhere().adopt(o)
		}
	}
}

// forBootstrap reports whether a directory is kept for bootstrapping.
func forBootstrap(dir string) bool { return slices.Contains(strings.Split(dir, "/"), "bootstrap") }

// everywhere is the only cluster, or what stands for all of several.
func (r *renderer) everywhere() *cluster {
	if len(r.clusters) == 1 {
		return r.clusters[0]
	}
	for _, c := range r.clusters {
		if c.name == facts.AnyCluster {
			return c
		}
	}
	return r.newCluster(facts.AnyCluster, ".")
}

// byHand reports whether a manifest lies in a directory for bootstrapping, or
// is named by a script, a task file or a README.
func (r *renderer) byHand(f *source.File) bool {
	template := IsTemplate(r.tree, f) && !strings.Contains("/"+f.Path, "/templates/")
	if !IsYAML(f) && !template || isKustomizationFile(f) {
		return false
	}
	if forBootstrap(path.Dir(f.Path)) {
		return true
	}
	return !idle(f.Path) && r.mentions()[f.Path]
}

type mentionsKey struct{}

// fileWord is a path of a manifest in running text.
var fileWord = expr.New(`[A-Za-z0-9_./{}$-]*[A-Za-z0-9_-]\.ya?ml(?:\.j2|\.tpl|\.tmpl)?\b`)

// mentions are the files that scripts, task files and READMEs name.
func (r *renderer) mentions() map[string]bool {
	return r.tree.Once(mentionsKey{}, func() any {
		found := map[string]bool{}
		for _, f := range r.tree.Files {
			if !isGuide(f) {
				continue
			}
			text, err := f.Text()
			if err != nil {
				continue
			}
			for _, word := range fileWord.FindAllString(string(text), -1) {
				r.mention(found, f, word)
			}
		}
		return found
	}).(map[string]bool)
}

// mention resolves a word from the repository's root, from beside the guide,
// and after a leading variable.
func (r *renderer) mention(found map[string]bool, guide *source.File, word string) {
	spelled := []string{word, path.Join(path.Dir(guide.Path), word)}
	if strings.ContainsAny(word, "${}") {
		_, rest, _ := strings.Cut(word, "/")
		spelled = []string{rest, path.Join(path.Dir(guide.Path), rest)}
	}
	for _, name := range spelled {
		if f := r.tree.File(name); f != nil {
			found[f.Path] = true
		}
	}
}

func isGuide(f *source.File) bool {
	base := strings.ToLower(f.Base())
	switch f.Ext() {
	case ".sh", ".bash", ".md", ".just", ".mk", ".py", ".tf", ".hcl":
		return true
	}
	return strings.HasPrefix(base, "taskfile") || strings.Contains(f.Path, ".taskfiles/") || base == "makefile" ||
		base == "justfile" || base == ".justfile" || base == ".mise.toml" || strings.HasPrefix(base, "helmfile") ||
		strings.Contains(f.Path, ".mise/")
}

// leftovers are the objects of files that nothing applies. They are marked
// where a kustomization beside or above them should have listed them.
func (r *renderer) leftovers() []*Object {
	inputs := r.inputs()
	lost := map[string][]*Object{} // by file
	for _, o := range r.raw {
		if f := r.tree.File(o.File); !r.reached[o.File] && !isKustomizationFile(f) && !inputs[o.File] && o.Group != "kustomize.config.k8s.io" {
			lost[o.File] = append(lost[o.File], o)
		}
	}
	var objects []*Object
	told := map[string]bool{}
	beside := r.namespacesBeside()
	for _, name := range sortedKeys(lost) {
		for _, o := range lost[name] {
			o.Live, o.Cluster = false, r.nearestCluster(name)
			r.place(o, beside)
			objects = append(objects, o)
		}
		r.tell(name, lost[name][0], told)
	}
	return objects
}

// nearestCluster is the cluster whose start has most in common with a path.
func (r *renderer) nearestCluster(name string) string {
	best := r.clusters[0]
	for _, c := range r.clusters {
		if c.name != facts.AnyCluster && shared(name, c.dir) > shared(name, best.dir) {
			best = c
		}
	}
	return best.name
}

// tell marks a file that nothing applies, or once the whole directory.
func (r *renderer) tell(name string, first *Object, told map[string]bool) {
	home := r.above(name)
	f := r.tree.File(name)
	kind := Get(first.Root, "kind")
	switch {
	case home == "" || r.kustomization(home).fault != nil: // what it lists is not known
	case r.disabled(home, name, f.Symbol(), first.At(kind), told):
	case r.reached[home]:
		r.part.Mark(facts.MarkUnlisted, "", f.Symbol(), first.At(kind))
	default:
		top := r.topLost(home)
		if told[top] || r.isComponent(top) {
			return
		}
		told[top] = true
		r.part.Mark(facts.MarkUnlisted, "", facts.NewPath(facts.FileSymbol, top, r.tree.Repo), findKustomization(r.tree, top).At(1, 1, 0))
	}
}

// disabled marks what is listed in a comment: a file, or once the directory
// around it.
func (r *renderer) disabled(home, name string, file facts.Symbol, at facts.Pos, told map[string]bool) bool {
	entry, found := r.commentedOut(home, name)
	if !found {
		return false
	}
	if entry != name {
		file = facts.NewPath(facts.FileSymbol, entry, r.tree.Repo)
	}
	if !told[entry] {
		told[entry] = true
		r.part.Mark(facts.MarkDisabled, "", file, at)
	}
	return true
}

// topLost is the outermost directory with a kustomization, around an unreached
// one, that is unreached itself.
func (r *renderer) topLost(dir string) string {
	top := dir
	for dir != "." {
		dir = path.Dir(dir)
		if findKustomization(r.tree, dir) == nil {
			continue
		}
		if r.reached[dir] {
			break
		}
		top = dir
	}
	return top
}

// isComponent reports whether a directory is a component: used on demand, and
// no application of its own.
func (r *renderer) isComponent(dir string) bool {
	k := r.kustomization(dir)
	return k != nil && Scalar(Get(k.root, "kind")) == "Component"
}

// commentedOut finds the entry in a comment of a kustomization, in the
// directory or above, that would list a file or a directory around it.
func (r *renderer) commentedOut(dir, name string) (entry string, found bool) {
	for {
		if f := findKustomization(r.tree, dir); f != nil {
			text, err := f.Text()
			rest, inside := below(name, dir)
			if entry := commentFor(string(text), rest); err == nil && inside && entry != "" {
				return path.Join(dir, entry), true
			}
		}
		if dir == "." {
			return "", false
		}
		dir = path.Dir(dir)
	}
}

// commentFor finds "# - name", also where only a directory of it is named.
func commentFor(text, name string) string {
	for line := range strings.SplitSeq(text, "\n") {
		comment, found := strings.CutPrefix(strings.TrimSpace(line), "#")
		if !found {
			continue
		}
		entry, found := strings.CutPrefix(strings.TrimLeft(comment, "# \t"), "-")
		if !found {
			continue
		}
		entry, _, _ = strings.Cut(strings.TrimSpace(entry), " ")
		entry = path.Clean(strings.Trim(entry, `"'`))
		if entry == name || strings.HasPrefix(name, entry+"/") {
			return entry
		}
	}
	return ""
}

// inputs are files that some kustomization uses as something else than a
// manifest, or lists without being live itself: patches, generator inputs,
// values.
func (r *renderer) inputs() map[string]bool {
	found := map[string]bool{}
	for _, f := range r.tree.Files {
		if !isKustomizationFile(f) {
			continue
		}
		k := r.kustomization(path.Dir(f.Path))
		for _, field := range Fields(k.root) {
			if field.Key.Value != "resources" && field.Key.Value != "bases" && field.Key.Value != "components" {
				r.collectInputs(field.Value, k.dir, found)
			}
			if field.Key.Value == "generators" || field.Key.Value == "transformers" {
				r.pluginInputs(field.Value, k.dir, found)
			}
		}
	}
	return found
}

// pluginInputs collects what the files that configure plugins name in turn.
func (r *renderer) pluginInputs(n *Node, dir string, found map[string]bool) {
	for _, item := range Items(n) {
		if f := r.tree.File(path.Join(dir, Scalar(item))); f != nil {
			r.collectInputs(fileRoot(f), path.Dir(f.Path), found)
		}
	}
}

func (r *renderer) collectInputs(n *Node, dir string, found map[string]bool) {
	if text := Scalar(n); text != "" && len(text) < 512 {
		_, name, named := strings.Cut(text, "=")
		if !named {
			name = text
		}
		if f := r.tree.File(path.Join(dir, name)); f != nil {
			found[f.Path] = true
		}
		return
	}
	for _, child := range n.Content {
		r.collectInputs(child, dir, found)
	}
}
