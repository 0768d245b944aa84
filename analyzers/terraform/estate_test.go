package terraform_test

import (
	"context"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform"
)

// TestEstateFlows follows every bootstrap Secret of the example estate from its
// key back to the environment or the vault.
func TestEstateFlows(t *testing.T) {
	t.Parallel()
	tree, err := source.Open(context.Background(), "ephemeral-castle", "../../testdata/workspaces/tazlab/ephemeral-castle", source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	part := terraform.Analyze(context.Background(), tree, source.Config{Mounts: []string{"~/secrets"}})
	for _, p := range part.Problems {
		t.Errorf("%s:%d: %s", p.At.File, p.At.Line, p.Detail)
	}
	next := map[facts.Symbol][]facts.Symbol{}
	for _, r := range part.Refs {
		if r.Rel == facts.RelDerives {
			next[r.From] = append(next[r.From], r.To)
		}
	}
	for from, to := range map[facts.Symbol]facts.Symbol{
		"secret:*/external-secrets/infisical-machine-identity#clientId":     "env:INFISICAL_CLIENT_ID",
		"secret:*/external-secrets/infisical-machine-identity#clientSecret": "env:INFISICAL_CLIENT_SECRET",
		"secret:*/external-secrets/vault-eso-token#token":                   "env:ESO_READER_TOKEN",
		"secret:*/external-secrets/vault-ca-cert#ca.crt":                    "vault-file:vault-ca.crt",
		"secret:*/tailscale/operator-oauth#client_id":                       "env:TAILSCALE_OPERATOR_CLIENT_ID",
		"secret:*/tailscale/operator-oauth#client_secret":                   "env:TAILSCALE_OPERATOR_CLIENT_SECRET",
		"secret:*/flux-system/flux-system#password":                         "env:GITHUB_TOKEN",
	} {
		if !reaches(next, from, to) {
			t.Errorf("%s does not derive from %s", from, to)
		}
	}
}

func reaches(next map[facts.Symbol][]facts.Symbol, from, to facts.Symbol) bool {
	seen := map[facts.Symbol]bool{from: true}
	for queue := []facts.Symbol{from}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == to {
			return true
		}
		for _, s := range next[queue[0]] {
			if !seen[s] {
				seen[s] = true
				queue = append(queue, s)
			}
		}
	}
	return false
}
