package literal

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// HoldsSecret reports whether the content of a place is a secret, as far as
// names tell: that of a store is one unless its name says otherwise, that of a
// variable or of a part of Terraform only if its name says so.
func HoldsSecret(s facts.Symbol) bool {
	name := path.Base(s.Path())
	if s.Key() != "" {
		name = s.Key()
	}
	switch s.Kind() {
	case facts.VaultFile, facts.KV, facts.Infisical, facts.Backend:
		return !NamesPublic(name)
	case facts.EnvVar:
		return NamesValue(name)
	case facts.Terraform:
		return GivesSecret(name[strings.LastIndexByte(name, '.')+1:])
	}
	return false
}

// objects are the last words of names that as often stand for the name of a
// Secret as for a value; owners are the words before them that rule that out.
var (
	objects = set("secret", "secrets", "tokens", "pat", "salt", "otp")
	owners  = set("client", "cookie", "shared", "app", "signing", "oidc", "oauth", "webhook", "access", "api", "jwt", "token", "hmac", "auth", "consumer", "bot")
)

// NamesValue reports whether the name of an environment variable claims that a
// secret itself is in it, not the name or place of one.
func NamesValue(name string) bool {
	if !Sensitive(name) || NamesPublic(name) {
		return false
	}
	if name == "PWD" || name == "OLDPWD" {
		return false // directories
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '_' })
	if slices.Contains(words, "kms") {
		return false // keys of such a service have names and never leave it
	}
	last := len(words) - 1
	return last < 0 || !objects[words[last]] || last > 0 && owners[words[last-1]]
}

// wholes are names of what providers of Terraform give that is secret as a
// whole.
var wholes = set("kubeconfig", "kube_config", "talosconfig", "talos_config", "client_configuration", "machine_secrets", "machine_configuration",
	"private_key", "client_key", "kubeconfig_raw", "raw_config")

// GivesSecret reports whether the name of an argument or result of Terraform
// claims that it is a secret.
func GivesSecret(name string) bool { return wholes[name] || Sensitive(name) }
