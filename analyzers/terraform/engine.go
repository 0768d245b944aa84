package terraform

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// engines are the resources by which an engine of Vault gets a login with which
// it makes others, with the argument that names its mount (registry page of
// hashicorp/vault).
var engines = map[string]string{
	"vault_database_secret_backend_connection": "backend", "vault_database_secrets_mount": "path", "vault_aws_secret_backend": "path",
	"vault_azure_secret_backend": "path", "vault_gcp_secret_backend": "path", "vault_rabbitmq_secret_backend": "path", "vault_ldap_secret_backend": "path",
}

// engine defines what an engine makes on being read, as a whole.
func (m *module) engine(r *resource, s scope) {
	argument := engines[r.typ]
	if argument == "" || r.block.Type != "resource" {
		return
	}
	mount, known := s.argument(r.block, argument).full()
	if !known || mount == "" {
		return
	}
	m.a.part.Def(facts.Def{
		Symbol: facts.NewPath(facts.Backend, "vault/"+strings.Trim(mount, "/")), Kind: facts.KindTerraform, Keys: facts.UnknownKeys(),
		At: m.a.pos(r.block.LabelRanges[1]), By: m.symbol(r.address),
	})
}
