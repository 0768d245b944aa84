package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// secretsPath matches the API path of Secrets in a policy's call.
var secretsPath = expr.New(`/secrets(/|$)`)

// madeOfSecrets marks a Secret whose content a policy of Kyverno writes itself
// from Secrets that set it off, and keeps in step with itself: it follows the
// policy's text, where a clone follows its source (Kyverno's documentation,
// "Generate Rules"). That it was deleted when a trigger changed is what an
// estate saw, so the rule says no more than that it may be.
func (v *view) madeOfSecrets(generate hit, kind facts.SymbolKind) {
	rule := generate.parent
	data := manifest.Get(generate.node, "data")
	if !v.Live || kind != facts.Secret || data == nil || !truth(manifest.Get(generate.node, "synchronize")) || !setOffBySecrets(rule) {
		return
	}
	names := append(secretVariables(rule), "request.object.data")
	for _, section := range []string{"data", "stringData"} {
		for _, f := range manifest.Fields(manifest.Get(data, section)) {
			if mentions(manifest.Scalar(f.Value), names) {
				name := manifest.Get(generate.node, "name")
				v.w.part.Mark(facts.MarkCopied, "generated", v.secretAt(manifest.Scalar(manifest.Get(generate.node, "namespace")), manifest.Scalar(name)), v.At(name))
				return
			}
		}
	}
}

func setOffBySecrets(rule *manifest.Node) bool {
	for _, path := range []string{"match.any[].resources.kinds[]", "match.all[].resources.kinds[]", "match.resources.kinds[]"} {
		for _, h := range find(rule, path) {
			if kind := manifest.Scalar(h.node); kind == "Secret" || strings.HasSuffix(kind, "/Secret") {
				return true
			}
		}
	}
	return false
}

// secretVariables are the variables of a rule that it fills from Secrets.
func secretVariables(rule *manifest.Node) []string {
	var names []string
	for _, h := range find(rule, "context[]") {
		name := manifest.Scalar(manifest.Get(h.node, "name"))
		if name != "" && secretsPath.MatchString(manifest.Scalar(manifest.Get(h.node, "apiCall", "urlPath"))) {
			names = append(names, name)
		}
	}
	return names
}

// mentions reports whether a template uses one of some variables.
func mentions(text string, names []string) bool {
	for _, name := range names {
		if strings.Contains(text, "{{") && strings.Contains(text, name) {
			return true
		}
	}
	return false
}
