package shell

import "github.com/tazzo/tazlint/analyzers/facts"

// fluxValued are the options of flux that take a separate value.
var fluxValued = []string{
	"n", "namespace", "context", "kubeconfig", "secret-name", "url", "branch", "path", "owner", "repository", "hostname", "username", "u", "password", "p",
	"private-key-file", "ca-file", "components", "components-extra", "version", "author-name", "author-email", "interval", "ssh-hostname", "name",
}

// flux understands the Secrets that its command line makes: the one for the
// repository at bootstrap, and those it is told to create.
// Source: fluxcd/flux2, cmd/flux: bootstrap (secret-name, namespace), create secret.
func (in *interpreter) flux(call invocation) values {
	o := parseOptions(call.args[1:], fluxValued...)
	namespace := "flux-system"
	for _, option := range []string{"n", "namespace"} {
		if v, given := o.named[option]; given {
			namespace, _ = v.one()
		}
	}
	_, exported := o.named["export"]
	switch {
	case namespace == "" || exported:
	case o.word(0) == "bootstrap" && len(o.words) > 1:
		name := "flux-system"
		if v, given := o.named["secret-name"]; given {
			name, _ = v.one()
		}
		in.bootstrapSecret(namespace, name, call)
	case o.word(0) == "create" && o.word(1) == "secret" && len(o.words) > 3:
		name, _ := o.words[3].one()
		in.bootstrapSecret(namespace, name, call)
	}
	return in.other(call)
}

// bootstrapSecret says that a command makes a Secret; which keys it gets
// depends on how the repository is reached.
func (in *interpreter) bootstrapSecret(namespace, name string, call invocation) {
	if name != "" {
		in.out.def(facts.SecretPlace(facts.AnyCluster, namespace, name), call.at, facts.UnknownKeys(), facts.Traits{Ground: true})
	}
}
