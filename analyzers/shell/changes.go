package shell

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// kept are the kinds on a secret's way that a GitOps repository may keep, by
// the names kubectl takes for them, and the verbs that undo what it does. A
// Secret that is deleted is fetched again, which may be what is meant.
var kept = []struct{ names, kind, verbs string }{
	{"externalsecret externalsecrets es", "ExternalSecret", "delete patch"},
	{"clusterexternalsecret clusterexternalsecrets ces", "ClusterExternalSecret", "delete patch"},
	{"secretstore secretstores ss", "SecretStore", "delete patch"},
	{"clustersecretstore clustersecretstores css", "ClusterSecretStore", "delete patch"},
	{"vaultstaticsecret vaultstaticsecrets", "VaultStaticSecret", "delete patch"},
	{"vaultdynamicsecret vaultdynamicsecrets", "VaultDynamicSecret", "delete patch"},
	{"vaultpkisecret vaultpkisecrets", "VaultPKISecret", "delete patch"},
	{"vaultauth vaultauths", "VaultAuth", "delete patch"},
	{"infisicalsecret infisicalsecrets", "InfisicalSecret", "delete patch"},
	{"certificate certificates cert certs", "Certificate", "patch"},
	{"secret secrets", "Secret", "patch"},
	{"configmap configmaps cm", "ConfigMap", "patch"},
}

// changes notes what a script does to objects that others may own. One that
// takes the cluster down, or stops the delivery first, may do so.
func (in *interpreter) changes(verb string, o options, call invocation) {
	if in.uncalled || in.current.dismantles() || len(o.words) < 2 || verb == "patch" && labels(o) {
		return
	}
	namespace, known := o.namespace().one()
	kind, names := o.word(1), o.words[2:]
	if before, name, slash := strings.Cut(kind, "/"); slash {
		named := o.words[1].mapText(func(string) (string, bool) { return name, true })
		kind, names = before, []values{named}
	}
	kind, _, _ = strings.Cut(strings.ToLower(kind), ".")
	for _, k := range kept {
		if !contains(strings.Fields(k.names), kind) || !contains(strings.Fields(k.verbs), verb) {
			continue
		}
		for _, n := range names {
			name, ok := n.one()
			if symbol := keptPlace(k.kind, namespace, name); ok && (known || symbol.Kind() == facts.Store && symbol.Segment(1) == "ClusterSecretStore") {
				in.out.def(symbol, call.at, facts.UnknownKeys(), facts.Traits{Ownership: facts.OwnsChange})
			}
		}
	}
}

func keptPlace(kind, namespace, name string) facts.Symbol {
	switch kind {
	case "Secret":
		return facts.SecretPlace(facts.AnyCluster, namespace, name)
	case "ConfigMap":
		return facts.ConfigMapPlace(facts.AnyCluster, namespace, name)
	case "ClusterSecretStore":
		return facts.StorePlace(facts.AnyCluster, kind, "", name)
	case "SecretStore", "VaultAuth":
		return facts.StorePlace(facts.AnyCluster, kind, namespace, name)
	}
	return facts.New(facts.ObjectSymbol, facts.AnyCluster, namespace, kind, name)
}

// ends matches what a script that ends what it works on is called, and the
// commands of one that does or that stops the delivery first.
var (
	ends  = expr.New(`(?i)destroy|tear.?down|uninstall|clean.?up|nuke|purge|reset|decommission|remove`)
	halts = expr.New(`(?i)\bdestroy|tear.?down|uninstall|flux suspend|"?suspend"?: *true|talosctl[^\n]* reset|kind delete|k3d cluster delete|` +
		`delete (?:namespaces?|ns|crds?|applications?|kustomizations?|helmreleases?|gitrepositor(?:y|ies))\b|argocd app (?:delete|set)[^\n]*`)
	content = expr.New(`\b(?:spec|data|stringData|binaryData)\b`)
	comment = expr.New(`(?m)^\s*#.*$`)
)

// dismantles reports whether a script ends what it works on.
func (s *script) dismantles() bool {
	if s.ending == nil {
		answer := ends.MatchString(path.Base(s.file.Path)) || halts.Match(comment.ReplaceAll(s.text, nil))
		s.ending = &answer
	}
	return *s.ending
}

// labels reports whether a patch changes what is said of an object and nothing
// in it: annotations, which a delivery leaves alone, or finalizers.
func labels(o options) bool {
	for _, option := range []string{"p", "patch"} {
		if text, known := o.named[option].one(); known && strings.Contains(text, "metadata") {
			return !content.MatchString(text)
		}
	}
	return false
}
