package leak

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
)

func TestShown(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"docs/setup.txt": false, "README.md": false, "pkg/key_test.go": true, "pkg/_testdata/ca.key": true, "app/test_login.py": true,
		"web/login.spec.ts": true, "web/login.test.tsx": true, "module/test-fixtures/main.tf": true, "fake-account.json": true, "env.example": true,
		"clusters/test.yaml": false, "db_test.yaml": false, "latest/main.go": false, "contest.py": false, "snapshots/db.json": false, "markdown.yaml": false,
	} {
		if got := literal.IsShown(name); got != want {
			t.Errorf("literal.IsShown(%q) = %v, want %v", name, got, want)
		}
	}
}

// TestShownMarks holds that what stands in samples is told, and told as such.
func TestShownMarks(t *testing.T) {
	t.Parallel()
	pat := "glpat-" + "x7Kq2mZ9vLw4Rt8Bn3Yc"
	init := `{"unseal_keys_b64": ["q83vEjRWeJCrze8SNFZ4kA=="], "root_token": "hvs.Q7zR3tW9yK2mB5nV8xC1dF4g"}`
	tree := source.New("repo", map[string][]byte{
		"run.txt": []byte(pat), "docs/run.txt": []byte(pat), "init.json": []byte(init), "testdata/init.json": []byte(init),
	})
	got := map[string]bool{}
	for _, part := range []source.Part{Credentials(t.Context(), tree), Committed(t.Context(), tree)} {
		for _, m := range part.Marks {
			if m.Kind == facts.MarkCredential && m.Detector == "gitlab-pat" || m.Kind == facts.MarkCommitted {
				got[m.At.File] = m.Sample
			}
		}
	}
	for file, want := range map[string]bool{"run.txt": false, "docs/run.txt": false, "init.json": false, "testdata/init.json": true} {
		if sample, told := got[file]; !told || sample != want {
			t.Errorf("%s: told %v, as a sample %v, want %v", file, told, sample, want)
		}
	}
}
