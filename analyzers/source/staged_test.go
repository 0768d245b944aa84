package source_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

// staged is what a tree of the index lists: texts, or why there is none.
func staged(t *testing.T, dir string) (map[string]string, *source.Tree) {
	t.Helper()
	tree, err := source.OpenStaged(t.Context(), "repo", dir, source.Options{Exclude: []string{"left/**"}})
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range tree.Files {
		text, err := f.Text()
		texts[f.Path] = string(text)
		if err != nil {
			texts[f.Path] = err.Error()
		}
	}
	return texts, tree
}

func TestStagedFirstCommit(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	if texts, _ := staged(t, r.Dir); len(texts) != 0 {
		t.Errorf("nothing is staged: %v", texts)
	}
	r.Stage(map[string]string{"b/\n\tx": "one", "a": "\xef\xbb\xbftwo"})
	texts, _ := staged(t, r.Dir)
	if diff := cmp.Diff(map[string]string{"a": "two", "b/\n\tx": "one"}, texts); diff != "" {
		t.Error(diff)
	}
}

// TestStagedTexts: of the index, not of the working tree nor of the last commit.
func TestStagedTexts(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Commit(map[string]string{"kept": "k", "gone": "g", "old name": "a text to move", "part": "1", ".sops.yaml": "rules", "left/x": "x", "type": "t"})
	r.Git("mv", "old name", "new name")
	r.Stage(map[string]string{"gone": "", "part": "2", "bin": "\x00", "left/x": "y", "type": ""})
	if err := os.Symlink("kept", filepath.Join(r.Dir, "link")); err != nil {
		t.Fatal(err)
	}
	r.Git("add", "link")
	r.Write(map[string]string{"part": "3", ".sops.yaml": "other rules", "untracked": "u", "kept": "changed"})
	texts, tree := staged(t, r.Dir)
	if diff := cmp.Diff(map[string]string{"part": "2", "new name": "a text to move", "bin": "binary file"}, texts); diff != "" {
		t.Error(diff)
	}
	skips := map[string]int{}
	for _, s := range tree.Coverage().Skipped {
		skips[s.Why] = s.Files
	}
	if diff := cmp.Diff(map[string]int{"binary file": 1, "excluded by configuration": 1, "symbolic link": 1}, skips); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{".sops.yaml": "rules", "./kept": "k", "untracked": "", "gone": "", "../x": "", "a\nb": ""} {
		got := ""
		if f := tree.File(name); f != nil {
			text, _ := f.Text()
			got = string(text)
		}
		if got != want {
			t.Errorf("%q beside the staged files: %q, want %q", name, got, want)
		}
	}
	if once := tree.File(".sops.yaml"); once != tree.File(".sops.yaml") {
		t.Error("a file is looked up twice")
	}
}

func TestStagedDirectory(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Stage(map[string]string{"sub/a": "1", "other/b": "2"})
	texts, tree := staged(t, filepath.Join(r.Dir, "sub"))
	if diff := cmp.Diff(map[string]string{"a": "1"}, texts); diff != "" || tree.File("../other/b") != nil || tree.File("b") != nil {
		t.Error(diff)
	}
}

func TestStagedSubmodule(t *testing.T) {
	t.Parallel()
	inner, r := gittest.New(t), gittest.New(t)
	inner.Commit(map[string]string{"a": "1"})
	r.Git("submodule", "--quiet", "add", inner.Dir, "inner")
	texts, tree := staged(t, r.Dir)
	if len(texts) != 1 || texts[".gitmodules"] == "" {
		t.Errorf("staged %v", texts)
	}
	if diff := cmp.Diff([]facts.Skip{{Why: "submodule", Files: 1}}, tree.Coverage().Skipped); diff != "" {
		t.Error(diff)
	}
}

func TestStagedConflict(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Commit(map[string]string{"a": "1"})
	r.Git("checkout", "-q", "-b", "side")
	r.Commit(map[string]string{"a": "2"})
	r.Git("checkout", "-q", "main")
	r.Commit(map[string]string{"a": "3"})
	r.Git("read-tree", "-m", "HEAD~", "HEAD", "side")
	texts, tree := staged(t, r.Dir)
	if diff := cmp.Diff([]facts.Skip{{Why: "in conflict", Files: 1}}, tree.Coverage().Skipped); diff != "" || len(texts) != 0 {
		t.Error(diff, texts)
	}
}

// TestStagedWorktree: a second checkout has an index of its own.
func TestStagedWorktree(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Commit(map[string]string{"a": "1"})
	second := filepath.Join(t.TempDir(), "second")
	r.Git("worktree", "add", "-q", second, "-b", "side")
	r.Stage(map[string]string{"b": "first"})
	if texts, _ := staged(t, second); len(texts) != 0 {
		t.Errorf("staged in the second checkout: %v", texts)
	}
}

func TestStagedNoGit(t *testing.T) {
	t.Parallel()
	if _, err := source.OpenStaged(t.Context(), "repo", t.TempDir(), source.Options{}); !errors.Is(err, source.ErrNoGit) {
		t.Error(err)
	}
	if _, err := source.Toplevel(t.Context(), t.TempDir()); !errors.Is(err, source.ErrNoGit) {
		t.Error(err)
	}
}

// TestHookEnvironment: what git tells a hook of one repository is no answer about
// another, and its index is heeded.
func TestHookEnvironment(t *testing.T) {
	r, other := gittest.New(t), gittest.New(t)
	r.Commit(map[string]string{"a": "1", "b": "1"})
	other.Stage(map[string]string{"theirs": "1"})
	prepared := filepath.Join(r.Dir, ".git", "next-index")
	r.Write(map[string]string{"a": "2", "b": "2"})
	r.Git("add", "b")
	text, err := os.ReadFile(filepath.Join(r.Dir, ".git", "index"))
	if err != nil {
		t.Fatal(err)
	}
	r.Git("add", "a")
	if err := os.WriteFile(prepared, text, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(r.Dir)
	t.Setenv("GIT_DIR", ".git")
	t.Setenv("GIT_INDEX_FILE", filepath.Join(".git", "next-index"))
	if texts, _ := staged(t, r.Dir); !cmp.Equal(texts, map[string]string{"b": "2"}) {
		t.Errorf("staged in the hook's index: %v", texts)
	}
	if texts, _ := staged(t, other.Dir); !cmp.Equal(texts, map[string]string{"theirs": "1"}) {
		t.Errorf("staged in another repository: %v", texts)
	}
	whole, err := source.Open(t.Context(), "other", other.Dir, source.Options{})
	if err != nil || len(whole.Files) != 1 || whole.Files[0].Path != "theirs" {
		t.Errorf("files of another repository: %v", err)
	}
}
