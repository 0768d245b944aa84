package docs

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/policies"
	"github.com/tazzo/tazlint/rules"
)

const shop = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: own, namespace: shop}
spec: {provider: {vault: {server: "https://vault.example.net", path: secret, version: v2}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: shop}
spec:
  secretStoreRef: {kind: SecretStore, name: own}
  target: {name: db}
  data:
    - secretKey: password
      remoteRef: {key: shop/db, property: password}
`

// TestExamplePolicy runs the policy of policies.md and demands the finding
// that stands below it.
func TestExamplePolicy(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("policies.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```rego\n")
	policy, rest, _ := strings.Cut(rest, "```")
	_, rest, _ = strings.Cut(rest, "warning[platform/local-store]: ")
	promised, _, _ := strings.Cut(rest, "\n")

	book, err := rules.Load(policies.FS, fstest.MapFS{"platform/local-store.rego": {Data: []byte(policy)}})
	if err != nil {
		t.Fatal(err)
	}
	tree := source.New("home", map[string][]byte{"shop.yaml": []byte(shop)})
	g, err := graph.Link(analyzers.CompileTree(t.Context(), tree, []facts.Role{facts.RoleGitOps}, analyzers.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	found, err := book.Check(t.Context(), g, rules.Options{Enable: []string{"platform"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].Message != promised || found[0].Severity != rules.Warning {
		t.Errorf("got %+v, want one warning %q", found, promised)
	}
}
