package main

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// TestStagesAtTheGate asks of each stage whether what it leaves can be retired.
// An answer of no says where; what the cluster does not show is the reason for
// the one about S3.
func TestStagesAtTheGate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stage string
		args  []string
		code  int
		says  []string
	}{
		{"S1", nil, exitFindings, []string{"ExternalSecret tailscale/operator-oauth"}},
		{"S2", nil, exitFindings, []string{"ExternalSecret hugo-blog/wildcard-tls"}},
		{"S3", []string{"--target", "tazlab-secrets-vault"}, exitFindings, []string{
			"modules/secrets-fetcher/main.tf", "modules/proxmox-talos/main.tf", "data.infisical_secrets.github", "infisical_secret.kubeconfig_upload",
			"provider.infisical", "INFISICAL_CLIENT_ID", "INFISICAL_CLIENT_SECRET", "tailscale/setup.sh", "tazpod/.infisical.json",
			"Secret external-secrets/infisical-machine-identity", "ClusterSecretStore tazlab-secrets",
		}},
		{"S3", []string{"--target", "tazlab-secrets-vault", "--role", "gitops"}, exitClean, nil},
		{"S4", nil, exitClean, nil},
		{"S5", nil, exitFindings, []string{"ExternalSecret cert-manager/cloudflare-api-token"}},
		{"S6", nil, exitFindings, []string{"ExternalSecret tailscale/tailscale-operator-oauth", "ExternalSecret dex/wildcard-tls"}},
	} {
		t.Run(strings.Join(append([]string{c.stage}, c.args...), " "), func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			args := append([]string{"ready", filepath.Join(stagesDir, c.stage, "tazlab-k8s")}, c.args...)
			code := run(context.Background(), args, streams{strings.NewReader(""), &out, &errs}, func(string) string { return "" })
			if code != c.code {
				t.Errorf("exit %d, want %d: %s%s", code, c.code, out.String(), errs.String())
			}
			for _, text := range c.says {
				if !strings.Contains(out.String(), text) {
					t.Errorf("no %q in:\n%s", text, out.String())
				}
			}
		})
	}
}

// TestShapesOfTheSecondOperator: on the eve of it eight consumers can move, with
// a template each for the key that is read, and eight stay.
func TestShapesOfTheSecondOperator(t *testing.T) {
	t.Parallel()
	several := slices.Concat(certificates, identities, []string{"ExternalSecret tailscale/tailscale-operator-oauth"})
	single := []string{
		"ExternalSecret ai-agents/openclaw-secrets", "ExternalSecret cert-manager/cloudflare-api-token",
		"ExternalSecret dex/oauth2-proxy-dex-secret", "ExternalSecret hugo-wiki/wiki-basic-auth",
		"ExternalSecret monitoring/alertmanager-discord-webhook", "ExternalSecret tazlab-db/mnemosyne-mcp-secrets",
		"ExternalSecret tazlab-db/pgadmin-credentials", "ExternalSecret tazlab-db/s3-backrest-creds",
	}
	stay, movable, renamed, keys := []string{}, []string{}, []string{}, []string{}
	for _, c := range stagePlan(t, filepath.Join(stagesDir, "S5", "tazlab-k8s")).Consumers {
		if c.Symbol.Kind() != facts.ObjectSymbol {
			continue
		}
		if c.Shape.Operator == "vso" {
			movable = append(movable, c.Symbol.Title())
		}
		for _, r := range reasonsOf(c) {
			switch r.Code {
			case migration.Code("multi-path"):
				stay = append(stay, c.Symbol.Title())
			case migration.Code("key-rename"):
				renamed = append(renamed, c.Symbol.Title())
				keys = append(keys, keyNamed.FindString(r.Text))
			}
		}
	}
	same(t, "stay", several, stay)
	same(t, "movable", single, movable)
	same(t, "renamed", single, renamed)
	same(t, "keys", []string{"GEMINI_API_KEY", "OAUTH2_PROXY_CLIENT_SECRET", "PGADMIN_DEFAULT_PASSWORD", "api-token", "openclaw.json", "s3.conf", "users", "webhook-url"}, keys)
}

// keyNamed finds a key of the stages within a sentence.
var keyNamed = regexp.MustCompile(`GEMINI_API_KEY|OAUTH2_PROXY_CLIENT_SECRET|PGADMIN_DEFAULT_PASSWORD|api-token|openclaw\.json|s3\.conf|\busers\b|webhook-url`)

// TestNoEarlyStageIsReady: the report of each says so, that of S4 because of what
// stands in the way of the destination, although nothing touches the old store.
func TestNoEarlyStageIsReady(t *testing.T) {
	t.Parallel()
	for _, s := range earlyStages {
		if got := output(t, "migrate", filepath.Join(stagesDir, s.name, "tazlab-k8s")); !bytes.Contains(got, []byte("NOT READY")) {
			t.Errorf("%s passes for ready:\n%s", s.name, got[:min(len(got), 400)])
		}
	}
}
