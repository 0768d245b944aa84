package source

import (
	"slices"
	"strings"
)

// Backend is how a place that holds secrets shows in scripts and modules: the
// commands, variables, hosts and Terraform types that belong to it.
type Backend struct {
	Name               string   // as in facts.MarkBackendUse's detector: "vault", "infisical"
	TerraformProviders []string // source addresses without host: "hashicorp/vault"
	TypePrefixes       []string // of Terraform resources and data sources
	CLIs               []string // commands; "aws secretsmanager" is a command with its first argument
	EnvPrefixes        []string // of environment variables its tools read
	HostSuffixes       []string // domains of its hosted service
	ProjectFiles       []string // files that tie a directory to one of its projects
	Word               string   // coined for the product, so that nothing else is called so; empty where a common word is its name
}

// Backends are the known backends by name. Names are those of the vendors'
// own documentation: Terraform registry addresses, CLI references and the
// environment variables listed there.
var Backends = []Backend{
	{
		Name: "aws-secretsmanager", TypePrefixes: []string{"aws_secretsmanager_"},
		CLIs: []string{"aws secretsmanager"},
	},
	{
		Name: "azure-keyvault", TypePrefixes: []string{"azurerm_key_vault_secret", "azurerm_key_vault_certificate", "azurerm_key_vault_key"},
		CLIs: []string{"az keyvault"}, HostSuffixes: []string{"vault.azure.net", "vault.azure.cn", "vault.usgovcloudapi.net"},
	},
	{
		Name: "bitwarden", TerraformProviders: []string{"bitwarden/bitwarden-secrets", "maxlaverse/bitwarden"}, TypePrefixes: []string{"bitwarden_", "bitwarden-secrets_"},
		CLIs: []string{"bw", "bws", "rbw"}, EnvPrefixes: []string{"BW_", "BWS_"}, HostSuffixes: []string{"bitwarden.com", "bitwarden.eu"}, Word: "bitwarden",
	},
	{
		Name: "doppler", TerraformProviders: []string{"DopplerHQ/doppler"}, TypePrefixes: []string{"doppler_"},
		CLIs: []string{"doppler"}, EnvPrefixes: []string{"DOPPLER_"}, HostSuffixes: []string{"doppler.com"}, ProjectFiles: []string{"doppler.yaml"}, Word: "doppler",
	},
	{
		Name: "gcp-secretmanager", TypePrefixes: []string{"google_secret_manager_"},
		CLIs: []string{"gcloud secrets"}, HostSuffixes: []string{"secretmanager.googleapis.com"},
	},
	{
		Name: "infisical", TerraformProviders: []string{"infisical/infisical"}, TypePrefixes: []string{"infisical_"},
		CLIs: []string{"infisical"}, EnvPrefixes: []string{"INFISICAL_"}, HostSuffixes: []string{"infisical.com"},
		ProjectFiles: []string{".infisical.json"}, Word: "infisical",
	},
	{
		Name: "onepassword", TerraformProviders: []string{"1Password/onepassword"}, TypePrefixes: []string{"onepassword_"},
		CLIs: []string{"op"}, EnvPrefixes: []string{"OP_SERVICE_ACCOUNT_", "OP_CONNECT_", "OP_SESSION_"}, HostSuffixes: []string{"1password.com", "1password.eu", "1password.ca"},
	},
	{
		Name: "openbao", CLIs: []string{"bao"}, EnvPrefixes: []string{"BAO_"},
	},
	{
		Name: "sops", TerraformProviders: []string{"carlpett/sops"}, TypePrefixes: []string{"sops_"},
		CLIs: []string{"sops"}, EnvPrefixes: []string{"SOPS_"},
	},
	{
		Name: "vault", TerraformProviders: []string{"hashicorp/vault"}, TypePrefixes: []string{"vault_"},
		CLIs: []string{"vault"}, EnvPrefixes: []string{"VAULT_"}, HostSuffixes: []string{"vault.hashicorp.cloud"},
	},
}

// Tools is an expression for the commands that have to do with nothing but
// secrets: those of the backends, of password stores and of age.
var Tools = tools()

func tools() string {
	words := []string{"gopass", "pass", "age"}
	for _, b := range Backends {
		for _, cli := range b.CLIs {
			words = append(words, strings.ReplaceAll(cli, " ", `\s+`))
		}
	}
	return strings.Join(words, "|")
}

// ByCLI finds the backend of a command line given as its first words, the
// command without directory.
func ByCLI(words ...string) (Backend, bool) {
	return backend(func(b Backend) bool {
		return slices.ContainsFunc(b.CLIs, func(cli string) bool {
			want := strings.Fields(cli)
			return len(words) >= len(want) && slices.Equal(words[:len(want)], want)
		})
	})
}

// ByEnv finds the backend whose tools read an environment variable, also in
// the spelling that Terraform turns into an input variable.
func ByEnv(name string) (Backend, bool) {
	name = strings.ToUpper(strings.TrimPrefix(name, "TF_VAR_"))
	return backend(func(b Backend) bool { return hasPrefix(b.EnvPrefixes, name) })
}

// ByHost finds the backend that serves a host name or a name below it.
func ByHost(host string) (Backend, bool) {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return backend(func(b Backend) bool {
		return slices.ContainsFunc(b.HostSuffixes, func(s string) bool { return host == s || strings.HasSuffix(host, "."+s) })
	})
}

// ByProjectFile finds the backend that a file of this name ties its directory
// to.
func ByProjectFile(name string) (Backend, bool) {
	return backend(func(b Backend) bool { return slices.Contains(b.ProjectFiles, name) })
}

// ByTerraformType finds the backend a resource or data source type belongs to.
func ByTerraformType(typ string) (Backend, bool) {
	return backend(func(b Backend) bool { return hasPrefix(b.TypePrefixes, typ) })
}

// ByTerraformProvider finds the backend of a provider's source address, with
// or without its registry host.
func ByTerraformProvider(address string) (Backend, bool) {
	return backend(func(b Backend) bool {
		return slices.ContainsFunc(b.TerraformProviders, func(p string) bool {
			return strings.EqualFold(address, p) || strings.HasSuffix(strings.ToLower(address), "/"+strings.ToLower(p))
		})
	})
}

func backend(match func(Backend) bool) (Backend, bool) {
	if i := slices.IndexFunc(Backends, match); i >= 0 {
		return Backends[i], true
	}
	return Backend{}, false
}

func hasPrefix(prefixes []string, name string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}
