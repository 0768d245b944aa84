// Package docs holds the documents; its tests hold what they promise.
package docs

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tazzo/tazlint"

// house is the import table of architecture.md: what a package of ours may
// import of our own, and which foreign modules must not even be linked into it.
var house = []struct {
	pkg     string
	may     []string // own packages; "x/..." with all below
	never   []string // prefixes of import paths, direct or not
	onlyStd bool
}{
	{pkg: "analyzers/facts", onlyStd: true},
	{pkg: "analyzers/graph", may: []string{"analyzers/facts"}, onlyStd: true},
	{pkg: "analyzers/migration", may: []string{"analyzers/expr", "analyzers/facts", "analyzers/graph"}, onlyStd: true},
	{pkg: "analyzers/migration/rewrite", may: []string{"analyzers/expr", "analyzers/facts", "analyzers/graph", "analyzers/migration", "analyzers/source", "analyzers/terraform/hcltext"}, never: []string{opa, kustomize, gitleaks}},
	{pkg: "analyzers/expr", onlyStd: true},
	{pkg: "analyzers/source", may: []string{"analyzers/expr", "analyzers/facts"}, onlyStd: true},
	{pkg: "analyzers", may: []string{"analyzers/..."}, never: []string{opa, module + "/rules", module + "/analyzers/graph"}},
	{pkg: "policies", onlyStd: true},
	{pkg: "rules", may: []string{"analyzers/expr", "analyzers/facts", "analyzers/graph", "analyzers/migration"}, never: []string{kyaml, kustomize, gitleaks, module + "/policies"}},
	{pkg: "rules/baseline", may: []string{"rules", "analyzers/expr", "analyzers/facts", "analyzers/graph", "analyzers/migration"}},
	{pkg: "rules/report", may: []string{"rules", "analyzers/expr", "analyzers/facts", "analyzers/graph", "analyzers/migration"}},
}

const (
	opa       = "github.com/open-policy-agent"
	kyaml     = "sigs.k8s.io/kustomize/kyaml"
	kustomize = "sigs.k8s.io/kustomize/api"
	gitleaks  = "github.com/zricethezav/gitleaks"
)

// named lists foreign modules and the folders that may name them.
var named = map[string]string{
	kyaml:                          "analyzers/manifest analyzers/migration/rewrite",
	kustomize:                      "analyzers/manifest",
	"github.com/fluxcd/pkg":        "analyzers/manifest",
	"github.com/hashicorp/hcl":     "analyzers/terraform analyzers/migration/rewrite",
	"github.com/zclconf/go-cty":    "analyzers/terraform",
	"mvdan.cc/sh":                  "analyzers/shell",
	"github.com/go-git/go-git":     "analyzers/ignore",
	gitleaks:                       "analyzers/leak",
	"github.com/tailscale/hujson":  "analyzers/manifest",
	"github.com/pelletier/go-toml": "analyzers/leak",
	opa:                            "rules",
	"github.com/spf13/pflag":       "cmd/tazlint",
	"gopkg.in/yaml.v3":             "cmd/tazlint",
}

func TestImportTable(t *testing.T) {
	t.Parallel()
	for _, row := range house {
		for _, dep := range list(t, "-deps", "-f", "{{.ImportPath}} {{.Standard}}", "./"+row.pkg) {
			path, standard, _ := strings.Cut(dep, " ")
			own, ours := strings.CutPrefix(path, module+"/")
			switch {
			case ours && own != row.pkg && !allowed(row.may, own):
				t.Errorf("%s links %s: the table does not allow it", row.pkg, own)
			case !ours && standard == "false" && row.onlyStd:
				t.Errorf("%s links %s: it may use the standard library only", row.pkg, path)
			}
			for _, prefix := range row.never {
				if standard == "false" && (path == prefix || strings.HasPrefix(path, prefix+"/")) {
					t.Errorf("%s links %s: never", row.pkg, path)
				}
			}
		}
	}
}

func TestForeignModulesAreNamedAtHome(t *testing.T) {
	t.Parallel()
	for _, line := range list(t, "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...") {
		words := strings.Fields(line)
		pkg := strings.TrimPrefix(words[0], module+"/")
		for _, imported := range words[1:] {
			for prefix, folders := range named {
				if strings.HasPrefix(imported, prefix) && !slices.ContainsFunc(strings.Fields(folders), func(f string) bool { return pkg == f || strings.HasPrefix(pkg, f+"/") }) {
					t.Errorf("%s names %s, which belongs to %s", pkg, imported, folders)
				}
			}
		}
	}
}

func TestNobodyImportsTheCommand(t *testing.T) {
	t.Parallel()
	for _, line := range list(t, "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...") {
		words := strings.Fields(line)
		if slices.Contains(words[1:], module+"/cmd/tazlint") {
			t.Errorf("%s imports the command", words[0])
		}
	}
}

func allowed(may []string, own string) bool {
	return slices.ContainsFunc(may, func(m string) bool {
		return m == own || strings.HasSuffix(m, "/...") && strings.HasPrefix(own, strings.TrimSuffix(m, "..."))
	})
}

func list(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
