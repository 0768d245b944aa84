package manifest

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// kustomizationNames are the file names kustomize looks for, in its order.
var kustomizationNames = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// kustomization is a directory that kustomize builds: its file, or one that
// Flux makes up for a directory without.
type kustomization struct {
	dir        string
	doc        *Document // nil when made up
	root       *Node
	fault      *Fault
	resources  []listed
	components []listed
}

// listed is an entry of a kustomization that names a file or a directory.
type listed struct {
	doc    *Document // where the entry stands
	node   *Node
	target string       // path in the repository
	file   *source.File // nil for directories, remote and missing ones
	isDir  bool
	remote bool // out of sight: a URL, another repository, above this one
}

func (l listed) missing() bool { return l.file == nil && !l.isDir && !l.remote }

// findKustomization returns the kustomization file of a directory, or nil.
func findKustomization(t *source.Tree, dir string) *source.File {
	for _, name := range kustomizationNames {
		if f := t.File(path.Join(dir, name)); f != nil {
			return f
		}
	}
	return nil
}

// isKustomizationFile tells files that configure kustomize from manifests.
func isKustomizationFile(f *source.File) bool { return slices.Contains(kustomizationNames, f.Base()) }

// kustomizationKey is the path of a kustomization's file. What it lists depends
// on which other files there are, so that the tree keeps it.
type kustomizationKey string

// kustomization reads the kustomization of a directory once; nil without one.
func (b *builder) kustomization(dir string) *kustomization {
	f := findKustomization(b.tree, dir)
	if f == nil {
		return nil
	}
	return b.tree.Once(kustomizationKey(f.Path), func() any { return b.readKustomization(dir, f) }).(*kustomization)
}

func (b *builder) readKustomization(dir string, f *source.File) *kustomization {
	k := &kustomization{dir: dir}
	for _, d := range Documents(f) {
		if k.doc == nil {
			k.doc = d
		}
	}
	if k.doc == nil {
		k.doc = &Document{File: f, Line: 1}
	}
	k.root, k.fault = k.doc.Root, k.doc.Fault
	k.resources = append(b.list(k, "resources"), b.list(k, "bases")...)
	k.components = b.list(k, "components")
	return k
}

func (b *builder) list(k *kustomization, field string) []listed {
	var entries []listed
	for _, n := range Items(Get(k.root, field)) {
		if text := Scalar(n); text != "" {
			entries = append(entries, b.entry(k.doc, n, k.dir, text))
		}
	}
	return entries
}

// entry resolves what a kustomization in dir names.
func (b *builder) entry(doc *Document, n *Node, dir, text string) listed {
	l := listed{doc: doc, node: n, target: path.Join(dir, text)}
	switch {
	case isRemote(text) || path.IsAbs(text) || strings.HasPrefix(l.target, "../") || strings.Contains(text, "${"):
		l.remote = true
	case b.tree.File(l.target) != nil:
		l.file = b.tree.File(l.target)
	case findKustomization(b.tree, l.target) != nil:
		l.isDir = true
	}
	return l
}

// remoteHosts are spelled without a scheme by some kustomizations.
var remoteHosts = []string{"github.com", "gitlab.com", "bitbucket.org", "gh:", "git@", "git::", "ssh:"}

// isRemote reports whether kustomize would fetch a resource over the network.
func isRemote(text string) bool {
	lower := strings.ToLower(text)
	for _, host := range remoteHosts {
		if strings.HasPrefix(lower, host) {
			return true
		}
	}
	return strings.Contains(lower, "://") || strings.Contains(lower, "?ref=") || strings.Contains(lower, "?version=")
}

// missingMark says that an entry names nothing.
func (b *builder) missingMark(l listed) facts.Mark {
	return facts.Mark{Kind: facts.MarkMissingFile, On: facts.NewPath(facts.FileSymbol, l.target, b.tree.Repo), At: l.doc.At(l.node)}
}
