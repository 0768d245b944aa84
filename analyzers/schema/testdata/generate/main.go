//go:build ignore

// Command generate writes the field tables of package schema from the custom
// resource definitions that the operators' own modules hold. It looks for them
// in the module cache; a module that is missing there is named:
//
//	go mod download github.com/external-secrets/external-secrets@v1.3.2   (in a throw-away module)
//	go generate ./analyzers/schema
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// origin is where the definitions of one table stand: a module, the versions
// read, and a pattern of files inside it.
type origin struct {
	module   string
	versions []string
	files    string
	skip     []string // kinds that no person writes
	part     string   // kind and path of the one struct wanted, and its name
}

var tables = map[string][]origin{
	"external-secrets":       {{module: "github.com/external-secrets/external-secrets", versions: []string{"v0.9.20", "v0.10.7", "v0.16.2", "v1.3.2"}, files: "config/crds/bases/*.yaml", skip: []string{"GeneratorState"}}},
	"vault-secrets-operator": {{module: "github.com/hashicorp/vault-secrets-operator", versions: []string{"v0.10.0"}, files: "chart/crds/*.yaml"}},
	"cert-manager":           {{module: "github.com/cert-manager/cert-manager", versions: []string{"v1.21.2"}, files: "deploy/crds/cert-manager.io_*.yaml", skip: []string{"CertificateRequest"}}},
	"flux-kustomize":         {{module: "github.com/fluxcd/kustomize-controller", versions: []string{"v1.6.0", "v1.10.1"}, files: "config/crd/bases/*.yaml"}},
	"flux-helm":              {{module: "github.com/fluxcd/helm-controller", versions: []string{"v1.4.0"}, files: "config/crd/bases/*.yaml"}},
	"flux-source":            {{module: "github.com/fluxcd/source-controller", versions: []string{"v1.7.0", "v1.8.0", "v1.10.1"}, files: "config/crd/bases/*.yaml"}},
	"pod":                    {{module: "github.com/cloudnative-pg/cloudnative-pg", versions: []string{"v1.28.0"}, files: "config/crd/bases/*_poolers.yaml", part: "postgresql.cnpg.io/v1 Pooler spec.template.spec PodSpec"}},
	"sealed-secrets":         {{module: "github.com/bitnami-labs/sealed-secrets", versions: []string{"v0.40.0"}, files: "helm/sealed-secrets/crds/*.yaml"}},
	"cloudnative-pg":         {{module: "github.com/cloudnative-pg/cloudnative-pg", versions: []string{"v1.27.0", "v1.28.0"}, files: "config/crd/bases/*.yaml", skip: []string{"FailoverQuorum"}}},
}

// later are fields of versions that are not at hand, from the release notes:
// what is known to exist, not how it looks, and what is no longer required.
var later = map[string]string{
	"external-secrets.io/v1 ExternalSecret":     "spec.syncWindows spec.target.template.templateFrom.valuesDecodingStrategy spec.target.creationPolicy",
	"external-secrets.io/v1 SecretStore":        stores,
	"external-secrets.io/v1 ClusterSecretStore": stores,
	"external-secrets.io/v1alpha1 PushSecret":   "spec.dataTo spec.data.match.nullBytePolicy",
}

const stores = "spec.refreshInterval spec.provider.nebius spec.provider.ovh spec.provider.openBao spec.provider.beyondtrustworkloadcredentials " +
	"spec.provider.crd spec.provider.vault.auth.cert.vaultRole spec.provider.infisical.secretsScope.organizationSlug " +
	"-spec.provider.doppler.auth -spec.provider.pulumi.accessToken -spec.provider.secretserver.username " +
	"-spec.provider.secretserver.password -spec.provider.webhook.result"

