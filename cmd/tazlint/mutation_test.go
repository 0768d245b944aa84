package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// estate is the example workspace every mutation starts from; it holds no
// error.
const estate = "../../testdata/workspaces/tazlab"

// edit replaces one text by another in a file; the text must occur. An empty
// old text appends to the file, or creates it.
type edit struct{ file, old, new string }

// mutation is one change to the estate and the one error it must cause.
type mutation struct {
	name  string
	edits []edit
	rule  string // expected error; empty for a harmless change
	file  string // where: workspace-relative
	line  string // a text that occurs in that line only, after the change
}

const (
	k8s    = "tazlab-k8s/"
	castle = "ephemeral-castle/"
	engine = castle + "clusters/tazlab-k8s/modules/k8s-engine/"
	proxy  = k8s + "infrastructure/auth/oauth2-proxy/"
	agents = k8s + "apps/agents/"
	wiki   = k8s + "apps/hugo-wiki/"
	mnemo  = k8s + "apps/data/mnemosyne-mcp/"
	live   = k8s + "clusters/tazlab-k8s/"
)

var faults = []mutation{
	{"rename the store in a reference", []edit{{proxy + "externalsecret.yaml", "name: tazlab-secrets\n", "name: tazlab-secretz\n"}},
		"reference/undefined-store", proxy + "externalsecret.yaml", "tazlab-secretz"},
	{"rename a store at its definition", []edit{{engine + "stores.tf", "name: tazlab-secrets-vault\n", "name: tazlab-vault\n"}},
		"reference/undefined-store", mnemo + "externalsecret.yaml", "name: tazlab-secrets-vault"},
	{"rename a produced Secret", []edit{{proxy + "externalsecret.yaml", "target:\n    name: oauth2-proxy-secrets", "target:\n    name: oauth2-proxy-secret"}},
		"reference/undefined-secret", proxy + "deployment.yaml", "name: oauth2-proxy-secrets"},
	{"rename a Secret where it is consumed", []edit{{proxy + "deployment.yaml", "name: oauth2-proxy-cookie", "name: oauth2-proxy-cookies"}},
		"reference/undefined-secret", proxy + "deployment.yaml", "name: oauth2-proxy-cookies"},
	{"rename a produced key", []edit{{proxy + "externalsecret.yaml", "secretKey: OAUTH2_PROXY_CLIENT_SECRET", "secretKey: CLIENT_SECRET"}},
		"reference/undefined-key", proxy + "deployment.yaml", "key: OAUTH2_PROXY_CLIENT_SECRET"},
	{"rename a key where it is consumed", []edit{{mnemo + "deployment.yaml", "key: password", "key: passwd"}},
		"reference/undefined-key", mnemo + "deployment.yaml", "key: passwd"},
	{"rename a template's output key", []edit{{proxy + "cookie.yaml", "OAUTH2_PROXY_COOKIE_SECRET: ", "COOKIE_SECRET: "}},
		"reference/undefined-key", proxy + "deployment.yaml", "key: OAUTH2_PROXY_COOKIE_SECRET"},
	{"rename a template's variable at its source", []edit{{agents + "externalsecret-backup.yaml", "secretKey: resticPassword", "secretKey: restic"}},
		"reference/undefined-template-variable", agents + "externalsecret-backup.yaml", ".resticPassword"},
	{"delete an ExternalSecret", []edit{{wiki + "kustomization.yaml", "  - externalsecret.yaml\n", ""}},
		"reference/unlisted-manifest", wiki + "externalsecret.yaml", "kind: ExternalSecret"},
	{"misspell a listing", []edit{{wiki + "kustomization.yaml", "- service.yaml", "- servise.yaml"}},
		"reference/missing-resource", wiki + "kustomization.yaml", "- servise.yaml"},
	{"misspell the path of a unit", []edit{{live + "infrastructure-cluster-info.yaml", "path: ./infrastructure/cluster/info", "path: ./infrastructure/cluster/inf"}},
		"reference/missing-resource", live + "infrastructure-cluster-info.yaml", "path: ./infrastructure/cluster/inf"},
	{"misspell a dependency", []edit{{live + "apps-static.yaml", "- name: infrastructure-configs", "- name: infrastructure-config"}},
		"reference/undefined-dependency", live + "apps-static.yaml", "- name: infrastructure-config\n"},
	{"misspell a source", []edit{{live + "apps-static.yaml", "    name: flux-system\n  postBuild", "    name: flux\n  postBuild"}},
		"reference/undefined-dependency", live + "apps-static.yaml", "    name: flux\n"},
	{"rename a substitution variable in Terraform", []edit{{castle + "clusters/tazlab-k8s/modules/k8s-flux/main.tf", "    traefik_lb_ip = var", "    lb_ip         = var"}},
		"reference/undefined-variable", k8s + "infrastructure/operators/core/traefik/helmrelease.yaml", "${traefik_lb_ip}"},
	{"misspell a substitution variable", []edit{{k8s + "infrastructure/auth/rbac.yaml", "${ADMIN_EMAIL}", "${ADMIN_MAIL}"}},
		"reference/undefined-variable", k8s + "infrastructure/auth/rbac.yaml", "${ADMIN_MAIL}"},
	{"delete a vault entry", []edit{{"tazpod/.tazpod/secrets-sync-config.yml", "  - entry: github-token\n    file: github-token\n    env: GITHUB_TOKEN\n    description: fine-grained token Flux clones with\n", ""}},
		"reference/undefined-entry", castle + "create.sh", "github-token"},
	{"misspell a vault entry in a script", []edit{{castle + "create.sh", "resolve GITHUB_TOKEN github-token", "resolve GITHUB_TOKEN github-tokens"}},
		"reference/undefined-entry", castle + "create.sh", "github-tokens"},
	{"misspell a vault entry in Terraform", []edit{{engine + "main.tf", "~/secrets/vault-ca.crt", "~/secrets/vault-ca.pem"}},
		"reference/undefined-entry", engine + "main.tf", "vault-ca.pem"},
	{"rename a bootstrap Secret's key", []edit{{engine + "main.tf", "token = var.vault_eso_token", "value = var.vault_eso_token"}},
		"reference/undefined-key", engine + "stores.tf", "key: token"},
	{"read a Secret of another namespace", []edit{{agents + "cronjob-backup.yaml", "name: openclaw-backup\n              volume", "name: s3-backrest-creds\n              volume"}},
		"reference/wrong-namespace", agents + "cronjob-backup.yaml", "name: s3-backrest-creds"},
	{"let two ExternalSecrets write one Secret", []edit{{wiki + "externalsecret.yaml", "", "---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: wiki-again\nspec:\n  secretStoreRef:\n    kind: ClusterSecretStore\n    name: tazlab-secrets\n  target:\n    name: wiki-basic-auth\n  data:\n    - secretKey: users\n      remoteRef:\n        key: WIKI_BASIC_AUTH\n"}},
		"reference/conflicting-owners", wiki + "externalsecret.yaml", "    name: wiki-basic-auth\n  data:\n    - secretKey: users\n      remoteRef:\n        key: WIKI_BASIC_AUTH\n\x00"},
	{"misspell a remote key", []edit{{wiki + "externalsecret.yaml", "key: WIKI_BASIC_AUTH", "key: WIKI_BASIC_AUT"}},
		"reference/undefined-remote-key", wiki + "externalsecret.yaml", "key: WIKI_BASIC_AUT\n"},
	{"forget the property of a KV entry", []edit{{mnemo + "externalsecret.yaml", "\n        property: value", ""}},
		"reference/remote-key-shape", mnemo + "externalsecret.yaml", "key: tazlab-k8s/static"},
	{"break a listed manifest", []edit{{wiki + "service.yaml", "  ports:\n", " ports: [\n"}},
		"schema/invalid-yaml", wiki + "service.yaml", ""},
	{"commit a Secret in the clear", []edit{{wiki + "middleware.yaml", "", "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: wiki-basic-auth-2\nstringData:\n  users: tzcanary-7Kq2mVx9Lw\n---\napiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata:\n  name: again\nspec:\n  basicAuth:\n    secret: wiki-basic-auth-2\n"}},
		"leak/plaintext-secret", wiki + "middleware.yaml", "users: tzcanary"},
	{"write a password into an environment variable", []edit{{wiki + "deployment.yaml", "- name: SITE_TITLE\n              value: TazLab wiki", "- name: ADMIN_PASSWORD\n              value: tzcanary-7Kq2mVx9Lw"}},
		"leak/inline-credential", wiki + "deployment.yaml", "value: tzcanary"},
	{"leave a token in a script", []edit{{castle + "scripts/plan.sh", "", "# old one: ghp_z7Qm2Xv9LkT4bRw8Yc3NdP6sHj5GfA1eUo0K\n"}},
		"leak/credential", castle + "scripts/plan.sh", "ghp_"},
	{"deliver a store's own credential through it", []edit{
		{agents + "externalsecret-vault-token.yaml", "    kind: ClusterSecretStore\n    name: tazlab-secrets\n", "    kind: SecretStore\n    name: openclaw-vault\n"},
		{agents + "externalsecret-vault-token.yaml", "key: /ai-agents/OPENCLAW_VAULT_TOKEN", "key: tazlab-k8s/static/agents/openclaw/OPENCLAW_VAULT_TOKEN\n        property: value"},
		{agents + "externalsecret-vault-token.yaml", "key: /ai-agents/VAULT_CA_CRT", "key: tazlab-k8s/static/agents/openclaw/VAULT_CA_CRT\n        property: value"}},
		"bootstrap/cycle", agents + "externalsecret-vault-token.yaml", "name: openclaw-vault\n"},
}

