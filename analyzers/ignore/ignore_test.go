package ignore_test

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/ignore"
	"github.com/tazzo/tazlint/analyzers/source"
)

func TestCovers(t *testing.T) {
	t.Parallel()
	tree := source.New("repo", map[string][]byte{
		".gitignore":          []byte("# rules\r\n*.tfstate\r\n**/configs/\n/root.env\nbuild/*\n!build/keep\n\n\\#odd\nsecret dir/\n"),
		"live/.gitignore":     []byte("*.auto.tfvars\n/only-here\n!terraform.tfstate\n"),
		"live/gone/README.md": nil,
	})
	for name, want := range map[string]bool{
		"terraform.tfstate":             true,
		"a/b/c.tfstate":                 true,
		"clusters/x/configs/kubeconfig": true,
		"configs/kubeconfig":            true,
		"configs":                       false, // a file of that name
		"root.env":                      true,
		"sub/root.env":                  false,
		"build/out":                     true,
		"build/keep":                    false,
		"#odd":                          true,
		"secret dir/x":                  true,
		"live/a.auto.tfvars":            true,
		"a.auto.tfvars":                 false,
		"live/only-here":                true,
		"live/sub/only-here":            false,
		"live/terraform.tfstate":        false,
		"./root.env":                    true,
		"kubeconfig":                    false,
		"rules":                         false,
	} {
		if got := ignore.Covers(tree, name); got != want {
			t.Errorf("Covers(%q) = %t, want %t", name, got, want)
		}
	}
}

// TestHolds: a listing made without git has ignored files in it.
func TestHolds(t *testing.T) {
	t.Parallel()
	texts := map[string][]byte{".gitignore": []byte("*.tfstate\n"), "a.tfstate": nil, "b.tf": nil}
	tree := source.New("repo", texts)
	if ignore.Holds(tree, tree.File("a.tfstate")) || !ignore.Holds(tree, tree.File("b.tf")) {
		t.Error("an ignored file of a plain directory is taken for one that git holds")
	}
	tree.ByGit = true
	if !ignore.Holds(tree, tree.File("a.tfstate")) {
		t.Error("a tracked file is not taken for one that git holds")
	}
}

func FuzzCovers(f *testing.F) {
	f.Add("*.env\n!a\n**/b/**\n[\n\\", "a/b/c.env")
	f.Fuzz(func(t *testing.T, rules, name string) {
		tree := source.New("repo", map[string][]byte{".gitignore": []byte(rules)})
		ignore.Covers(tree, name)
	})
}
