package manifest

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// krustyLock serialises kustomize: its schema is a global that concurrent
// builds race for (kubernetes-sigs/kustomize#3659).
var krustyLock sync.Mutex

// run builds with kustomize's own code. Where that fails, the raw objects
// stand in, and the result says so.
func (b *builder) run(ctx context.Context, k *kustomization, t target) *built {
	c := closure{builder: b, out: new(built), seen: map[string]*kustomization{}, files: map[string]string{}}
	if !c.collect(k, t, map[string]bool{}) || ctx.Err() != nil {
		if c.faulty != nil {
			return b.fallback(k, t, c.out, c.faulty, "a kustomization that does not parse")
		}
		return b.fallback(k, t, c.out, k, "a kustomization that includes itself")
	}
	resources, err := krust(b.tree, c.files, k.dir)
	if err != nil {
		at, err := c.culprit(k, err, new(int))
		return b.fallback(k, t, c.out, at, buildDetail(err))
	}
	sources := sources{closure: &c, root: k.dir, files: map[string][]*Object{}}
	for _, r := range resources {
		if o := sources.object(r); o != nil {
			c.out.objects = append(c.out.objects, o)
		}
	}
	return c.out
}

// maxCulprits bounds the builds in search of the directory that is to blame.
const maxCulprits = 50

// culprit is the innermost directory below a failed build that fails alone, and
// why it does.
func (c *closure) culprit(k *kustomization, why error, tried *int) (*kustomization, error) {
	for _, e := range k.resources {
		sub := c.seen[e.target]
		if *tried++; !e.isDir || sub == nil || *tried > maxCulprits {
			continue
		}
		if _, err := krust(c.tree, c.files, sub.dir); err != nil {
			return c.culprit(sub, err, tried)
		}
	}
	return k, why
}

// fallback takes the raw objects, and tells which directory is to blame.
func (b *builder) fallback(k *kustomization, t target, out *built, blamed *kustomization, why string) *built {
	raw := b.resolve(k, t)
	out.objects, out.failed, out.lacking = raw.objects, true, raw.lacking
	out.reached = append(out.reached, raw.reached...)
	if len(out.marks) == 0 {
		out.marks = raw.marks
	}
	at := facts.Pos{Repo: b.tree.Repo, File: blamed.dir}
	if blamed.doc != nil {
		at = blamed.doc.File.At(1, 1, 0)
	}
	out.problems = append(out.problems, facts.Problem{At: at, Code: facts.FaultBuild,
		Detail: "kustomize cannot build this directory: " + why, Told: blamed.fault != nil})
	return out
}

// buildPhrases are kinds of failure that can be told without quoting files.
var buildPhrases = []struct{ in, out string }{
	{"no matches for Id", "a patch or replacement aims at an object that is not there"},
	{"no resource matches strategic merge patch", "a patch aims at an object that is not there"},
	{"failed to find unique target for patch", "a patch aims at an object that is not there, or at several"},
	{"already registered id", "one object is included twice"},
	{"may not add resource", "one object is included twice"},
	{"cycle detected", "a directory includes itself"},
	{"unable to find field", "a replacement names a field that is not there"},
	{"missing path", "a JSON patch names a path that is not there"},
	{"doc is missing", "a JSON patch names a path that is not there"},
	{"expected kind", "a component is listed as a resource, or the other way round"},
	{"missing metadata.name", "an object has no name"},
	{"unknown field", "the kustomization has an unknown field"},
	{"cannot unmarshal", "a field has a value of the wrong type"},
	{"behavior", "generators or patches that collide"},
	{"patch", "a patch that does not apply"},
}

func buildDetail(err error) string {
	text := err.Error()
	for _, p := range buildPhrases {
		if strings.Contains(text, p.in) {
			return p.out
		}
	}
	return "it refuses the combination of fields"
}

var errBuild = errors.New("kustomize stopped")

// krust runs kustomize over the tree's files and nothing else: no plugins, no
// helm, no network, no disk.
func krust(t *source.Tree, files map[string]string, dir string) (found []*resource.Resource, err error) {
	krustyLock.Lock()
	defer krustyLock.Unlock()
	defer func() {
		if recover() != nil {
			err = errBuild
		}
	}()
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone
	options.PluginConfig = types.DisabledPluginConfig()
	m, err := krusty.MakeKustomizer(options).Run(treeFS{tree: t, files: files}, path.Join(fsRoot, dir))
	if err != nil {
		return nil, err
	}
	return m.Resources(), nil
}

// fsRoot is where the repository lies in the file system kustomize sees.
const fsRoot = "/repository"

// treeFS shows kustomize the files of a tree, some with other text. It can
// only be read.
type treeFS struct {
	tree  *source.Tree
	files map[string]string
}

func inside(name string) (string, bool) {
	name = path.Clean(filepath.ToSlash(name))
	if name == fsRoot {
		return ".", true
	}
	rest, found := strings.CutPrefix(name, fsRoot+"/")
	return rest, found
}

func (f treeFS) ReadFile(name string) ([]byte, error) {
	rest, found := inside(name)
	if !found {
		return nil, fs.ErrNotExist
	}
	if text, replaced := f.files[rest]; replaced {
		return []byte(text), nil
	}
	if isName(kustomizationNames, path.Base(rest)) {
		return nil, fs.ErrNotExist // a second one beside the one that counts
	}
	file := f.tree.File(rest)
	if file == nil {
		return nil, fs.ErrNotExist
	}
	return file.Text()
}

func isName(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

func (f treeFS) IsDir(name string) bool {
	rest, found := inside(name)
	return found && f.tree.HasDir(rest)
}

func (f treeFS) Exists(name string) bool {
	rest, found := inside(name)
	if !found {
		return false
	}
	_, replaced := f.files[rest]
	return replaced || f.tree.File(rest) != nil || f.tree.HasDir(rest)
}

func (f treeFS) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	name = path.Clean(filepath.ToSlash(name))
	switch {
	case f.IsDir(name):
		return filesys.ConfirmedDir(name), "", nil
	case f.Exists(name):
		return filesys.ConfirmedDir(path.Dir(name)), path.Base(name), nil
	}
	return "", "", fs.ErrNotExist
}

func (treeFS) Create(string) (filesys.File, error)  { return nil, fs.ErrPermission }
func (treeFS) Mkdir(string) error                   { return fs.ErrPermission }
func (treeFS) MkdirAll(string) error                { return fs.ErrPermission }
func (treeFS) RemoveAll(string) error               { return fs.ErrPermission }
func (treeFS) Open(string) (filesys.File, error)    { return nil, fs.ErrPermission }
func (treeFS) ReadDir(string) ([]string, error)     { return nil, fs.ErrPermission }
func (treeFS) Glob(string) ([]string, error)        { return nil, nil }
func (treeFS) WriteFile(string, []byte) error       { return fs.ErrPermission }
func (treeFS) Walk(string, filepath.WalkFunc) error { return fs.ErrPermission }
