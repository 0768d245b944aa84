package leak

import (
	"encoding/base64"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// document judges one YAML document: the objects in it, or all its fields.
func document(m *marks, d *manifest.Document, file facts.Symbol) {
	if d.Root == nil || manifest.Encrypted(d.Root) {
		return // empty or encrypted
	}
	m.judged = true
	objects := d.Objects()
	if len(objects) == 0 {
		w := walker{part: m, doc: d, on: file, seen: map[*manifest.Node]bool{}, skip: namings[path.Base(d.At(d.Root).File)]}
		if isGenerator(d.Root) {
			w.kustomization(d.Root)
			return
		}
		w.walk("", "", d.Root)
		w.commands(manifest.Get(d.Root, runs[path.Base(d.At(d.Root).File)]))
		return
	}
	for _, o := range objects {
		on := facts.New(facts.ObjectSymbol, "", o.Namespace, o.Kind, o.Name)
		w := walker{part: m, doc: d, on: on, seen: map[*manifest.Node]bool{}}
		w.object(o)
	}
}

// namings are fields of well-known files whose members are named by the author:
// "token" is what a script is called there, or a package.
var namings = map[string]map[string]bool{
	"package.json":  set("scripts", "dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "resolutions", "overrides", "contributes"),
	"composer.json": set("scripts", "require", "require-dev", "scripts-descriptions"),
	"deno.json":     set("tasks", "imports"),
}

// isGenerator recognises kustomizations, whose name and kind may be missing.
func isGenerator(root *manifest.Node) bool {
	group, _, _ := strings.Cut(manifest.Scalar(manifest.Get(root, "apiVersion")), "/")
	return group == "kustomize.config.k8s.io" || manifest.Get(root, "secretGenerator") != nil ||
		manifest.Get(root, "resources") != nil && manifest.Get(root, "patches") != nil
}

func (w *walker) object(o *manifest.Object) {
	if applied := manifest.Get(o.Root, "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"); applied != nil {
		w.nested("metadata.annotations", applied, manifest.Scalar(applied))
	}
	switch {
	case o.Group == "" && o.Kind == "Secret":
		w.secret(o)
	case o.Kind == "SealedSecret", o.Kind == "CustomResourceDefinition":
	case o.Group == "kustomize.config.k8s.io":
		w.kustomization(o.Root)
	case o.Kind == "ExternalSecret", o.Kind == "ClusterExternalSecret", o.Kind == "PushSecret":
		w.externalSecret(o)
	case o.Group == "generators.external-secrets.io" && o.Kind == "Fake":
		w.entries("spec.data", manifest.Get(o.Root, "spec", "data"))
	default:
		w.fields(o.Root)
	}
}

// fields walks an object without its metadata.
func (w *walker) fields(root *manifest.Node) {
	for _, f := range manifest.Fields(root) {
		if key := f.Key.Value; key != "metadata" && !opaqueFields[key] {
			w.walk(key, key, f.Value)
		}
	}
}

// secret judges the entries of a Secret. Tokens of service accounts are made
// by the cluster.
func (w *walker) secret(o *manifest.Object) {
	if manifest.Scalar(manifest.Get(o.Root, "type")) == "kubernetes.io/service-account-token" {
		return
	}
	for _, f := range manifest.Fields(manifest.Get(o.Root, "stringData")) {
		if name, text := f.Key.Value, manifest.Scalar(f.Value); text != "" {
			w.add(judgeSealed(name, text), join("stringData", name), entry{name: name, value: text, place: literal.Sealed, at: whole(w.doc, f.Value)})
		}
	}
	for _, f := range manifest.Fields(manifest.Get(o.Root, "data")) {
		name, text := f.Key.Value, manifest.Scalar(f.Value)
		if f.Value == nil || text == "" {
			continue
		}
		w.add(judgeEncoded(name, text), join("data", name), entry{name: name, value: text, place: literal.Sealed, at: whole(w.doc, f.Value)})
	}
}

// judgeEncoded judges what base64 text says. Text that is no base64 is judged
// as it stands: it holds a variable, or the API server will refuse it.
func judgeEncoded(name, text string) literal.Verdict {
	compact := strings.Join(strings.Fields(text), "")
	plain, err := base64.StdEncoding.DecodeString(compact)
	if err != nil || !utf8.Valid(plain) {
		return literal.Judge(name, text, literal.Sealed)
	}
	return judgeSealed(name, string(plain))
}

// judgeSealed judges an entry of a Secret. What Docker reads is a text of its
// own.
func judgeSealed(name, value string) literal.Verdict {
	switch {
	case isNotSecret(value):
		return literal.Public
	case name == ".dockerconfigjson" || name == ".dockercfg":
		for _, m := range dockerLogin.FindAllStringSubmatch(value, 100) {
			if m[1] == "auth" && login(m[2]).Leaks() {
				return literal.Secret
			}
		}
	}
	return literal.Judge(name, value, literal.Sealed)
}

// templates are where operators keep the templates of Secrets that they make.
var templates = [][]string{{"spec", "target", "template"}, {"spec", "externalSecretSpec", "target", "template"}, {"spec", "template"}}

// externalSecret judges literals of the template; everything else in it names
// places.
func (w *walker) externalSecret(o *manifest.Object) {
	for _, at := range templates {
		path, template := strings.Join(at, "."), manifest.Get(o.Root, at...)
		w.entries(join(path, "data"), manifest.Get(template, "data"))
		w.walk(join(path, "metadata"), "metadata", manifest.Get(template, "metadata", "annotations"))
		for _, from := range manifest.Items(manifest.Get(template, "templateFrom")) {
			w.walk(join(path, "templateFrom"), "literal", manifest.Get(from, "literal"))
		}
	}
}

// entries judges what will be the entries of a Secret, written elsewhere.
func (w *walker) entries(path string, data *manifest.Node) {
	for _, f := range manifest.Fields(data) {
		w.judgeInline(join(path, f.Key.Value), f.Key.Value, f.Value)
	}
}

// judgeInline judges what will be an entry of a Secret, written elsewhere.
func (w *walker) judgeInline(path, name string, n *manifest.Node) {
	value := manifest.Scalar(n)
	if value == "" || isNotSecret(value) {
		return
	}
	if strings.Contains(value, "\n") {
		w.judge(path, name, n)
		return
	}
	w.add(literal.Judge(name, value, literal.Sealed), path, entry{name: name, value: value, at: whole(w.doc, n)})
}

// kustomization judges generators and patches of a kustomize build.
func (w *walker) kustomization(root *manifest.Node) {
	for _, field := range []string{"patches", "patchesJson6902", "patchesStrategicMerge"} {
		w.patches(field, manifest.Get(root, field))
	}
	for _, generator := range manifest.Items(manifest.Get(root, "secretGenerator")) {
		w.generator("secretGenerator", generator, literal.Sealed)
	}
	for _, generator := range manifest.Items(manifest.Get(root, "configMapGenerator")) {
		w.generator("configMapGenerator", generator, literal.Field)
	}
	for _, chart := range manifest.Items(manifest.Get(root, "helmCharts")) {
		w.walk("helmCharts.valuesInline", "valuesInline", manifest.Get(chart, "valuesInline"))
	}
}

func (w *walker) generator(field string, generator *manifest.Node, place literal.Place) {
	path := join(field, manifest.Scalar(manifest.Get(generator, "name")))
	for _, item := range manifest.Items(manifest.Get(generator, "literals")) {
		name, value, found := strings.Cut(manifest.Scalar(item), "=")
		if !found {
			continue
		}
		value = strings.Trim(value, `"'`)
		offset := strings.Index(item.Value, "=") + 1
		offset += strings.Index(item.Value[offset:], value)
		w.judgePart(join(path, name), name, item, offset, value, place)
	}
}

// patches judges patches, also those written as text, and answers whether there
// was a list of them.
func (w *walker) patches(path string, list *manifest.Node) bool {
	items := manifest.Items(list)
	for _, item := range items {
		text := item
		for _, field := range []string{"patch", "contents"} {
			if patch := manifest.Get(item, field); patch != nil {
				text = patch
			}
		}
		if w.seen[text] {
			continue
		}
		if manifest.Scalar(text) == "" {
			w.walk(path, "", text)
			continue
		}
		w.seen[text] = true
		for _, inner := range w.doc.Inside(text) {
			w.inside(path, inner)
		}
	}
	return len(items) > 0
}
