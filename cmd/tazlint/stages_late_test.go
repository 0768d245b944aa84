package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// lateStages are the days of a move from the second operator on.
var lateStages = []stage{
	{
		name:    "S7",
		moves:   map[string]int{"legacy-store warning": 2, "multi-path warning": 3},
		sides:   map[migration.Side]int{migration.SideLegacy: 2, migration.SideTarget: 5},
		left:    []string{"ExternalSecret dex/wildcard-tls", "ExternalSecret vso-system/wildcard-tls"},
		several: []string{"ExternalSecret dex/wildcard-tls", "ExternalSecret vso-system/wildcard-tls"},
		closed:  []string{"dex"},
		findings: []expected{
			twoLayers,
			{"reference/conflicting-owners", "error", "wildcard.yaml", 1, "VaultStaticSecret auth/wildcard-tls-crt and VaultStaticSecret auth/wildcard-tls-key", "the first try: one Secret of two objects"},
			{"rotation/stale-copy", "warning", "clusterpolicy.yaml", 1, "hugo-wiki/wildcard-tls is made by a policy", "the second try: a policy that puts the halves together"},
			{"reference/wrong-namespace", "error", "homepage.yaml", 1, "homepage/wildcard-tls", "the third try: the list of namespaces is short of one"},
		},
	},
	{
		name:  "S8",
		moves: map[string]int{"legacy-store warning": 1, "key-rename warning": 1},
		sides: map[migration.Side]int{migration.SideLegacy: 1, migration.SideTarget: 1},
		left:  []string{"ExternalSecret tazlab-db/mnemosyne-mcp-secrets"},
		findings: []expected{
			twoLayers,
			{"shell/unexported-variable", "warning", "create.sh", 1, "VAULT_ADDR", "the client talks to its default address"},
			{"shell/unexported-variable", "warning", "create.sh", 1, "VAULT_TOKEN", "and without the token"},
			{"shell/unexported-variable", "error", "create.sh", 1, "ESO_READER_TOKEN", "one of eight is fetched and not handed on"},
			{"shell/lost-secret", "error", "create.sh", 1, "GITHUB_TOKEN is fetched again", "the file replaces what Vault gave"},
			{"shell/lost-secret", "error", "create.sh", 1, "vault-ca.crt is a certificate", "the filter for tokens takes the blanks of a PEM"},
			{"leak/verification-disabled", "warning", "create.sh", 1, "VAULT_SKIP_VERIFY", "whoever answers gets the token"},
			{"rotation/credential-contradiction", "warning", "main.tf", 1, "vault_token.bootstrap of vault is to live longer", "the server caps every lease, and nothing renews the token"},
			{"rotation/stale-copy", "warning", "create.sh", 3, "GITHUB_TOKEN, TAILSCALE_OPERATOR_CLIENT_ID, TAILSCALE_OPERATOR_CLIENT_SECRET", "three of the eight fields are kept at paths of their own as well, and each is read"},
		},
	},
	{
		name:  "S13",
		moves: map[string]int{"legacy-residue warning": 1},
		sides: map[migration.Side]int{migration.SideOther: 1},
		outside: []string{
			"environment variable ESO_READER_TOKEN", "environment variable GITHUB_TOKEN", "environment variable PROXMOX_TOKEN_SECRET",
			"kubernetes_secret_v1.vault_ca_cert of clusters/tazlab-k8s/modules/k8s-engine", "provider.kubernetes of clusters/tazlab-k8s/modules/k8s-engine",
			"script runtimes/lushycorp-vault/ansible/stage-prelude.yml",
		},
		residue: []string{"ephemeral-castle/runtimes/lushycorp-vault/ansible/stage-prelude.yml ~/secrets/bootstrap-token.txt"},
		findings: []expected{
			{"reference/decrypted-copy", "warning", "main.tf", 1, "vault entry kubeconfig", "the provider opens a file that nothing makes"},
			{"reference/decrypted-copy", "warning", "main.tf", 2, "vault entry vault-ca.crt", "so does the module, for the resource and for the Secret that it makes"},
		},
	},
	{
		name:  "S13-done",
		sides: map[migration.Side]int{migration.SideOther: 1},
		outside: []string{
			"environment variable ESO_READER_TOKEN", "environment variable GITHUB_TOKEN", "environment variable KUBECONFIG_CONTENT",
			"environment variable PROXMOX_TOKEN_SECRET", "environment variable VAULT_CA_CRT", "script runtimes/lushycorp-vault/ansible/stage-prelude.yml",
		},
	},
}