func main() {
	log.SetFlags(0)
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		log.Fatal(err)
	}
	for name, origins := range tables {
		t := &table{kinds: map[string]*shape{}, numbers: map[string]int{}, named: map[int]string{}}
		for _, o := range origins {
			t.read(strings.TrimSpace(string(out)), o)
		}
		if err := os.WriteFile(filepath.Join("tables", name+".txt"), t.text(), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// shape is what a field may hold: a letter for a scalar, "*" for anything,
// "map" for named fields, "{}" or "[]" around another shape.
type shape struct {
	what     string
	elem     *shape
	fields   map[string]*shape
	required map[string]bool
	enum     []string
}

type table struct {
	header  []string
	kinds   map[string]*shape
	named   map[int]string // structs that other tables refer to
	structs []string
	numbers map[string]int
}

func (t *table) read(cache string, o origin) {
	t.header = append(t.header, "# "+o.module+" "+strings.Join(o.versions, " "))
	for _, version := range o.versions {
		dir := filepath.Join(cache, o.module+"@"+version)
		files, _ := filepath.Glob(filepath.Join(dir, o.files))
		if len(files) == 0 {
			log.Fatalf("no definitions in %s: download %s@%s", dir, o.module, version)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				log.Fatal(err)
			}
			t.definition(data, o.skip)
		}
	}
	for kind, paths := range later {
		for _, path := range strings.Fields(paths) {
			if top := t.kinds[kind]; top != nil {
				top.add(strings.Split(path, "."))
			}
		}
	}
	if words := strings.Fields(o.part); len(words) == 4 {
		top := t.kinds[words[0]+" "+words[1]]
		for _, name := range strings.Split(words[2], ".") {
			top = top.fields[name]
		}
		t.kinds = map[string]*shape{}
		t.named[t.number(top)] = words[3]
	}
}

// add makes a field hold anything, or not required where a dash precedes it.
func (s *shape) add(path []string) {
	name, optional := strings.CutPrefix(path[0], "-")
	for s.elem != nil {
		s = s.elem
	}
	switch {
	case len(path) > 1:
		next := slices.Clone(path[1:])
		if optional {
			next[0] = "-" + next[0]
		}
		s.fields[name].add(next)
	case optional:
		delete(s.required, name)
	default:
		s.fields[name] = &shape{what: "*"}
	}
}

func (t *table) definition(data []byte, skip []string) {
	var crd struct {
		Kind string
		Spec struct {
			Group    string
			Names    struct{ Kind string }
			Versions []struct {
				Name   string
				Schema struct {
					OpenAPIV3Schema yaml.Node `yaml:"openAPIV3Schema"`
				}
			}
		}
	}
	if err := yaml.Unmarshal(data, &crd); err != nil {
		log.Fatal(err)
	}
	if crd.Kind != "CustomResourceDefinition" || slices.Contains(skip, crd.Spec.Names.Kind) {
		return
	}
	for _, v := range crd.Spec.Versions {
		top := shapeOf(&v.Schema.OpenAPIV3Schema)
		top.fields["metadata"], top.fields["status"] = &shape{what: "*"}, &shape{what: "*"}
		delete(top.required, "metadata")
		name := crd.Spec.Group + "/" + v.Name + " " + crd.Spec.Names.Kind
		if old := t.kinds[name]; old != nil {
			top = join(old, top)
		}
		t.kinds[name] = top
	}
}

// shapeOf reads an OpenAPI schema. What the API server fills in is not
// required.
func shapeOf(n *yaml.Node) *shape {
	switch {
	case text(n, "x-kubernetes-preserve-unknown-fields") == "true" || text(n, "x-kubernetes-embedded-resource") == "true":
		return &shape{what: "*"}
	case text(n, "x-kubernetes-int-or-string") == "true":
		return &shape{what: "x"}
	case get(n, "properties") != nil:
		return structOf(n)
	case get(n, "additionalProperties") != nil && get(n, "additionalProperties").Kind == yaml.MappingNode:
		return &shape{what: "{}", elem: shapeOf(get(n, "additionalProperties"))}
	}
	switch typ := text(n, "type"); typ {
	case "array":
		return &shape{what: "[]", elem: shapeOf(get(n, "items"))}
	case "string", "integer", "number", "boolean":
		s := &shape{what: typ[:1]}
		if e := get(n, "enum"); e != nil {
			for _, v := range e.Content {
				s.enum = append(s.enum, v.Value)
			}
		}
		return s
	}
	return &shape{what: "*"}
}

func structOf(n *yaml.Node) *shape {
	s := &shape{what: "map", fields: map[string]*shape{}, required: map[string]bool{}}
	props := get(n, "properties")
	for i := 0; i+1 < len(props.Content); i += 2 {
		s.fields[props.Content[i].Value] = shapeOf(props.Content[i+1])
	}
	if r := get(n, "required"); r != nil {
		for _, v := range r.Content {
			if get(get(props, v.Value), "default") == nil {
				s.required[v.Value] = true
			}
		}
	}
	return s
}

// join is what either version allows.
func join(a, b *shape) *shape {
	if a.what != b.what {
		return &shape{what: "*"}
	}
	s := &shape{what: a.what, enum: a.enum}
	for _, v := range b.enum {
		if !slices.Contains(s.enum, v) {
			s.enum = append(slices.Clone(s.enum), v)
		}
	}
	if len(a.enum) == 0 || len(b.enum) == 0 {
		s.enum = nil
	}
	if a.elem != nil {
		s.elem = join(a.elem, b.elem)
	}
	if a.what != "map" {
		return s
	}
	s.fields, s.required = map[string]*shape{}, map[string]bool{}
	for name, f := range a.fields {
		s.fields[name] = f
	}
	for name, f := range b.fields {
		if old := s.fields[name]; old != nil {
			f = join(old, f)
		}
		s.fields[name] = f
	}
	for name := range a.required {
		if b.required[name] {
			s.required[name] = true
		}
	}
	return s
}

// spell writes the name of a shape; equal structs share a number.
func (t *table) spell(s *shape) string {
	switch s.what {
	case "[]", "{}":
		return s.what + t.spell(s.elem)
	case "map":
		return fmt.Sprint(t.number(s))
	}
	if len(s.enum) > 0 && !slices.ContainsFunc(s.enum, func(v string) bool { return v == "" || strings.ContainsAny(v, " |") }) {
		return s.what + " " + strings.Join(s.enum, "|")
	}
	return s.what
}

func (t *table) number(s *shape) int {
	var b strings.Builder
	names := make([]string, 0, len(s.fields))
	for name := range s.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		mark := ""
		if s.required[name] {
			mark = "!"
		}
		fmt.Fprintf(&b, " %s%s %s\n", name, mark, t.spell(s.fields[name]))
	}
	body := b.String()
	n, known := t.numbers[body]
	if !known {
		n = len(t.structs) + 1
		t.numbers[body] = n
		t.structs = append(t.structs, body)
	}
	return n
}

func (t *table) text() []byte {
	names := make([]string, 0, len(t.kinds))
	for name := range t.kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	var kinds strings.Builder
	for _, name := range names {
		fmt.Fprintf(&kinds, "kind %s %d\n", name, t.number(t.kinds[name]))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Written by go generate from custom resource definitions. Do not edit.\n%s\n%s", strings.Join(t.header, "\n"), kinds.String())
	for i, body := range t.structs {
		name, named := t.named[i+1]
		if !named {
			name = fmt.Sprint(i + 1)
		}
		fmt.Fprintf(&b, "struct %s\n%s", name, body)
	}
	return b.Bytes()
}

func get(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func text(n *yaml.Node, key string) string {
	if v := get(n, key); v != nil {
		return v.Value
	}
	return ""
}
