package manifest

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/source"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// corpus is a folder of public repositories beside the checkout. It is not
// part of the project.
const corpus = "../../../shared/corpus"

// TestResolverEqualsKustomize builds every kustomization of the fixtures that
// the resolver knows, and compares with kustomize's own result.
func TestResolverEqualsKustomize(t *testing.T) {
	t.Parallel()
	names, _ := filepath.Glob("testdata/*.txtar")
	compared := 0
	for _, name := range names {
		if path.Base(name) == "ksops.txtar" {
			continue // kustomize alone decrypts nothing
		}
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tree, _ := fixture(archive)
		known, all := compareTree(t, name, tree)
		compared += known
		if path.Base(name) == "affixes.txtar" && known < all {
			t.Errorf("%s: %d of %d builds compared, want all", name, known, all)
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

func TestResolverEqualsKustomizeOnCorpus(t *testing.T) {
	t.Parallel()
	roots, err := os.ReadDir(corpus)
	if err != nil {
		t.Logf("NOT COMPARED: %s is missing, so the resolver was not held against real repositories", corpus)
		return
	}
	for _, root := range roots {
		if !root.IsDir() {
			continue
		}
		t.Run(root.Name(), func(t *testing.T) {
			t.Parallel()
			tree, err := source.Open(context.Background(), "repo", filepath.Join(corpus, root.Name()), source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			known, all := compareTree(t, root.Name(), tree)
			t.Logf("%d of %d builds compared", known, all)
		})
	}
}

// compareTree builds the directories of kustomizations and the targets of the
// repository's units both ways. It counts those that the resolver knows and
// kustomize builds, and all.
func compareTree(t *testing.T, name string, tree *source.Tree) (compared, all int) {
	t.Helper()
	b := &builder{tree: tree, custom: map[string]bool{}}
	var targets []target
	for _, f := range tree.Files {
		if isKustomizationFile(f) && Scalar(Get(b.kustomization(path.Dir(f.Path)).root, "kind")) != "Component" {
			targets = append(targets, target{dir: path.Dir(f.Path)})
		}
	}
	targets = append(targets, unitTargets(tree)...)
	for _, to := range targets {
		k := b.effective(to)
		fast, ok := b.resolve(k, to), b.simple(k, to, map[string]bool{})
		if !ok || fast.unsupported {
			continue
		}
		slow := b.run(context.Background(), k, to)
		if slow.failed {
			continue
		}
		compared++
		if diff := cmp.Diff(identities(slow.objects), identities(fast.objects)); diff != "" {
			t.Errorf("%s: %s: kustomize (-), resolver (+):\n%s", name, to.dir, diff)
		}
	}
	return compared, len(targets)
}

func unitTargets(tree *source.Tree) []target {
	r := newRenderer(tree)
	r.fluxClusters(context.Background())
	var targets []target
	for _, c := range r.clusters {
		for _, u := range c.units {
			if !u.remote && !u.missing {
				targets = append(targets, u.target)
			}
		}
	}
	return targets
}

// identities prints objects with everything that a secret's way depends on.
// Namespaces of kinds without one, and of subjects, are kustomize's to add.
func identities(objects []*Object) []string {
	var all []string
	for _, o := range objects {
		root := plain(o.Root)
		if m, ok := root["metadata"].(map[string]any); ok && m["annotations"] == "" {
			delete(m, "annotations")
		}
		if clusterScoped(o.Kind, nil) && o.Kind != "Namespace" {
			if m, ok := root["metadata"].(map[string]any); ok {
				delete(m, "namespace")
			}
		}
		delete(root, "subjects")
		text, err := yaml.Marshal(root)
		if err != nil {
			text = []byte(err.Error())
		}
		all = append(all, string(text))
	}
	slices.Sort(all)
	return all
}

func plain(n *Node) map[string]any {
	m, _ := plainValue(n).(map[string]any)
	return m
}

func plainValue(n *Node) any {
	switch n = Resolve(n); {
	case n == nil:
		return nil
	case n.Kind == yaml.MappingNode:
		m := map[string]any{}
		for _, f := range Fields(n) {
			m[f.Key.Value] = plainValue(f.Value)
		}
		return m
	case n.Kind == yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			list = append(list, plainValue(item))
		}
		return list
	}
	return strings.TrimRight(n.Value, "\n") // kustomize cuts the last line end of a file's last scalar
}
