package manifest

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// builder renders the directories of one repository.
type builder struct {
	tree   *source.Tree
	custom map[string]bool // custom kinds defined in the repository: cluster-scoped or not
}

// target is what to build: a directory, and what Flux adds to its
// kustomization.
type target struct {
	dir        string
	doc        *Document // of the Flux object, for positions
	namespace  *Node     // spec.targetNamespace
	components []listed
	patches    []fluxPatch
	fields     []Field // of Argo CD: replace those of the kustomization
}

// fluxPatch is one entry of a Flux Kustomization's spec.patches.
type fluxPatch struct {
	doc  *Document
	item *Node
	text *Node // the patch, with its place in doc
}

// built is what came out.
type built struct {
	objects  []*Object
	marks    []facts.Mark
	problems []facts.Problem
	reached  []string // files and directories that took part
	failed   bool     // the objects are raw, unordered guesses
	partial  bool     // something remote was left out
	lacking  []string // for each listed thing that is missing, where it would be; empty where that is not known

	unsupported bool // the resolver met what it does not know
}

// build renders a target: by the resolver where it knows everything that is
// used, by kustomize's own code for the rest, from the raw files if that fails.
func (b *builder) build(ctx context.Context, t target) *built {
	k := b.effective(t)
	if b.simple(k, t, map[string]bool{}) {
		if r := b.resolve(k, t); !r.unsupported {
			return r
		}
	}
	return b.run(ctx, k, t)
}

// effective is the kustomization that is built: the directory's, with Flux's
// additions, or one made up of everything below.
func (b *builder) effective(t target) *kustomization {
	k := b.kustomization(t.dir)
	if k == nil {
		return &kustomization{dir: t.dir, resources: b.everything(t.dir), components: t.components}
	}
	if len(t.components) == 0 && len(t.fields) == 0 {
		return k
	}
	joined := *k
	joined.root = withFields(k.root, t.fields)
	joined.components = slices.Concat(k.components, t.components)
	return &joined
}

// everything lists what Flux takes from a directory without kustomization: all
// manifests below, and directories that have one as units.
// Source: github.com/fluxcd/pkg/kustomize, Generator.generateKustomization.
func (b *builder) everything(dir string) []listed {
	var entries []listed
	last := "" // unit; its files follow one another
	for _, f := range b.tree.Below(dir) {
		parent := path.Dir(f.Path)
		if last != "" && strings.HasPrefix(f.Path, last+"/") {
			continue
		}
		if unit := b.outermost(dir, parent); unit != "" {
			last = unit
			entries = append(entries, listed{doc: &Document{File: f, Line: 1}, node: &Node{Line: 1, Column: 1}, target: unit, isDir: true})
			continue
		}
		if IsYAML(f) && holdsObjects(f) {
			entries = append(entries, listed{doc: &Document{File: f, Line: 1}, node: &Node{Line: 1, Column: 1}, target: f.Path, file: f})
		}
	}
	return entries
}

// outermost is the directory nearest to top, between it and dir, that has a
// kustomization.
func (b *builder) outermost(top, dir string) string {
	found := ""
	for dir != path.Clean(top) && dir != "." {
		if findKustomization(b.tree, dir) != nil {
			found = dir
		}
		dir = path.Dir(dir)
	}
	return found
}

func holdsObjects(f *source.File) bool {
	docs := Documents(f)
	return slices.ContainsFunc(docs, func(d *Document) bool { return len(d.Objects()) > 0 || d.Fault != nil && looksLikeObject(d) })
}

// looksLikeObject guesses at documents that do not parse.
func looksLikeObject(d *Document) bool {
	kind, version := false, false
	for i := d.Line - 1; i < len(d.lines) && i < d.Line+200; i++ {
		if i > d.Line-1 && isMarker(d.lines[i], "---") {
			break
		}
		kind = kind || strings.HasPrefix(d.lines[i], "kind:")
		version = version || strings.HasPrefix(d.lines[i], "apiVersion:")
	}
	return kind && version
}

// withFields is a mapping with some of its fields replaced or added.
func withFields(root *Node, fields []Field) *Node {
	if root == nil || len(fields) == 0 {
		return root
	}
	joined := *root
	joined.Content = nil
	for _, f := range Fields(root) {
		if !slices.ContainsFunc(fields, func(other Field) bool { return other.Key.Value == f.Key.Value }) {
			joined.Content = append(joined.Content, f.Key, f.Value)
		}
	}
	for _, f := range fields {
		joined.Content = append(joined.Content, f.Key, f.Value)
	}
	return &joined
}
