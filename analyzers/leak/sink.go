package leak

import (
	"context"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Sinks marks where manifests and configuration files show a secret, or trust
// whoever answers on its way.
func Sinks(ctx context.Context, t *source.Tree) source.Part {
	return source.Each(ctx, t, func(f *source.File) source.Part { return sinksOf(t, f) })
}

func sinksOf(t *source.Tree, f *source.File) source.Part {
	var part source.Part
	if literal.IsSample(f.Path) || source.IsGenerated(f.Path) || isToolConfig(f.Base()) || manifest.IsTemplate(t, f) || !manifest.IsYAML(f) {
		return part
	}
	for _, d := range manifest.Documents(f) {
		if d.Root == nil || manifest.Encrypted(d.Root) {
			continue
		}
		part.Files = 1
		objects := d.Objects()
		if len(objects) == 0 {
			s := sink{part: &part, doc: d, on: f.Symbol(), seen: map[*manifest.Node]bool{}}
			s.walk(d.Root, "")
		}
		for _, o := range objects {
			s := sink{part: &part, doc: d, kind: o.Kind, on: facts.New(facts.ObjectSymbol, "", o.Namespace, o.Kind, o.Name), seen: map[*manifest.Node]bool{}}
			s.object(o)
		}
	}
	return part
}

// sink looks through one object, or one document that is none.
type sink struct {
	part *source.Part
	doc  *manifest.Document
	kind string
	on   facts.Symbol
	seen map[*manifest.Node]bool

	logsIn bool // a source of Flux that is fetched with a login
}

func (s *sink) object(o *manifest.Object) {
	if o.Kind == "CustomResourceDefinition" {
		return
	}
	s.logsIn = fetched[o.Kind] && manifest.Get(o.Root, "spec", "secretRef") != nil
	s.walk(o.Root, "")
}

// fetched are the kinds of Flux that log in to where they fetch from.
var fetched = map[string]bool{"HelmRepository": true, "OCIRepository": true, "Bucket": true, "ImageRepository": true}

// walk visits a value under the field's name.
func (s *sink) walk(n *manifest.Node, name string) {
	n = manifest.Resolve(n)
	if n == nil || s.seen[n] || len(s.part.Marks) >= source.MaxMarks {
		return
	}
	s.seen[n] = true
	for _, item := range manifest.Items(n) {
		if name == "containers" || name == "initContainers" {
			s.container(item)
		}
		s.text(item)
		s.walk(item, "")
	}
	if varName, value := namedValue(n); value != nil {
		s.variable(varName, value)
	}
	for _, f := range manifest.Fields(n) {
		s.field(n, name, f)
		s.walk(f.Value, f.Key.Value)
	}
}

// field judges one field; parent is the name of the mapping it stands in.
func (s *sink) field(in *manifest.Node, parent string, f manifest.Field) {
	value := strings.ToLower(manifest.Scalar(f.Value))
	off := false
	switch f.Key.Value {
	case "assertNoLeakedSecrets":
		off = isFalse(value)
	case "skipTLSVerify":
		off = isTrue(value) && (parent == "defaultVaultConnection" || s.kind == "VaultConnection")
	case "insecure":
		off = isTrue(value) && s.logsIn && parent == "spec"
	case "insecure-skip-tls-verify", "vault.hashicorp.com/tls-skip-verify", "vault.security.banzaicloud.io/vault-skip-verify":
		off = isTrue(value)
	case "sslmode", "ssl_mode":
		off = value == "disable"
	case "validate_certs":
		off = isFalse(value) && takesSecret(in)
	default:
		s.variable(f.Key.Value, f.Value)
		s.text(f.Value)
	}
	if off {
		s.unverified(f.Key.Value, s.doc.At(f.Key))
	}
}

// takesSecret reports whether a task of Ansible takes a secret along: a login
// among the arguments of its module.
func takesSecret(module *manifest.Node) bool {
	for _, f := range manifest.Fields(module) {
		key := strings.ToLower(f.Key.Value)
		if literal.Sensitive(key) || key == "headers" || key == "url_username" {
			return true
		}
	}
	return false
}

func isTrue(text string) bool  { return text == "true" || text == "yes" || text == "1" }
func isFalse(text string) bool { return text == "false" || text == "no" }

func (s *sink) variable(name string, value *manifest.Node) {
	if text := manifest.Scalar(value); source.UncheckedEnv(name, text) {
		s.unverified(name+"="+strings.ToLower(text), s.doc.At(value))
	}
}

// trustingFlag matches an argument of the programs in front of which logins
// happen. Source: the manual of oauth2-proxy.
var trustingFlag = expr.New(`^--(ssl-insecure-skip-verify)(?:=true)?$`)

// text looks at the addresses and arguments in a scalar.
func (s *sink) text(n *manifest.Node) {
	value := manifest.Scalar(n)
	if m := trustingFlag.FindStringSubmatch(value); m != nil {
		s.unverified("--"+m[1], s.doc.At(n))
	}
	if option := source.UncheckedAddress(value); option != "" {
		s.unverified(option, s.doc.InText(n, strings.Index(value, option), len(option)))
	}
}

func (s *sink) unverified(setting string, at facts.Pos) {
	s.part.Mark(facts.MarkUnverified, setting, s.on, at)
}

// expansion matches a variable that Kubernetes puts into an argument.
var expansion = expr.New(`\$?\$\(([A-Za-z_][A-Za-z0-9_]*)\)`)

// container marks arguments made of variables that hold secrets.
func (s *sink) container(c *manifest.Node) {
	secret := secretVariables(c)
	for _, list := range []string{"command", "args"} {
		for _, item := range manifest.Items(manifest.Get(c, list)) {
			text := manifest.Scalar(item)
			for _, m := range expansion.FindAllStringSubmatchIndex(text, 32) {
				name := text[m[2]:m[3]]
				if !strings.HasPrefix(text[m[0]:], "$$") && secret(name) && literal.Sensitive(name) {
					s.part.Mark(facts.MarkExposed, "container", s.on.WithKey(name), s.doc.InText(item, m[0], m[1]-m[0]))
				}
			}
		}
	}
}

// secretVariables tells which variables of a container come from a Secret. Of
// a Secret that is given whole the names are not known.
func secretVariables(c *manifest.Node) func(string) bool {
	whole := false
	for _, from := range manifest.Items(manifest.Get(c, "envFrom")) {
		whole = whole || manifest.Get(from, "secretRef") != nil
	}
	origin := map[string]bool{}
	for _, e := range manifest.Items(manifest.Get(c, "env")) {
		origin[manifest.Scalar(manifest.Get(e, "name"))] = manifest.Get(e, "valueFrom", "secretKeyRef") != nil
	}
	return func(name string) bool {
		secret, named := origin[name]
		return secret || whole && !named
	}
}