// settledStages are days on which nothing was moved.
var settledStages = []stage{
	{
		name: "S9",
		findings: []expected{
			{"bootstrap/namespace-order", "error", "main.tf", 1, "Secret vso-system/vault-ca-cert needs Namespace vso-system", "the engine writes where only Flux makes a namespace"},
			{"bootstrap/crd-order", "warning", "clustersecretstore.yaml", 1, "infrastructure-operators-eso makes, and nothing puts that before", "the store does not wait for its operator"},
			{"rotation/no-reload", "info", "dex.yaml", 1, "Deployment dex/dex has an annotation for Reloader on its pods", "Reloader is back, and dex asks it in the wrong place"},
			{"reference/conflicting-owners", "error", "dex.yaml", 1, "ExternalSecret dex/dex-google-oauth and VaultStaticSecret dex/dex-secrets-sync", "dex fetches again, and what it replaces is still there"},
			{"rotation/stale-copy", "warning", "dex.yaml", 1, "static/auth/dex/merged, which repeats", "that one reads the merged copy"},
		},
	},
	{
		name: "S10",
		findings: []expected{
			{"bootstrap/inverted-dependency", "warning", "post-flux.yml", 1, "configures vault through the cluster", "the last playbook enters a pod"},
			{"bootstrap/late-value", "warning", "terragrunt.hcl", 1, "output.db_admin_password", "the password is made one layer after its first reader"},
			{"bootstrap/late-value", "warning", "main.tf", 1, "random_password.db_admin of clusters/tazlab-k8s/modules/k8s-engine anew", "nothing keeps it as it is"},
			{"bootstrap/namespace-order", "error", "main.tf", 1, "tazlab-db-pguser-tazlab-admin needs Namespace tazlab-db", "the adopted Secret comes before its namespace"},
			{"bootstrap/namespace-order", "error", "login.yaml", 1, "ServiceAccount dex/dex needs Namespace dex", "so does the account of dex"},
			{"bootstrap/dependency-gate", "error", "infrastructure-auth.yaml", 1, "which needs Namespace dex", "and the unit that makes that namespace waits for it"},
		},
	},
	{
		name: "S11",
		findings: []expected{
			{"reference/unauthorized-consumer", "error", "ingress.yaml", 1, "*.tazlab.net, which role internal-ingress of pki_int does not issue", "the role lacks the permission for wildcards"},
			{"reference/unauthorized-consumer", "error", "database.yaml", 1, "does not allow the namespace tazlab-db", "the login admits a namespace that does not exist instead"},
			{"reference/wrong-namespace", "error", "oauth2-proxy.yaml", 1, "auth/vault-pki-tls", "the mirror is allowed and not switched on"},
			{"reference/undefined-key", "error", "pgadmin.yaml", 1, `no key "ca_chain"`, "no key becomes the file that pgAdmin opens"},
			{"rotation/no-reload", "info", "pgadmin.yaml", 1, "db-client-pgadmin-tls, which is replaced before it expires", "nothing restarts pgAdmin"},
			{"rotation/stale-copy", "info", "database.yaml", 2, "has a certificate in its template", "the root is pasted into each bundle"},
			{"rotation/stale-copy", "info", "ingress.yaml", 1, "has a certificate in its template", "the root is pasted into each bundle"},
			{"leak/verification-disabled", "warning", "postgrescluster.yaml", 1, "a certificate of grafana, mnemosyne, pgadmin, and takes a password as well", "the last rule lets in by password what no certificate's rule fits"},
		},
	},
	{
		name: "S12",
		findings: []expected{
			{"hygiene/unused-credential", "warning", "main.tf", 1, "Nothing asks for credentials of backend vault/database", "the engine is configured by a step of the rebirth and has no reader"},
			{"hygiene/unused-credential", "info", "main.tf", 1, "Nothing logs in as role grafana-consumer of jwt", "Grafana shows a certificate now"},
		},
	},
}

// TestLateStages: each stage says what it has to, and nothing else.
func TestLateStages(t *testing.T) {
	t.Parallel()
	checkStages(t, lateStages)
	for _, s := range settledStages {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			home := filepath.Join(stagesDir, s.name, "tazlab-k8s")
			s.checkFindings(t, lintJSON(t, home))
			golden(t, "stages/"+s.name+"-lint.txt", output(t, "lint", home))
		})
	}
}

// linkedStage links the workspace of a stage.
func linkedStage(t *testing.T, name string) *graph.Graph {
	t.Helper()
	a := &app{env: func(string) string { return "" }}
	linked, _, err := a.link(t.Context(), &workspaceFlags{}, filepath.Join(stagesDir, name, "tazlab-k8s"))
	if err != nil {
		t.Fatal(err)
	}
	return linked
}

// TestMirrorsAgainstReaders: in S7 a copy goes to a namespace that needs none,
// and one that needs it has none.
func TestMirrorsAgainstReaders(t *testing.T) {
	t.Parallel()
	linked := linkedStage(t, "S7")
	var mirrored, reading, without []string
	for id, n := range linked.Nodes {
		if id.Kind() != facts.Secret || id.Name() != "wildcard-tls" {
			continue
		}
		if slices.ContainsFunc(n.Defs, func(d facts.Def) bool {
			return filepath.Base(d.At.File) == "mirror.yaml" && id.Segment(1) != "vso-system"
		}) {
			mirrored = append(mirrored, id.Segment(1))
		}
		if slices.ContainsFunc(linked.In(id), func(e *graph.Edge) bool { return e.Rel == facts.RelConsumes && !e.Weak }) {
			reading = append(reading, id.Segment(1))
			if len(n.Defs) == 0 {
				without = append(without, id.Segment(1))
			}
		}
	}
	same(t, "mirrored", []string{"ai-agents", "hugo-blog"}, mirrored)
	same(t, "reading", []string{"auth", "dex", "homepage", "hugo-blog", "hugo-wiki"}, reading)
	same(t, "without", []string{"homepage"}, without)
}

