package leak

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// document judges one YAML document: the objects in it, or all its fields.
func document(m *marks, d *manifest.Document, file facts.Symbol) {
	if d.Root == nil || manifest.Get(d.Root, "sops") != nil {
		return // empty or encrypted
	}
	m.judged = true
	objects := d.Objects()
	if len(objects) == 0 {
		w := walker{part: m, doc: d, on: file, seen: map[*manifest.Node]bool{}}
		if isGenerator(d.Root) {
			w.kustomization(d.Root)
			return
		}
		w.walk("", "", d.Root)
		return
	}
	for _, o := range objects {
		on := facts.New(facts.ObjectSymbol, "", o.Namespace, o.Kind, o.Name)
		w := walker{part: m, doc: d, on: on, seen: map[*manifest.Node]bool{}}
		w.object(o)
	}
}

// isGenerator recognises kustomizations, whose name and kind may be missing.
func isGenerator(root *manifest.Node) bool {
	group, _, _ := strings.Cut(manifest.Scalar(manifest.Get(root, "apiVersion")), "/")
	return group == "kustomize.config.k8s.io" || manifest.Get(root, "secretGenerator") != nil ||
		manifest.Get(root, "resources") != nil && manifest.Get(root, "patches") != nil
}

func (w *walker) object(o *manifest.Object) {
	switch {
	case o.Group == "" && o.Kind == "Secret":
		w.secret(o)
	case o.Kind == "SealedSecret", o.Kind == "CustomResourceDefinition", o.Kind == "PushSecret":
	case o.Group == "kustomize.config.k8s.io":
		w.kustomization(o.Root)
	case o.Kind == "ExternalSecret", o.Kind == "ClusterExternalSecret":
		w.externalSecret(o)
	case o.Kind == "Kustomization":
		w.fluxUnit(o)
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
		w.judge(join("stringData", f.Key.Value), f.Key.Value, f.Value, literal.Sealed)
	}
	for _, f := range manifest.Fields(manifest.Get(o.Root, "data")) {
		if f.Value == nil {
			continue
		}
		name, text := f.Key.Value, manifest.Scalar(f.Value)
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
	return literal.Judge(name, string(plain), literal.Sealed)
}

// externalSecret judges literals of the template; everything else in it names
// places.
func (w *walker) externalSecret(o *manifest.Object) {
	for _, path := range [][]string{{"spec", "target", "template", "data"}, {"spec", "externalSecretSpec", "target", "template", "data"}} {
		for _, f := range manifest.Fields(manifest.Get(o.Root, path...)) {
			w.judgeInline(join(strings.Join(path, "."), f.Key.Value), f.Key.Value, f.Value)
		}
	}
}

// judgeInline judges what will be an entry of a Secret, written elsewhere.
func (w *walker) judgeInline(path, name string, n *manifest.Node) {
	value := manifest.Scalar(n)
	if value == "" {
		return
	}
	if strings.Contains(value, "\n") {
		w.judge(path, name, n, literal.Field)
		return
	}
	w.add(literal.Judge(name, value, literal.Sealed), path, entry{name: name, value: value, at: whole(w.doc, n)})
}

// fluxUnit judges a Flux Kustomization: patches, and variables by name.
func (w *walker) fluxUnit(o *manifest.Object) {
	w.patches("spec.patches", manifest.Get(o.Root, "spec", "patches"))
	w.fields(o.Root)
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

// patches judges patches, also those written as text.
func (w *walker) patches(path string, list *manifest.Node) {
	for _, item := range manifest.Items(list) {
		text := item
		if patch := manifest.Get(item, "patch"); patch != nil {
			text = patch
		}
		if w.seen[text] || manifest.Scalar(text) == "" {
			continue
		}
		w.seen[text] = true
		for _, inner := range w.doc.Inside(text) {
			if inner.Root == nil {
				continue
			}
			nested := walker{part: w.part, doc: inner, on: w.on, seen: w.seen}
			if o := manifest.NewObject(inner.Root, inner.At); o != nil {
				nested.object(o)
				continue
			}
			nested.walk(path, "", inner.Root)
		}
	}
}
