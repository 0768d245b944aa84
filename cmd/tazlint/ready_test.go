package main

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// TestReadyEstate walks the example to the end of its move: at first everything
// is left, then the half in the cluster is done, and what the bootstrap provides
// is left.
func TestReadyEstate(t *testing.T) {
	t.Parallel()
	dir := copyTree(t, estate)
	home := filepath.Join(dir, "tazlab-k8s")
	before, code := answered(t, "ready", home)
	if n := strings.Count(before, " fetches through ClusterSecretStore tazlab-secrets\n"); code != exitFindings || n != 20 {
		t.Errorf("before the move: code %d, %d consumers in\n%s", code, n, before)
	}
	a := &app{env: func(string) string { return "" }}
	plan, _, err := a.plan(t.Context(), &workspaceFlags{}, home)
	if err != nil {
		t.Fatal(err)
	}
	moveTexts(t, dir, plan)
	if said, code := answered(t, "ready", "--target", "tazlab-secrets-vault", "--role", "gitops", home); code != exitClean {
		t.Errorf("after the move the half in the cluster: code %d\n%s", code, said)
	}
	after, code := answered(t, "ready", "--target", "tazlab-secrets-vault", home)
	if code != exitFindings {
		t.Errorf("after the move: code %d", code)
	}
	golden := "../../testdata/golden/tazlab-ready.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff.Diff(string(want), after); d != "" {
		t.Errorf("-golden +got:\n%s", d)
	}
}

// answered runs a command and returns what it prints and its exit code.
func answered(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), args, streams{strings.NewReader(""), &out, &errs}, func(string) string { return "" })
	if errs.Len() > 0 {
		t.Fatalf("tazlint %v: %s", args, errs.String())
	}
	return out.String(), code
}

// copyTree copies a directory of regular files.
func copyTree(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// moveTexts makes a planned move in the files below a directory: the store's
// name and the remote key, each at its place, and the property behind the key.
func moveTexts(t *testing.T, dir string, plan *migration.Plan) {
	t.Helper()
	texts := map[facts.Pos]string{}
	for _, c := range plan.Consumers {
		for _, p := range c.Passages {
			if p.To != "" {
				texts[p.At] = p.To.Name()
			}
		}
		for _, r := range c.References {
			if r.To.Key != "" {
				texts[r.At] = r.To.Key + "\n" + r.To.Property
			}
		}
	}
	places := make([]facts.Pos, 0, len(texts))
	for at := range texts {
		places = append(places, at)
	}
	slices.SortFunc(places, func(a, b facts.Pos) int { return cmp.Compare(0, facts.ComparePos(a, b)) }) // the last first
	for _, at := range places {
		name := filepath.Join(dir, at.Repo, at.File)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(text), "\n")
		lines[at.Line-1] = replaced(lines[at.Line-1], at, texts[at])
		if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func replaced(line string, at facts.Pos, to string) string {
	key, property, keyed := strings.Cut(to, "\n")
	head, rest := line[:at.Col-1], line[at.EndCol-1:]
	switch {
	case !keyed:
		return head + key + rest
	case strings.Contains(head, "{"):
		return head + key + ", property: " + property + rest
	}
	indent := head[:len(head)-len(strings.TrimLeft(head, " "))]
	return head + key + rest + "\n" + indent + "property: " + property
}