var harmless = []mutation{
	{name: "add comments", edits: []edit{{proxy + "externalsecret.yaml", "spec:\n", "# a word on this\nspec: # and here\n"}}},
	{name: "reorder a listing", edits: []edit{{wiki + "kustomization.yaml", "  - externalsecret.yaml\n  - middleware.yaml\n", "  - middleware.yaml\n  - externalsecret.yaml\n"}}},
	{name: "rename a Secret at both ends", edits: []edit{
		{proxy + "externalsecret.yaml", "target:\n    name: oauth2-proxy-secrets", "target:\n    name: renamed"},
		{proxy + "deployment.yaml", "name: oauth2-proxy-secrets", "name: renamed"}}},
	{name: "rename a key at both ends", edits: []edit{
		{proxy + "externalsecret.yaml", "secretKey: OAUTH2_PROXY_CLIENT_SECRET", "secretKey: renamed"},
		{proxy + "deployment.yaml", "key: OAUTH2_PROXY_CLIENT_SECRET", "key: renamed"}}},
	{name: "rename a vault entry at both ends", edits: []edit{
		{"tazpod/.tazpod/secrets-sync-config.yml", "file: github-token", "file: github-pat"},
		{castle + "create.sh", "resolve GITHUB_TOKEN github-token", "resolve GITHUB_TOKEN github-pat"}}},
	{name: "ask for an optional Secret that is not there", edits: []edit{{wiki + "deployment.yaml", "- name: SITE_TITLE\n              value: TazLab wiki", "- name: EXTRA\n              valueFrom:\n                secretKeyRef: {name: nowhere, key: x, optional: true}"}}},
	{name: "quote scalars", edits: []edit{{proxy + "deployment.yaml", "name: oauth2-proxy-secrets\n                  key: OAUTH2_PROXY_CLIENT_SECRET", "name: \"oauth2-proxy-secrets\"\n                  key: 'OAUTH2_PROXY_CLIENT_SECRET'"}}},
	{name: "write a mapping in flow style", edits: []edit{{wiki + "externalsecret.yaml", "  secretStoreRef:\n    kind: ClusterSecretStore\n    name: tazlab-secrets\n", "  secretStoreRef: {name: tazlab-secrets, kind: ClusterSecretStore}\n"}}},
	{name: "give a variable a default", edits: []edit{{k8s + "infrastructure/auth/rbac.yaml", "${ADMIN_EMAIL}", "${SOMEBODY:=nobody}"}}},
	{name: "use carriage returns", edits: []edit{{wiki + "externalsecret.yaml", "\n", "\r\n"}}},
	{name: "declare the namespace that the kustomization sets anyway", edits: []edit{{wiki + "externalsecret.yaml", "name: wiki-basic-auth\nspec", "name: wiki-basic-auth\n  namespace: elsewhere\nspec"}}},
	{name: "move a manifest to another file", edits: []edit{
		{wiki + "moved.yaml", "", "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: wiki-basic-auth\nspec:\n  secretStoreRef:\n    kind: ClusterSecretStore\n    name: tazlab-secrets\n  target:\n    name: wiki-basic-auth\n  data:\n    - secretKey: users\n      remoteRef:\n        key: WIKI_BASIC_AUTH\n"},
		{wiki + "kustomization.yaml", "- externalsecret.yaml", "- moved.yaml"},
		{wiki + "externalsecret.yaml", "\x00", ""}}},
}

