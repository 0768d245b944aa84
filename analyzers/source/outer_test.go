package source_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
)

// TestIgnoredAbove: a rule above the tree counts where the tree is part of a
// larger checkout, and is none above a whole one.
func TestIgnoredAbove(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	for name, text := range map[string]string{".gitignore": "*.tfvars\n", "infra/main.tf": "\n"} {
		file := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "-C", top, "init", "--quiet").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for dir, want := range map[string]bool{"infra": true, ".": false} {
		tree, err := source.Open(t.Context(), "repo", filepath.Join(top, dir), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := tree.IgnoredAbove("live/secrets.tfvars"); got != want {
			t.Errorf("%s: ignored above = %t, want %t", dir, got, want)
		}
		if tree.IgnoredAbove("live/main.tf") {
			t.Errorf("%s: a file that no rule names is ignored", dir)
		}
	}
}
