package shell

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// kubectlValued are the options of kubectl that take a separate value.
var kubectlValued = []string{
	"n", "namespace", "context", "cluster", "kubeconfig", "user", "token", "server", "s", "as", "o", "output", "type", "cert", "key", "f", "filename",
	"k", "kustomize", "docker-server", "docker-username", "docker-password", "docker-email", "from-literal", "from-file", "from-env-file", "field-manager", "l", "selector", "for", "timeout", "template",
}

// kubectl understands the creation of Secrets and what is applied from a
// here-document; of everything else only which vault files it opens.
func (in *interpreter) kubectl(call invocation) values {
	o := parseOptions(call.args[1:], kubectlValued...)
	verb := o.word(0)
	switch {
	case verb == "exec":
		in.inside(call)
	case verb == "create" && o.word(1) == "secret" && len(o.words) >= 4:
		if in.lands(o, call.c) {
			in.createSecret(o, call)
		}
		for _, name := range []string{"kubeconfig"} {
			for _, v := range o.named[name] {
				in.readPath(v, call.c)
			}
		}
		return unknown()
	case verb == "create" && (o.word(1) == "namespace" || o.word(1) == "ns") && len(o.words) >= 3:
		if in.lands(o, call.c) {
			in.makesNamespace(o.words[2], call)
		}
	case verb == "get" && len(secretNames(o)) > 0:
		in.other(call)
		return in.asks(o, call)
	case verb == "delete":
		in.changes(verb, o, call)
	case verb == "patch": // whose -p has a value, other than that of logs
		in.changes(verb, parseOptions(call.args[1:], slices.Concat(kubectlValued, []string{"p", "patch", "patch-file"})...), call)
	case verb == "wait":
		in.wait(o, call)
	case verb == "rollout":
		in.awaited = true
	case verb == "apply" || verb == "create" || verb == "replace":
		in.fetched(o, call)
		in.applyAll(call.c.stdin)
		for _, option := range []string{"f", "filename"} {
			if name, known := o.named[option].one(); known {
				in.applyAll(in.written[name])
			}
		}
	}
	return in.other(call)
}

// lands reports whether a created object reaches a cluster: what is only
// printed does when another kubectl applies it.
func (in *interpreter) lands(o options, c situation) bool {
	if _, dry := o.named["dry-run"]; !dry {
		return true
	}
	return len(c.next) > 0 && (c.next[0] == "kubectl" || c.next[0] == "oc" || c.next[0] == "k")
}

// createSecret handles kubectl create secret generic|tls|docker-registry NAME,
// see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_create.
func (in *interpreter) createSecret(o options, call invocation) {
	name, known := o.words[3].one()
	ns, nsKnown := o.namespace().one()
	if !nsKnown || ns == "" {
		ns, nsKnown = anyText, false
	}
	if !known {
		if in.uncalled {
			return
		}
		name = o.words[3].text()
	}
	place := facts.SecretPlace(facts.AnyCluster, ns, name)
	s := &secret{in: in, place: place, c: call.c, exact: true}
	switch o.word(2) {
	case "tls":
		s.file("tls.crt", o.named["cert"])
		s.file("tls.key", o.named["key"])
	case "docker-registry":
		s.key(".dockerconfigjson", append(o.named["docker-password"].origins(), o.named["docker-username"].origins()...))
	default:
		s.generic(call.args[1:])
	}
	keys := facts.ExactKeys(s.keys...)
	if !s.exact {
		keys = facts.OpenKeys(s.keys...)
	}
	in.out.def(place, o.words[3].at(), keys, facts.Traits{Ground: true, Possible: !known || !nsKnown})
}

// secret collects the keys of a Secret that a command creates.
type secret struct {
	in    *interpreter
	place facts.Symbol
	c     situation
	keys  []string
	exact bool
}

func (s *secret) key(name string, from []origin) {
	s.keys = append(s.keys, name)
	s.in.out.derive(s.place.WithKey(name), from)
}

func (s *secret) file(name string, file values) {
	var from []origin
	for _, v := range file {
		if v.text == "/dev/stdin" {
			from = addOrigins(from, s.c.stdin.origins())
			continue
		}
		from = addOrigins(from, s.in.readPath(v, s.c))
	}
	s.key(name, from)
}

// generic reads --from-literal, --from-file and --from-env-file, each given any
// number of times.
func (s *secret) generic(args []values) {
	for i := 0; i < len(args); i++ {
		for _, option := range []string{"--from-literal", "--from-file", "--from-env-file"} {
			text := args[i].text()
			switch {
			case text == option && i+1 < len(args):
				i++
				s.from(option, args[i])
			case strings.HasPrefix(text, option+"="):
				s.from(option, cutFirst(args[i]))
			default:
				continue
			}
			break
		}
	}
}

// cutFirst removes an option's name and equals sign.
func cutFirst(v values) values {
	out := make(values, len(v))
	for i, x := range v {
		_, x.text, _ = strings.Cut(x.text, "=")
		out[i] = x
	}
	return out
}

// isFile reports whether a path is one of a file: of a directory every file
// becomes a key. Outside the vault only an ending tells them apart.
func (s *secret) isFile(name string) bool {
	_, inVault := source.VaultPath(s.in.cfg.Mounts, name)
	return inVault || path.Ext(name) != "" && path.Ext(name) != ".d"
}

func (s *secret) from(option string, v values) {
	name, rest, found := strings.Cut(v.text(), "=")
	switch {
	case option == "--from-env-file":
		s.exact = false
		for _, x := range v {
			s.in.readPath(x, s.c)
		}
		return
	case option == "--from-file" && !found:
		if strings.HasSuffix(name, "/") {
			s.exact = false
			return
		}
		s.exact = s.exact && s.isFile(name)
		name, rest = path.Base(name), name
	}
	if !isField(name) {
		s.exact = false
		return
	}
	if option == "--from-literal" {
		s.key(name, v.origins())
		return
	}
	file := v[0]
	file.text = rest
	s.file(name, values{file})
}
