package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/source"
)

// copied is a copy of the example estate; its GitOps repository.
func copied(t *testing.T) (dir, gitops string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(estate)); err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, "tazlab-k8s")
}

// contents are the texts below a directory by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	tree, err := source.Open(t.Context(), "r", dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range tree.Files {
		text, err := os.ReadFile(filepath.Join(dir, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		texts[f.Path] = string(text)
	}
	return texts
}

// TestEstateMoves applies all waves to the example estate: nothing fetches from
// what is left any more, and nothing else changed for anybody.
func TestEstateMoves(t *testing.T) {
	t.Parallel()
	dir, gitops := copied(t)
	before := contents(t, dir)
	if out, code := runs(t.Context(), "migrate", gitops, "--write"); code != exitClean {
		t.Fatalf("code %d: %s", code, out)
	}
	p, err := (&app{env: func(string) string { return "" }}).planned(t.Context(), &workspaceFlags{}, gitops)
	if err != nil {
		t.Fatal(err)
	}
	fetching := 0
	for _, c := range p.plan.Consumers {
		if len(c.Passages) == 0 {
			continue // a program or module that asks by itself
		}
		fetching++
		if c.Side == migration.SideLegacy || c.Side == migration.SideBoth {
			t.Errorf("%s is on the side of %s", c.Symbol, c.Side)
		}
	}
	if fetching < 20 {
		t.Errorf("only %d fetch through a store", fetching)
	}
	if found := errorsOf(lintJSON(t, gitops)); len(found) > 0 {
		t.Errorf("errors after the move:\n%s", printed(found))
	}
	if out, code := runs(t.Context(), "migrate", gitops, "--write"); code != exitClean || !strings.Contains(out, "nothing to write") {
		t.Errorf("a second run: code %d: %s", code, out)
	}
	for name, text := range contents(t, dir) {
		if text != before[name] && !strings.HasPrefix(name, "tazlab-k8s/") {
			t.Errorf("%s changed", name)
		}
	}
}

// TestEstateMovesInWaves: one wave after the other ends in the same bytes.
func TestEstateMovesInWaves(t *testing.T) {
	t.Parallel()
	all, gitops := copied(t)
	if out, code := runs(t.Context(), "migrate", gitops, "--write"); code != exitClean {
		t.Fatalf("code %d: %s", code, out)
	}
	stepwise, gitops := copied(t)
	waves := 0
	for {
		out, code := runs(t.Context(), "migrate", gitops, "--write", "--wave", "1")
		if code == exitUsage {
			break // no wave is left
		}
		if waves++; code != exitClean || waves > 50 {
			t.Fatalf("wave %d: code %d: %s", waves, code, out)
		}
	}
	if diff := cmp.Diff(contents(t, all), contents(t, stepwise)); diff != "" || waves < 2 {
		t.Errorf("after %d waves: %s", waves, diff)
	}
}

// imagined is a store that real repositories do not have.
const imagined = `
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: imagined
spec:
  provider:
    vault:
      server: https://vault.example.net
      path: secret
      version: v2
`

// TestCorporaMove tries to move real repositories from each of their stores to
// one that is added to them: the change is proved, or somebody is told why not.
func TestCorporaMove(t *testing.T) {
	t.Parallel()
	roots, err := os.ReadDir(corpora)
	if err != nil {
		t.Logf("NOT TRIED: %s is missing, so no real repository was moved", corpora)
		return
	}
	for _, root := range roots {
		if root.IsDir() {
			t.Run(root.Name(), func(t *testing.T) {
				t.Parallel()
				moveCorpus(t, filepath.Join(corpora, root.Name()))
			})
		}
	}
}

func moveCorpus(t *testing.T, dir string) {
	t.Helper()
	ws, err := (&workspaceFlags{}).resolve(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ws.compile(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range ws.repos {
		texts := map[string][]byte{}
		for _, d := range c.objects[i].Defs {
			if d.Symbol.Kind() == facts.Store && strings.Contains(string(d.Symbol), "SecretStore") && strings.HasSuffix(d.At.File, ".yaml") {
				text, err := c.text(r.name, d.At.File)
				if err != nil {
					t.Fatal(err)
				}
				texts[d.At.File] = append(bytes.TrimRight(text, "\n"), imagined...)
			}
		}
		if tree := c.trees[r.name]; tree != nil && len(texts) > 0 {
			c.trees[r.name] = tree.With(texts)
			c.objects[i] = ws.objectOf(t.Context(), c.trees[r.name], r, "test")
		}
	}
	g, err := graph.Link(c.objects...)
	if err != nil {
		t.Fatal(err)
	}
	for id := range g.Nodes {
		if name := id.Name(); id.Kind() == facts.Store && name != "imagined" {
			tryMove(t, &planned{ws: ws, c: c, g: g}, name)
		}
	}
}

// tryMove moves whoever fetches through one store, as --dry-run --unproven does.
func tryMove(t *testing.T, p *planned, from string) {
	t.Helper()
	var err error
	p.plan, err = migration.Make(p.g, migration.Move{From: []string{from}, To: "imagined", Convention: "imagined/{namespace}/{key}#value"})
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	a := &app{streams{strings.NewReader(""), &out, &errs}, func(string) string { return "" }}
	chosen := p.plan.Select(0, true)
	changes := p.rewrite(chosen)
	moving := fmt.Sprintf("%s: %d move, %d stay, %d files", from, len(chosen.Moving()), len(chosen.Stays()), len(changes))
	if len(changes) == 0 {
		t.Log(moving)
		return
	}
	after, err := p.prove(context.WithoutCancel(t.Context()), chosen, changes)
	if err != nil {
		if a.tellUnproved(err) == nil || errs.Len() == 0 {
			t.Errorf("%s: nobody is told why it is not proved", moving)
		}
		t.Logf("%s: %v\n%s", moving, err, errs.String())
		return
	}
	if err := a.printDiff("-", newPreview(chosen.Moving(), p.c.objects, after), changes); err != nil {
		t.Error(err)
	}
	t.Logf("%s: proved, %d lines of diff\n%s", moving, strings.Count(out.String(), "\n"), errs.String())
}
