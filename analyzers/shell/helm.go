package shell

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
)

// helmValued are the options of helm that take a separate value.
var helmValued = []string{
	"n", "namespace", "f", "values", "set", "set-string", "set-file", "version", "repo", "timeout", "kube-context", "kubeconfig", "username", "password",
}

// helm understands what an installed chart brings: its kinds, and its namespace
// where it is told to make that.
func (in *interpreter) helm(call invocation) values {
	o := parseOptions(call.args[1:], helmValued...)
	verb := o.word(0)
	if (verb == "install" || verb == "upgrade" || verb == "template") && len(o.words) >= 3 {
		groups := kinds.ChartGroups(path.Base(o.word(2)))
		for _, group := range groups {
			in.firsthand(facts.New(facts.API, facts.AnyCluster, group, "*"), call)
		}
		if len(groups) == 0 && strings.Contains(o.word(2), "crd") {
			in.anyKind(call)
		}
		if _, made := o.named["create-namespace"]; made {
			in.makesNamespace(o.namespace(), call)
		}
	}
	return in.other(call)
}

// namespace is the namespace that options of kubectl and helm name.
func (o options) namespace() values {
	for _, option := range []string{"n", "namespace"} {
		if v, given := o.named[option]; given {
			return v
		}
	}
	return nil
}

func (in *interpreter) makesNamespace(named values, call invocation) {
	if name, known := named.one(); known && name != "" {
		in.firsthand(facts.New(facts.Namespace, facts.AnyCluster, name), call)
	}
}

// firsthand says that something is there before a cluster delivers anything to
// itself.
func (in *interpreter) firsthand(symbol facts.Symbol, call invocation) {
	in.out.def(symbol, call.at, facts.UnknownKeys(), facts.Traits{Ground: true})
}

// fetched says that objects applied from an address may define any kind.
func (in *interpreter) fetched(o options, call invocation) {
	for _, option := range []string{"f", "filename", "k", "kustomize"} {
		if text := o.named[option].text(); strings.Contains(text, "://") || strings.HasPrefix(text, "github.com/") {
			in.anyKind(call)
		}
	}
}

func (in *interpreter) anyKind(call invocation) {
	in.out.def(facts.New(facts.API, facts.AnyCluster, "*", "*"), call.at, facts.UnknownKeys(), facts.Traits{Ground: true, Possible: true})
}
