package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadyEstate walks the example to the end of its move, all at once and wave
// by wave, by the command alone: at first everything is left, then the half in
// the cluster is done, and what the bootstrap provides is left.
func TestReadyEstate(t *testing.T) {
	t.Parallel()
	for name, wave := range map[string][]string{"at once": nil, "wave by wave": {"--wave", "1"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := filepath.Join(copyTree(t, estate), "tazlab-k8s")
			before, code := answered(t, "ready", home)
			if n := strings.Count(before, " fetches through ClusterSecretStore tazlab-secrets\n"); code != exitFindings || n != 20 {
				t.Errorf("before the move: code %d, %d consumers in\n%s", code, n, before)
			}
			moveAll(t, home, wave...)
			if said, code := answered(t, "ready", "--target", "tazlab-secrets-vault", "--role", "gitops", home); code != exitClean {
				t.Errorf("after the move the half in the cluster: code %d\n%s", code, said)
			}
			compareResidue(t, home)
		})
	}
}

// moveAll runs migrate --write, with a wave until no wave is left.
func moveAll(t *testing.T, home string, wave ...string) {
	t.Helper()
	args := append([]string{"migrate", "--write", home}, wave...)
	for run := range 50 {
		said, code := runs(t.Context(), args...)
		switch {
		case code == exitClean && wave == nil:
			return
		case code == exitUsage && run > 1 && strings.Contains(said, "there are no waves"):
			return
		case code != exitClean:
			t.Fatalf("run %d of %v: code %d: %s", run+1, args, code, said)
		}
	}
	t.Fatalf("%v does not come to an end", args)
}

// compareResidue: what both halves together still have is what the golden lists.
func compareResidue(t *testing.T, home string) {
	t.Helper()
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
	if d := cmp.Diff(string(want), after); d != "" {
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
