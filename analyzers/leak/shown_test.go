package leak

import (
	"encoding/base64"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

func TestShown(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"docs/setup.txt": false, "README.md": false, "pkg/key_test.go": true, "pkg/_testdata/ca.key": true, "app/test_login.py": true,
		"web/login.spec.ts": true, "web/login.test.tsx": true, "module/test-fixtures/main.tf": true, "fake-account.json": true, "env.example": true,
		"clusters/test.yaml": false, "db_test.yaml": false, "latest/main.go": false, "contest.py": false, "snapshots/db.json": false, "markdown.yaml": false,
	} {
		if got := Shown(name); got != want {
			t.Errorf("Shown(%q) = %v, want %v", name, got, want)
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

func TestIsSpecimenToken(t *testing.T) {
	t.Parallel()
	token := func(header, payload, signature string) string {
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(header)) + "." + encode([]byte(payload)) + "." + signature
	}
	for name, c := range map[string]struct {
		token string
		want  bool
	}{
		"unsigned":                  {token(`{"alg":"none"}`, `{"sub":"backup"}`, ""), false},
		"signed":                    {token(`{"alg":"HS256"}`, `{"sub":"backup"}`, "c2lnbmVk"), false},
		"John Doe":                  {token(`{"alg":"HS256","typ":"JWT"}`, `{"sub":"1234567890","name":"John Doe","iat":1}`, "c2lnbmVk"), true},
		"somebody else":             {token(`{"alg":"HS256","typ":"JWT"}`, `{"sub":"1234567890","name":"Jane Roe"}`, "c2lnbmVk"), false},
		"no JSON":                   {"eyJhbGc.eyJzdWI.", false},
		"something that starts so":  {"eyes", false},
		"claims that are no object": {token(`{"alg":"none"}`, `[1]`, ""), false},
	} {
		if got := isSpecimenToken(c.token); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
