package mutate

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/manifest"
)

// scan collects what one object reads.
type scan struct {
	o     *manifest.Object
	found []name
}

// mapping looks at a mapping and everything below it.
func (s *scan) mapping(n *manifest.Node, way []string) {
	n = manifest.Resolve(n)
	fields := manifest.Fields(n)
	for _, rule := range readers {
		if slices.ContainsFunc(fields, func(f manifest.Field) bool { return rule.field(f.Key.Value) }) && rule.applies(s.o, n, way) {
			s.read(rule, n, way)
		}
	}
	for _, f := range fields {
		s.below(f.Value, append(way[:len(way):len(way)], f.Key.Value))
	}
}

func (s *scan) below(n *manifest.Node, way []string) {
	items := manifest.Items(n)
	for _, item := range items {
		s.below(item, append(way[:len(way):len(way)], "[]"))
	}
	if items == nil && len(way) < 60 {
		s.mapping(n, way)
	}
}

// reader says in which mappings a name is read.
type reader struct {
	sort   sort
	parent match    // of the field that holds the mapping; list items belong to the list's
	field  match    // that holds the name
	kinds  []string // of the object; none means all
	but    []string // kinds of object in which it means something else
	of     string   // the name's own kind must be this, in a field "kind" or "type"
	kind   string   // kind where the field "kind" is absent; "=" takes that field's
	key    string   // field that holds the key
	scope  scope
}

// anyNamespace stands for one that only a controller's settings tell.
const anyNamespace = "*"

// scope is where a read name is looked for.
type scope int

const (
	namespaced scope = iota // in a field "namespace", else beside the object
	split                   // the name may be NAMESPACE/NAME
	ofStore                 // the cluster's for kinds that start with Cluster, else beside
)

// match tells fields by their names.
type match func(field string) bool

func words(list ...string) match {
	return func(field string) bool { return slices.Contains(list, field) }
}

// ending tells fields by how they end, in any case.
func ending(endings ...string) match {
	return func(field string) bool {
		field = strings.ToLower(field)
		return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(field, e) })
	}
}

func whatever(string) bool { return true }

// readers are the fields that name something, by their names alone.
var readers = []reader{
	{sort: secret, parent: ending("secret", "secretref", "secretrefs", "secretkey", "secretkeyref", "secretselector", "secretkeyselector"), field: words("name"), key: "key", but: []string{"PushSecret"}},
	{sort: secret, parent: whatever, field: ending("secretname", "existingsecret"), but: []string{"Certificate", "Ingress", "InfisicalSecret", "Keycloak", "GrafanaServiceAccount"}},
	{sort: secret, parent: words("imagePullSecrets"), field: words("name")},
	{sort: secret, parent: words("valuesFrom", "substituteFrom"), field: words("name"), of: "Secret", key: "valuesKey"},
	{sort: secret, parent: words("caProvider"), field: words("name"), of: "Secret", key: "key"},
	{sort: configMap, parent: words("caProvider"), field: words("name"), of: "ConfigMap", key: "key"},
	{sort: configMap, parent: words("valuesFrom", "substituteFrom"), field: words("name"), of: "ConfigMap", key: "valuesKey"},
	{sort: configMap, parent: words("configMap", "configMapRef", "configMapKeyRef"), field: words("name"), key: "key"},
	{sort: store, parent: words("secretStoreRef", "storeRef"), field: words("name"), kind: "SecretStore", scope: ofStore},
	{sort: generator, parent: words("generatorRef"), field: words("name"), kind: "=", scope: ofStore},
	{sort: vaultLogin, parent: words("spec"), field: words("vaultAuthRef"), kind: "VaultAuth", scope: split},
	{sort: vaultLogin, parent: words("spec"), field: words("vaultConnectionRef"), kind: "VaultConnection", scope: split},
	{sort: unit, parent: words("dependsOn"), field: words("name"), kinds: []string{"Kustomization", "HelmRelease"}, kind: "="},
	{sort: origin, parent: words("sourceRef", "chartRef"), field: words("name"), kinds: []string{"Kustomization", "HelmRelease", "HelmChart"}, kind: "="},
	{sort: account, parent: words("kubernetes", "jwt"), field: words("serviceAccount"), kinds: []string{"VaultAuth"}},
	{sort: issuer, parent: words("issuerRef"), field: words("name"), but: []string{"HelmRelease", "Application"}, kind: "Issuer", scope: ofStore},
}

