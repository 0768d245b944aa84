package source

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWith: a changed tree shares what did not change, and only that.
func TestWith(t *testing.T) {
	t.Parallel()
	base := New("repo", map[string][]byte{"a/x": []byte("x"), "b/y": []byte("y"), "z": []byte("z")})
	changed := base.With(map[string][]byte{"a/x": nil, "b/y": []byte("\xef\xbb\xbfnew"), "c/w": []byte("w")})
	var names []string
	for _, f := range changed.Files {
		text, err := f.Text()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Path+"="+string(text))
	}
	if diff := cmp.Diff([]string{"b/y=new", "c/w=w", "z=z"}, names); diff != "" {
		t.Error(diff)
	}
	if changed.HasDir("a") || !changed.HasDir("c") || !base.HasDir("a") {
		t.Error("directories do not follow the files")
	}
	if changed.File("z") != base.File("z") || changed.File("b/y") == base.File("b/y") {
		t.Error("only unchanged files are shared")
	}
	count := 0
	count += base.Once("key", func() any { return 1 }).(int)
	count += changed.Once("key", func() any { return 2 }).(int)
	if count != 3 {
		t.Error("what belongs to one tree is seen in the other")
	}
}

// TestWithLinks: what changes is read through every name that the file has.
func TestWithLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a", filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	base, err := Open(t.Context(), "repo", dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	base.ByGit = true
	for _, changed := range []*Tree{base.With(map[string][]byte{"a": []byte("new")}), base.With(map[string][]byte{"b": []byte("new")})} {
		for _, name := range []string{"a", "b"} {
			if text, err := changed.File(name).Text(); err != nil || string(text) != "new" {
				t.Errorf("%s has the text %q, %v", name, text, err)
			}
		}
		if !changed.ByGit {
			t.Error("it is forgotten that git listed the files")
		}
	}
	if text, err := base.File("b").Text(); err != nil || string(text) != "old" {
		t.Errorf("the tree itself has the text %q, %v", text, err)
	}
}
