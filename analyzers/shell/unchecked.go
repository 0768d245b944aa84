package shell

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// unchecked marks an option by which a program trusts any server.
func (in *interpreter) unchecked(p *program) {
	for i, a := range p.args {
		at := in.at(p.words[i])
		text := a.text()
		if found := source.UncheckedAddress(text); found != "" {
			in.unverified(found, at)
		}
		for _, row := range trusting[p.name] {
			if !row.option.MatchString(text) || row.after != "" && (i == 0 || p.args[i-1].text() != row.after) {
				continue
			}
			if row.always || in.carries(p) {
				in.unverified(row.name, at)
			}
		}
	}
}

func (in *interpreter) unverified(setting string, at facts.Pos) {
	in.out.mark(facts.MarkUnverified, setting, in.out.script(at), at)
}

// uncheckedVariable marks a variable that switches a check off for whoever reads
// it.
func (in *interpreter) uncheckedVariable(name string, texts values, at facts.Pos) {
	value, known := texts.one()
	if known && source.UncheckedEnv(name, value) {
		in.unverified(name+"="+strings.ToLower(value), at)
	}
	if known && source.UncheckedAddress(value) != "" {
		in.unverified(source.UncheckedAddress(value), at)
	}
}

// trust is an option by which a program trusts any server. Clients of a store,
// a cluster or a code host always send what they log in with; of others it must
// show that a secret, or what guards one, passes.
type trust struct {
	option *regexp.Regexp
	after  string // the argument before it
	name   string
	always bool
}

// trusting are such options by program. Sources: the manuals of each.
var trusting = map[string][]trust{
	"curl":    {{option: option(`-[A-Za-z]*k[A-Za-z]*|--insecure`), name: "--insecure"}},
	"wget":    {{option: option(`--no-check-certificate`), name: "--no-check-certificate"}},
	"http":    {{option: option(`--verify=(?:no|false)`), name: "--verify=no"}},
	"git":     {{option: option(`(?i)http\.(?:\S*\.)?sslVerify=false`), after: "-c", name: "http.sslVerify=false", always: true}, {option: option(`false`), after: "http.sslVerify", name: "http.sslVerify=false", always: true}},
	"vault":   {{option: option(`-{1,2}tls-skip-verify(?:=true)?`), name: "-tls-skip-verify", always: true}},
	"bao":     {{option: option(`-{1,2}tls-skip-verify(?:=true)?`), name: "-tls-skip-verify", always: true}},
	"kubectl": {{option: option(`--insecure-skip-tls-verify(?:=true)?`), name: "--insecure-skip-tls-verify", always: true}},
	"oc":      {{option: option(`--insecure-skip-tls-verify(?:=true)?`), name: "--insecure-skip-tls-verify", always: true}},
	"flux":    {{option: option(`--insecure-skip-tls-verify(?:=true)?`), name: "--insecure-skip-tls-verify", always: true}},
	"helm":    {{option: option(`--(?:kube-)?insecure-skip-tls-verify(?:=true)?`), name: "--insecure-skip-tls-verify", always: true}},
	"argocd":  {{option: option(`--insecure(?:=true)?`), name: "--insecure", always: true}},
	"aws":     {{option: option(`--no-verify-ssl`), name: "--no-verify-ssl", always: true}},
	"skopeo":  {{option: option(`--(?:src-|dest-)?tls-verify=false`), name: "--tls-verify=false", always: true}},
	"podman":  {{option: option(`--tls-verify=false`), name: "--tls-verify=false", always: true}},
	"ssh":     {{option: option(`(?:-o)?StrictHostKeyChecking[= ]no`), name: "StrictHostKeyChecking=no"}},
	"scp":     {{option: option(`(?:-o)?StrictHostKeyChecking[= ]no`), name: "StrictHostKeyChecking=no"}},
}

func option(expression string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:` + expression + `)$`)
}

// entrusted matches what is only asked of a server that must be known: tokens in
// headers, the API of a store, authorities and keys.
var entrusted = expr.New(`(?i)^authorization:|^x-vault-token:|^private-token:|/v1/(?:auth|sys/(?:init|unseal)|secret|kv|pki)\b|(?:^|[/._-])(?:root[-_]?)?ca(?:[-_](?:chain|cert))?(?:\.(?:pem|crt|cer))?$|\.(?:pem|crt|key)$|kubeconfig`)

// applying are commands that do what their input says.
var applying = []string{"sh", "bash", "sudo", "kubectl", "oc", "gpg", "apt-key", "source", "tar"}

// carries reports whether a request takes a secret along, or brings something
// that others will trust.
func (in *interpreter) carries(p *program) bool {
	if len(p.c.next) > 0 && slices.Contains(applying, p.c.next[0]) || in.secretIn(p.c.stdin) != "" {
		return true
	}
	for i, a := range p.args {
		if in.secretWord(p.words[i], a) != "" || entrusted.MatchString(a.text()) {
			return true
		}
		if symbol, _, why := in.vaultFile(first(a)); symbol != "" && why == "" {
			return true
		}
	}
	return false
}
