package shell

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// fetch is how a command line names the secret that it prints: in the word
// after its verbs, or in an option; below what other options name.
type fetch struct {
	verbs   string
	backend string
	item    string // the options that may name it; empty for the next word
	within  string // options whose values come before the name
	field   string // the option that names a part of it
	part    bool   // the name is that of a part of what the options name
	only    string // the option without which it is no secret
}

// backendReads are the fetches of each command. Sources: the command references of AWS CLI 2, Google
// Cloud CLI, Azure CLI, Bitwarden (bw, bws), Doppler, chamber and 1Password.
var backendReads = map[string][]fetch{
	"aws": {
		{verbs: "secretsmanager get-secret-value", backend: "aws-secretsmanager", item: "secret-id"},
		{verbs: "ssm get-parameter", backend: "aws-ssm", item: "name", only: "with-decryption"},
	},
	"gcloud": {{verbs: "secrets versions access", backend: "gcp-secretmanager", item: "secret", within: "project"}},
	"az":     {{verbs: "keyvault secret show", backend: "azure-keyvault", item: "name n", within: "vault-name"}},
	"bw":     {{verbs: "get password", backend: "bitwarden"}, {verbs: "get notes", backend: "bitwarden"}, {verbs: "get item", backend: "bitwarden"}, {verbs: "get totp", backend: "bitwarden"}},
	"rbw":    {{verbs: "get", backend: "bitwarden", field: "field"}},
	"bws":    {{verbs: "secret get", backend: "bitwarden"}},
	"doppler": {
		{verbs: "secrets get", backend: "doppler", within: "project p config c", part: true},
		{verbs: "secrets download", backend: "doppler", within: "project p", item: "config c"},
		{verbs: "run", backend: "doppler", within: "project p", item: "config c"},
	},
	"chamber": {{verbs: "read", backend: "aws-ssm"}, {verbs: "exec", backend: "aws-ssm"}},
	"op":      {{verbs: "item get", backend: "onepassword", within: "vault", field: "fields"}},
}

// fetchValued are options of these commands that take a separate value.
var fetchValued = []string{
	"secret-id", "version-id", "version-stage", "query", "output", "region", "profile", "endpoint-url", "name", "n", "secret", "project", "vault-name", "version", "subscription", "o",
	"session", "access-token", "server-url", "p", "c", "config", "token", "field", "fields", "vault", "account", "format", "env-file", "i", "in-file", "f", "out-file", "command",
}

// readsBackend understands the commands of other backends. A command that they
// run with secrets in its environment is followed.
func (in *interpreter) readsBackend(call invocation) values {
	defer in.supplied(call)
	o := parseOptions(call.args[1:], fetchValued...)
	for _, row := range backendReads[call.name] {
		verbs := strings.Fields(row.verbs)
		if _, given := o.named[row.only]; !o.starts(verbs) || row.only != "" && !given {
			continue
		}
		in.other(call)
		if symbol, named := row.place(o, len(verbs)); symbol != "" {
			return in.remote(symbol, named, call.c)
		}
		return unknown()
	}
	return in.other(call)
}

// starts reports whether the first words are those.
func (o options) starts(words []string) bool {
	for i, w := range words {
		if o.word(i) != w {
			return false
		}
	}
	return true
}

// place is what a row names, and the text that names it.
func (row fetch) place(o options, verbs int) (facts.Symbol, values) {
	var named values
	for _, option := range strings.Fields(row.item) {
		named = slices.Concat(named, o.named[option])
	}
	if row.item == "" && verbs < len(o.words) {
		named = o.words[verbs]
	}
	name := strings.Trim(named.text(), "/")
	if name == "" || len(named) != 1 {
		return "", nil
	}
	segments := []string{row.backend}
	for _, option := range strings.Fields(row.within) {
		if text, known := o.named[option].one(); known && text != "" {
			segments = append(segments, text)
		}
	}
	if row.part {
		return facts.New(facts.Backend, segments...).WithKey(name), named
	}
	field, _ := o.named[row.field].one()
	return facts.NewPath(facts.Backend, name, segments...).WithKey(field), named
}

// supplied runs the command behind "--" of a tool that puts secrets into its
// environment: which, is for the tool's backend to say.
func (in *interpreter) supplied(call invocation) {
	for i, a := range call.args {
		if a.text() != "--" || i+1 == len(call.args) {
			continue
		}
		hidden := in.hidden
		in.hidden = true
		call.args, call.words = call.args[i+1:], call.words[min(i+1, len(call.words)):]
		in.invoke(call, false)
		in.hidden = hidden
		return
	}
}
