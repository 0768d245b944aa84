package entries

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// TestProject: a file that ties a directory to a project is marked at its first
// setting, and nowhere else.
func TestProject(t *testing.T) {
	t.Parallel()
	tree := source.New("repo", map[string][]byte{
		"apps/.infisical.json": []byte("{\n  \"workspaceId\": \"x\",\n  \"defaultEnvironment\": \"dev\"\n}\n"),
		".infisical.json":      []byte("[]\n"), "infisical.json": []byte("{\"workspaceId\": 1}\n"),
	})
	want := []facts.Mark{{
		Kind: facts.MarkBackendUse, Detector: "infisical", On: facts.NewPath(facts.FileSymbol, "apps/.infisical.json", "repo"),
		At: facts.Pos{Repo: "repo", File: "apps/.infisical.json", Line: 2, Col: 3, EndLine: 2, EndCol: 16},
	}}
	if diff := cmp.Diff(want, Run(t.Context(), tree, source.Config{}).Marks); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// FuzzRun reads any text as a mapping file, as a list of names and as the name
// of an entry, and demands an object that can be written and read again.
func FuzzRun(f *testing.F) {
	for _, text := range []string{
		"secrets:\n- {name: A, file: a, env: A}\n- {name: B, file: a, env: A}\n", "mount: /run/vault\nmappings: [{entry: x, path: /run/vault/x}]\n",
		"secrets: &a\n- *a\n", "secrets:\n- {name: A, file: ../a}\n- {name: {x: y}, file: [z]}\n", "k8s/kubeconfig\nKEY=value\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree := source.New("repo", map[string][]byte{
			"secrets.yml": []byte(text), ".pod/sync.yml": []byte(text), "list.txt": []byte(text), ".infisical.json": []byte(text), "store/.gpg-id": nil, "store/x.gpg": nil,
		})
		cfg := source.Config{Roles: []facts.Role{facts.RoleVault}, Entries: strings.Split(text, "\n")}
		for _, backend := range []string{"kv", "infisical", "gopass"} {
			cfg.Inventories = append(cfg.Inventories, source.InventorySource{Backend: backend, Mount: "secret", File: "list.txt"})
		}
		for _, part := range []source.Part{Run(t.Context(), tree, cfg), Inventory(t.Context(), tree, cfg)} {
			o := &facts.Object{Format: facts.Format, Repo: "repo", Defs: part.Defs, Refs: part.Refs, Marks: part.Marks}
			var b bytes.Buffer
			if err := facts.Encode(&b, o); err != nil {
				t.Fatal(err)
			}
			if _, err := facts.Decode(&b); err != nil {
				t.Fatal(err)
			}
		}
	})
}
