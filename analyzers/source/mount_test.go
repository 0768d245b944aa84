package source

import "testing"

func TestVaultPath(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mounts []string
		name   string
		rel    string
		ok     bool
	}{
		{nil, "~/secrets/age.key", "age.key", true},
		{nil, "$HOME/secrets/age.key", "age.key", true},
		{nil, "${HOME}/secrets//ssh/./id", "ssh/id", true},
		{nil, "/home/tazpod/secrets/age.key", "age.key", true},
		{nil, "/root/secrets/age.key", "age.key", true},
		{nil, "~/secrets/", "", true},
		{nil, "~/secrets/../other/x", "", false},
		{nil, "~/secrets-old/x", "", false},
		{nil, "$HOMES/secrets/x", "", false},
		{nil, "", "", false},
		{[]string{"/home/op/secrets/"}, "~/secrets/a/../b", "b", true},
		{[]string{"/run/keys", "~/secrets"}, "/run/keys/x", "x", true},
		{[]string{""}, "x", "", false},
	} {
		if rel, ok := VaultPath(c.mounts, c.name); rel != c.rel || ok != c.ok {
			t.Errorf("VaultPath(%q, %q) = %q, %t; want %q, %t", c.mounts, c.name, rel, ok, c.rel, c.ok)
		}
	}
}

func TestBackends(t *testing.T) {
	t.Parallel()
	name := func(b Backend, _ bool) string { return b.Name }
	for got, want := range map[string]string{
		name(ByCLI("aws", "secretsmanager", "list")):                             "aws-secretsmanager",
		name(ByCLI("vault", "kv")):                                               "vault",
		name(ByCLI("aws", "s3")) + name(ByCLI()):                                 "",
		name(ByEnv("TF_VAR_infisical_client_id")):                                "infisical",
		name(ByEnv("BAO_ADDR")):                                                  "openbao",
		name(ByHost("op.vault.azure.net")):                                       "azure-keyvault",
		name(ByTerraformProvider("registry.terraform.io/1password/onepassword")): "onepassword",
		name(ByTerraformType("google_secret_manager_secret")):                    "gcp-secretmanager",
		name(ByTerraformProvider("dopplerhq/doppler")):                           "doppler",
		name(ByProjectFile(".infisical.json")):                                   "infisical",
		name(ByEnv("ANSIBLE_VAULT_PASSWORD")) + name(ByHost("notinfisical.com")): "",
	} {
		if got != want {
			t.Errorf("found %q, want %q", got, want)
		}
	}
}
