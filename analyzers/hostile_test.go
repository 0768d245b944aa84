package analyzers_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/want"
)

// hostileNames are files that some front end reads because of their names.
var hostileNames = []string{
	"a.yaml", "kustomization.yaml", "apps/b.yaml", "bootstrap/c.yaml", "helmfile.yaml", "charts/x/Chart.yaml", "charts/x/values.yaml",
	"charts/x/templates/t.yaml", "secrets.yml", "inventory.txt", "main.tf", "terragrunt.hcl", "start.sh", "Makefile", "Taskfile.yaml",
	"acl.json", ".github/workflows/w.yaml", ".aws/config", "main.go", "policy.tf", "ansible/site.yml", "roles/x/tasks/main.yml",
	"group_vars/all.yml", "ansible.cfg", "x.service", "x.container", "x.service.d/y.conf", ".github/workflows/a.yml",
	".gitlab-ci.yml", ".woodpecker.yml", ".devcontainer/devcontainer.json", "compose.yaml",
}

// FuzzAnalyzers gives every front end a repository whose files all hold the
// same text: none may panic or hang, whatever one makes of another's files.
func FuzzAnalyzers(f *testing.F) {
	fixtures, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range fixtures {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		fixture, err := want.Read("repo", text)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range fixture.Tree.Files {
			if text, err := file.Text(); err == nil {
				f.Add(text)
			}
		}
	}
	f.Add([]byte("apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec:\n  generators: [{list: {elements: [{p: charts/x}]}}]\n  template: {metadata: {name: x}, spec: {source: {path: '{{p}}'}}}\n"))
	f.Add([]byte("apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: s}\nspec: {chart: x, valuesContent: 'a: {existingSecret: b}'}\n"))
	f.Add([]byte("releases: [{name: r, namespace: n, chart: ./charts/x, values: [{a: b}], needs: [n/r]}]\nresources: [., apps, charts/x]\n"))
	cfg := source.Config{
		Mounts: []string{"~/secrets"}, Inventories: []source.InventorySource{{Backend: "kv", Mount: "secret", File: "inventory.txt"}},
		Roles: []facts.Role{facts.RoleGitOps, facts.RoleBootstrap, facts.RoleVault},
	}
	f.Fuzz(func(_ *testing.T, text []byte) {
		files := map[string][]byte{}
		for _, name := range hostileNames {
			files[name] = text
		}
		tree := source.New("repo", files)
		for _, a := range analyzers.All() {
			a.Run(context.Background(), tree, cfg)
		}
	})
}