// TestOneOwnerOfTheNamespace: when External Secrets comes with Flux, Terraform
// alone goes on making the namespace that holds its token.
func TestOneOwnerOfTheNamespace(t *testing.T) {
	t.Parallel()
	var owners []string
	for id, n := range linkedStage(t, "S9").Nodes {
		if id.Kind() != facts.Namespace || id.Name() != "external-secrets" {
			continue
		}
		for _, d := range n.Defs {
			owners = append(owners, d.At.Repo)
		}
	}
	same(t, "owners", []string{"ephemeral-castle"}, owners)
}

// TestStateIsDeclared: what the state holds in S10 is a list of exceptions with
// their reasons, layer by layer.
func TestStateIsDeclared(t *testing.T) {
	t.Parallel()
	var report struct {
		Findings []struct {
			Rule       string
			Location   struct{ File string }
			Suppressed *struct{ Reason string }
		}
	}
	if err := json.Unmarshal(output(t, "lint", filepath.Join(stagesDir, "S10/tazlab-k8s"), "--format", "json"), &report); err != nil {
		t.Fatal(err)
	}
	held := map[string]int{}
	for _, f := range report.Findings {
		if f.Rule != "leak/terraform-state" {
			continue
		}
		if f.Suppressed == nil || f.Suppressed.Reason == "" {
			t.Errorf("%s is not declared", f.Location.File)
		}
		held[filepath.Base(filepath.Dir(f.Location.File))]++
	}
	want := map[string]int{"secrets-fetcher": 3, "vault-db-config": 1, "k8s-engine": 3}
	for module, n := range want {
		if held[module] != n {
			t.Errorf("%s: %d exceptions, want %d", module, held[module], n)
		}
	}
	if len(held) != len(want) {
		t.Errorf("other modules: %v", held)
	}
}

// TestPasswordsLeft: in S11 one workload still has a password of the database,
// in S12 none has.
func TestPasswordsLeft(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{"S11": {"Deployment tazlab-db/mnemosyne-mcp"}, "S12": nil} {
		var readers []string
		for _, e := range linkedStage(t, name).Edges {
			if e.Rel == facts.RelConsumes && e.To.Kind() == facts.Secret && strings.Contains(e.To.Name(), "-pguser-") && e.To.Key() == "password" {
				readers = append(readers, e.From.Place().Title())
			}
		}
		same(t, name, want, readers)
	}
}

// TestDormantEngine: in S12 no lease is asked for any more, and the password of
// the administrator goes nowhere but to the engine and the database for it.
func TestDormantEngine(t *testing.T) {
	t.Parallel()
	linked := linkedStage(t, "S12")
	for id := range linked.Nodes {
		if id.Kind() == facts.ObjectSymbol && id.Segment(2) == "VaultDynamicSecret" {
			t.Errorf("%s is left", id.Title())
		}
	}
	var ends []string
	for _, way := range linked.Trace(facts.Symbol("tf:clusters/tazlab-k8s/modules/secrets-fetcher/random_password.vault_admin#result")).Paths {
		ends = append(ends, way[len(way)-1].Symbol.Place().Title())
	}
	same(t, "ends", []string{
		"Secret tazlab-db/tazlab-db-pguser-vault-admin",
		"vault_database_secret_backend_connection.tazlab_db of clusters/tazlab-k8s/modules/vault-db-config",
	}, ends)
}

// TestFilesBecomeEntries: in S13 every file that is still opened has an entry to
// take its place; afterwards none is. Nothing asks for the critical partition.
func TestFilesBecomeEntries(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"S13": {
			"vault-file:bootstrap-token.txt -> pass:vault/bootstrap-token map reshape",
			"vault-file:kubeconfig -> pass:k8s/kubeconfig name reshape",
			"vault-file:vault-ca.crt -> pass:vault/vault-ca.crt name reshape",
		},
		"S13-done": nil,
	}
	for name, moves := range want {
		var got []string
		for _, c := range stagePlan(t, filepath.Join(stagesDir, name, "tazlab-k8s")).Consumers {
			for _, r := range c.References {
				if r.Remote.Kind() == facts.VaultFile {
					got = append(got, strings.Join([]string{string(r.Remote), "->", string(r.To.Place), string(r.To.By), string(r.Verdict)}, " "))
				}
			}
		}
		same(t, name, moves, got)
		linked, critical := linkedStage(t, name), 0
		for id := range linked.Nodes {
			if id.Kind() == facts.Pass && id.Segment(0) == "root-ca" {
				critical++
				for _, e := range linked.In(id) {
					t.Errorf("%s: %s asks for %s", name, e.From.Title(), id.Title())
				}
			}
		}
		if critical == 0 {
			t.Errorf("%s: no critical partition", name)
		}
	}
}
