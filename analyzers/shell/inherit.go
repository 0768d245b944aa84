package shell

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
)

// crowd is from how many children on an exported secret counts as shown to more
// than those that need it: one reads it, a second may share its work.
const crowd = 3

// export is a secret that the script itself exports, for all that follows.
type export struct {
	at       facts.Pos
	children map[string]bool
}

// exports notes a secret that is exported in the script's own shell. What was
// exported before, under this name or another, and what holds a path, is nothing
// that the script adds.
func (in *interpreter) exports(name string, texts values, at facts.Pos) {
	if in.subshells > 0 || in.uncalled {
		return
	}
	own := facts.New(facts.EnvVar, name)
	switch secret := in.secretIn(texts); {
	case secret == own, in.given(secret), !slices.ContainsFunc(texts, func(v value) bool { return !v.known }):
		delete(in.inherited, name)
	case secret == "" && !(literal.NamesValue(name) && isUnknown(texts)):
	case in.inherited[name] == nil:
		in.inherited[name] = &export{at: at, children: map[string]bool{}}
	}
}

// given reports whether every child has a secret anyway: from the environment of
// the script, or because it was exported before.
func (in *interpreter) given(secret facts.Symbol) bool {
	if secret.Kind() != facts.EnvVar {
		return false
	}
	_, own := in.vars.get(secret.Path())
	return !own || in.inherited[secret.Path()] != nil
}

// withdraw forgets a variable that the script's own shell unsets.
func (in *interpreter) withdraw(name string) {
	if in.subshells == 0 {
		delete(in.inherited, name)
	}
}

// inherits counts a child that gets all exported secrets. Of programs that only
// move text around nobody expects to look at their environment.
func (in *interpreter) inherits(p *program) {
	if silent[p.name] || filters[p.name] || plumbing[p.name] {
		return
	}
	for name, e := range in.inherited {
		e.children[in.heir(p, name)] = true
	}
}

var plumbing = map[string]bool{
	"jq": true, "yq": true, "cp": true, "mv": true, "tee": true, "sleep": true, "date": true, "mktemp": true, "dirname": true, "basename": true,
	"install": true, "git": true, "seq": true, "realpath": true, "readlink": true, "id": true, "whoami": true, "hostname": true, "uname": true,
	"tar": true, "gzip": true, "zip": true, "unzip": true, "sha256sum": true, "md5sum": true, "cmp": true, "diff": true, "sync": true, "systemctl": true,
	"timeout": true, "env": true, "printenv": true, "tput": true, "clear": true, "nc": true, "ping": true, "dig": true,
}

// layered are programs that each run in a directory of their own and read what
// its configuration says.
var layered = map[string]bool{"terraform": true, "tofu": true, "terragrunt": true}

// ofAll begin the names of variables that a backend or provider reads in every
// directory alike.
var ofAll = []string{"AWS_", "ARM_", "GOOGLE_", "VAULT_", "BAO_", "CONSUL_", "TF_HTTP_", "TF_TOKEN_", "KUBE_", "PG_CONN"}

// heir tells apart who inherits a variable.
func (in *interpreter) heir(p *program, variable string) string {
	if !layered[p.name] {
		return p.name
	}
	if slices.ContainsFunc(ofAll, func(prefix string) bool { return strings.HasPrefix(variable, prefix) }) {
		return "layer"
	}
	key := "layer " + in.directory()
	for _, a := range p.args {
		if option, dir, found := strings.Cut(a.text(), "="); found && strings.Contains(option, "dir") {
			key += " " + dir
		}
	}
	return key
}

// directory is where the script is, as far as it is known.
func (in *interpreter) directory() string {
	if v, found := in.vars.get("PWD"); found {
		return v.texts.text()
	}
	return ""
}

// tellExports marks what too many children inherit, once the script ends.
func (in *interpreter) tellExports() {
	for name, e := range in.inherited {
		if len(e.children) >= crowd {
			in.expose(inEnvironment, facts.New(facts.EnvVar, name), e.at)
		}
	}
}