// written are parents in which a name is written by the object itself.
var written = []string{"privateKeySecretRef", "managedSecretReference", "destination"}

func (r reader) applies(o *manifest.Object, n *manifest.Node, way []string) bool {
	if len(r.kinds) > 0 && !slices.Contains(r.kinds, o.Kind) || slices.Contains(r.but, o.Kind) {
		return false
	}
	parent := parentOf(way)
	if parent == "" || slices.Contains(written, parent) || !r.parent(parent) || slices.Contains(way, "annotations") {
		return false
	}
	return r.of == "" || manifest.Scalar(manifest.Get(n, "kind")) == r.of || manifest.Scalar(manifest.Get(n, "type")) == r.of
}

// parentOf is the field that holds a mapping or the list it is an item of.
func parentOf(way []string) string {
	for i := len(way) - 1; i >= 0; i-- {
		if way[i] != "[]" {
			return way[i]
		}
	}
	return ""
}

func (s *scan) read(r reader, n *manifest.Node, way []string) {
	for _, f := range manifest.Fields(n) {
		if !r.field(f.Key.Value) {
			continue
		}
		text, pos, others := scalar(s.o, n, f.Key.Value)
		if text == "" || pos.Line == 0 || strings.ContainsAny(text, "{}$ /") && r.scope != split {
			continue
		}
		found := name{sort: r.sort, cluster: s.o.Cluster, name: text, at: pos, others: others, object: s.o}
		found.namespace = s.namespace(n)
		found.kind = s.kind(r, n)
		found.optional = manifest.Scalar(manifest.Get(n, "optional")) == "true"
		found.guess = s.o.Kind == "HelmRelease" && slices.Contains(way, "values") || s.o.Kind == "Application" && slices.Contains(way, "valuesObject")
		if found.guess && !r.sort.keyed() {
			continue // a chart may call anything so
		}
		if r.scope == split {
			if ns, rest, ok := strings.Cut(text, "/"); ok {
				found.namespace, found.name = ns, rest
			}
		}
		if r.scope == ofStore && strings.HasPrefix(found.kind, "Cluster") {
			found.namespace = ""
		}
		if found.namespace == "" && r.sort.keyed() {
			found.namespace = anyNamespace // a controller's
		}
		s.add(found, r, n)
	}
}

// add adds a read and one for each key it asks for.
func (s *scan) add(found name, r reader, n *manifest.Node) {
	s.found = append(s.found, found)
	if !r.sort.keyed() {
		return
	}
	if r.key != "" {
		s.addKey(found, n, r.key)
	}
	for _, item := range manifest.Items(manifest.Get(n, "items")) {
		s.addKey(found, item, "key")
	}
}

func (s *scan) addKey(found name, n *manifest.Node, field string) {
	text, pos, others := scalar(s.o, n, field)
	if text == "" {
		return
	}
	found.key, found.keyAt = text, pos
	found.others = slices.Concat(found.others, others)
	s.found = append(s.found, found)
}

func (s *scan) namespace(n *manifest.Node) string {
	if text := manifest.Scalar(manifest.Get(n, "namespace")); text != "" {
		return text
	}
	return s.o.Namespace
}

func (s *scan) kind(r reader, n *manifest.Node) string {
	if r.sort.keyed() || r.sort == account {
		return ""
	}
	if text := manifest.Scalar(manifest.Get(n, "kind")); text != "" {
		return text
	}
	if r.kind == "=" {
		return s.o.Kind
	}
	return r.kind
}