// TestSingleFaults applies each fault to a copy of the clean estate: exactly
// one error must appear, of the right rule, in the right line.
func TestSingleFaults(t *testing.T) {
	t.Parallel()
	for _, m := range faults {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			dir := m.apply(t)
			found := errorsOf(lintJSON(t, filepath.Join(dir, "tazlab-k8s")))
			if len(found) != 1 {
				t.Fatalf("want one %s, got %d errors:\n%s", m.rule, len(found), printed(found))
			}
			at := found[0].Location.Repo + "/" + found[0].Location.File
			if found[0].Rule != m.rule || at != m.file {
				t.Fatalf("want %s in %s, got\n%s", m.rule, m.file, printed(found))
			}
			if want := lineOf(t, filepath.Join(dir, m.file), m.line); want > 0 && found[0].Location.Line != want {
				t.Errorf("want line %d, got\n%s", want, printed(found))
			}
		})
	}
}

// TestHarmlessChanges applies each harmless change: no error and no warning may
// appear.
func TestHarmlessChanges(t *testing.T) {
	t.Parallel()
	for _, m := range harmless {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			for _, f := range lintJSON(t, filepath.Join(m.apply(t), "tazlab-k8s")) {
				if f.Severity != "info" {
					t.Errorf("unexpected:\n%s", printed([]finding{f}))
				}
			}
		})
	}
}

