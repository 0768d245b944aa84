package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// logins are the variables by which providers log in where their configuration
// says nothing: for each argument the variable that stands in for it (the
// providers' registry pages).
var logins = map[string]map[string]string{
	"cloudflare": {"api_token": "CLOUDFLARE_API_TOKEN"},
	"github":     {"token": "GITHUB_TOKEN"},
	"infisical":  {"auth": "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", "client_secret": "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"},
	"proxmox":    {"api_token": "PROXMOX_VE_API_TOKEN", "password": "PROXMOX_VE_PASSWORD"},
	"tailscale":  {"api_key": "TAILSCALE_API_KEY", "oauth_client_secret": "TAILSCALE_OAUTH_CLIENT_SECRET"},
	"vault":      {"token": "VAULT_TOKEN", "auth_login": "VAULT_TOKEN"},
}

// implicitLogin connects a provider that is given no login with the variables
// that it then looks at. It may have another way in, so the need is weak.
func (m *module) implicitLogin(symbol facts.Symbol, b *hclsyntax.Block) {
	ways := logins[b.Labels[0]]
	for argument := range ways {
		if b.Body.Attributes[argument] != nil || nested(b.Body, argument) != nil {
			return
		}
	}
	told := map[string]bool{}
	for _, argument := range sortedKeys(ways) {
		if name := ways[argument]; !told[name] {
			told[name] = true
			m.a.part.Ref(facts.Ref{From: symbol, To: facts.New(facts.EnvVar, name), Rel: facts.RelReads, At: m.a.pos(b.LabelRanges[0]), Weak: true})
		}
	}
}
