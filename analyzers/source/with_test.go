package source

import (
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