// apply copies the estate and edits the copy.
func (m mutation) apply(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(estate)); err != nil {
		t.Fatal(err)
	}
	for _, e := range m.edits {
		p := filepath.Join(dir, e.file)
		text, err := os.ReadFile(p)
		if err != nil && e.old != "" {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(e.replace(t, string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (e edit) replace(t *testing.T, text string) string {
	t.Helper()
	switch {
	case e.old == "":
		return text + e.new
	case e.old == "\x00":
		return e.new
	case e.old == "\n":
		return strings.ReplaceAll(text, e.old, e.new)
	case !strings.Contains(text, e.old):
		t.Fatalf("%s does not hold %q: the mutation no longer fits the estate", e.file, e.old)
	}
	return strings.Replace(text, e.old, e.new, 1)
}

// lineOf is the number of the line in which a text starts, after its leading
// line breaks; zero when no text is given. A final NUL asks for the last
// occurrence.
func lineOf(t *testing.T, file, text string) int {
	t.Helper()
	if text == "" {
		return 0
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wanted, last := strings.CutSuffix(text, "\x00")
	i := strings.Index(string(content), wanted)
	if last {
		i = strings.LastIndex(string(content), wanted)
	}
	if i < 0 {
		t.Fatalf("%s does not hold %q", file, wanted)
	}
	return strings.Count(string(content[:i]), "\n") + 1
}
