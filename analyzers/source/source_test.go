package source

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func paths(t *testing.T, dir string, opt Options) []string {
	t.Helper()
	tree, err := Open(context.Background(), "r", dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range tree.Files {
		names = append(names, f.Path)
	}
	return names
}

func TestPlainDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.yaml": "a", "sub/b.yaml": "b", "old/c.yaml": "c", "node_modules/x.js": "x"})
	if diff := cmp.Diff([]string{"a.yaml", "sub/b.yaml"}, paths(t, dir, Options{Exclude: []string{"old/**"}})); diff != "" {
		t.Error(diff)
	}
}

func TestCheckoutsLeaveIgnoredFilesOut(t *testing.T) {
	t.Parallel()
	outer := t.TempDir()
	write(t, outer, map[string]string{".gitignore": "*.tfstate\n/hidden/\n", "in/a.yaml": "a", "in/x.tfstate": "s", "in/b.yaml": "b", "hidden/c.yaml": "c"})
	run(t, outer, "init", "-q")
	run(t, outer, "add", "in/a.yaml")
	// The repository of interest is a directory inside another checkout: tracked
	// and untracked files count, ignored ones do not.
	if diff := cmp.Diff([]string{"a.yaml", "b.yaml"}, paths(t, filepath.Join(outer, "in"), Options{})); diff != "" {
		t.Error(diff)
	}
	// A directory that the outer checkout ignores as a whole is a plain one.
	if diff := cmp.Diff([]string{"c.yaml"}, paths(t, filepath.Join(outer, "hidden"), Options{})); diff != "" {
		t.Error(diff)
	}
}

// TestGitRunsNothingOfTheRepository plants commands where git would run them.
func TestGitRunsNothingOfTheRepository(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	trap := filepath.Join(t.TempDir(), "sprung")
	write(t, dir, map[string]string{"a.yaml": "a", "trap.sh": "#!/bin/sh\ntouch " + trap + "\n"})
	if err := os.Chmod(filepath.Join(dir, "trap.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, dir, "init", "-q")
	run(t, dir, "config", "core.fsmonitor", filepath.Join(dir, "trap.sh"))
	run(t, dir, "config", "core.hooksPath", dir)
	paths(t, dir, Options{})
	Revision(context.Background(), dir)
	if _, err := os.Stat(trap); err == nil {
		t.Error("listing executed a program of the repository")
	}
}

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func TestLinksStayInside(t *testing.T) {
	t.Parallel()
	outside, dir := t.TempDir(), t.TempDir()
	write(t, outside, map[string]string{"secret.yaml": "s"})
	write(t, dir, map[string]string{"real.yaml": "r"})
	for link, target := range map[string]string{"out.yaml": filepath.Join(outside, "secret.yaml"), "in.yaml": "real.yaml", "loop": ".", "self.yaml": "self.yaml"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"in.yaml", "real.yaml"}, paths(t, dir, Options{})); diff != "" {
		t.Error(diff)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{"bom.yaml": "\xef\xbb\xbfa: 1\n", "bin": "a\x00b", "big.yaml": strings.Repeat("x", MaxFileSize+1)})
	tree, err := Open(context.Background(), "r", dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if text, err := tree.File("bom.yaml").Text(); err != nil || string(text) != "a: 1\n" {
		t.Errorf("byte order mark: %q %v", text, err)
	}
	if _, err := tree.File("bin").Text(); !errors.Is(err, ErrBinary) {
		t.Errorf("binary: %v", err)
	}
	if _, err := tree.File("big.yaml").Text(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("big: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "bom.yaml")); err != nil {
		t.Fatal(err)
	}
	again, err := Open(context.Background(), "r", dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	again.Files = append(again.Files, &File{Repo: "r", Path: "gone", abs: filepath.Join(dir, "gone")})
	for _, f := range again.Files {
		if _, err := f.Text(); err == nil {
			t.Errorf("%s: read", f.Path)
		}
	}
	want := facts.Coverage{Files: 3, Skipped: []facts.Skip{{Why: "binary file", Files: 1}, {Why: "larger than 8 MiB", Files: 1}},
		Problems: []facts.Problem{{At: facts.Pos{Repo: "r", File: "gone", Line: 1, Col: 1, EndLine: 1, EndCol: 1}, Code: facts.FaultUnreadable, Detail: "cannot be read"}}}
	coverage := again.Coverage()
	slices.SortFunc(coverage.Skipped, func(a, b facts.Skip) int { return strings.Compare(a.Why, b.Why) })
	if diff := cmp.Diff(want, coverage); diff != "" {
		t.Error(diff)
	}
}

func TestBelow(t *testing.T) {
	t.Parallel()
	tree := New("r", map[string][]byte{"a/b/c.yaml": nil, "a/b.yaml": nil, "a-b/c.yaml": nil, "d.yaml": nil})
	var names []string
	for _, f := range tree.Below("a") {
		names = append(names, f.Path)
	}
	if diff := cmp.Diff([]string{"a/b.yaml", "a/b/c.yaml"}, names); diff != "" {
		t.Error(diff)
	}
	if !tree.HasDir("a/b") || tree.HasDir("c") || tree.File("./d.yaml") == nil || len(tree.Below(".")) != 4 {
		t.Error("directories")
	}
}

func TestIgnores(t *testing.T) {
	t.Parallel()
	tree := New("r", map[string][]byte{"f": []byte(strings.Join([]string{
		"a: 1 # tazlint:ignore leak/credential -- a test key",
		"  # tazlint:ignore reference/undefined-key,leak until 2027-01-31 -- moves soon",
		"b: 2",
		"// tazlint:ignore leak",
	}, "\n"))})
	want := []facts.Ignore{
		{At: tree.Files[0].At(1, 6, 46), Line: 1, Rules: []string{"leak/credential"}, Reason: "a test key"},
		{At: tree.Files[0].At(2, 3, 76), Line: 3, Rules: []string{"reference/undefined-key", "leak"}, Reason: "moves soon", Until: "2027-01-31"},
		{At: tree.Files[0].At(4, 1, 22), Line: 5, Rules: []string{"leak"}},
	}
	if diff := cmp.Diff(want, tree.Files[0].Ignores()); diff != "" {
		t.Error(diff)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		glob, name string
		want       bool
	}{
		{"docs/**", "docs/a/b.yaml", true}, {"docs/**", "docs", true}, {"docs/", "docs/a", true}, {"**/x.yaml", "a/b/x.yaml", true},
		{"**/x.yaml", "x.yaml", true}, {"*.yaml", "a/b.yaml", false}, {"a/*/c", "a/b/c", true}, {"[", "a", false},
	} {
		if Match(c.glob, c.name) != c.want {
			t.Errorf("match %q %q: want %v", c.glob, c.name, c.want)
		}
	}
}
