package playbook

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// objects describes what a task applies to a cluster.
// Source: docs.ansible.com, kubernetes.core.k8s.
func (r *reader) objects(d *manifest.Document, args *manifest.Node) {
	if args == nil || manifest.Scalar(manifest.Get(args, "state")) == "absent" {
		return
	}
	found, origins := r.defined(d, args)
	if len(found) == 0 {
		return
	}
	var part source.Part
	kinds.Describe(found, &part)
	for i, def := range part.Defs {
		if k := def.Symbol.Kind(); k == facts.Secret || k == facts.ConfigMap || k == facts.Namespace {
			part.Defs[i].Traits.Ground = true
			part.Defs[i].Kind = facts.KindAnsible
		}
	}
	r.part.Add(part)
	for _, o := range found {
		if o.Kind == "Secret" && o.Group == "" {
			r.secret(o, origins)
		}
	}
}

// secret says which places the keys of a Secret are made of.
func (r *reader) secret(o *manifest.Object, origins map[facts.Pos][]origin) {
	if strings.Contains(o.Name+o.Namespace, "${") {
		return
	}
	place := facts.SecretPlace(facts.AnyCluster, cmpOr(o.Namespace, "default"), o.Name)
	for _, data := range []string{"data", "stringData"} {
		for _, field := range manifest.Fields(manifest.Get(o.Root, data)) {
			r.derive(place.WithKey(field.Key.Value), origins[o.At(field.Value)])
		}
	}
}

func cmpOr(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}

// defined are the objects of a definition, written out or as text, and what the
// texts in them are made of.
func (r *reader) defined(d *manifest.Document, args *manifest.Node) ([]*manifest.Object, map[facts.Pos][]origin) {
	definition := manifest.Get(args, "definition")
	if definition == nil {
		definition = manifest.Get(args, "resource_definition")
	}
	origins := map[facts.Pos][]origin{}
	if text := manifest.Scalar(definition); text != "" {
		return r.written(d, definition, text), origins
	}
	nodes := manifest.Items(definition)
	if len(nodes) == 0 && definition != nil {
		nodes = []*manifest.Node{definition}
	}
	var found []*manifest.Object
	for _, n := range nodes {
		if o := manifest.NewObject(r.filled(d, n, origins, 0), d.At); o != nil && o.Name != "" {
			o.Cluster = facts.AnyCluster
			if d.File != nil {
				o.File = d.File.Path
			}
			found = append(found, o)
		}
	}
	return found, origins
}

// written are the objects of a definition that is a text.
func (r *reader) written(d *manifest.Document, n *manifest.Node, text string) []*manifest.Object {
	if len(text) > maxSettings || strings.Contains(text, "{%") {
		return nil
	}
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	found, _ := manifest.ParseText([]byte(masked(text)), func(line, col int) facts.Pos {
		if line < 1 || line > len(starts) {
			return d.At(n)
		}
		return d.InText(n, min(starts[line-1]+col-1, len(text)), 0)
	})
	return found
}

// filled is a copy of a node with known texts put in and others masked.
func (r *reader) filled(d *manifest.Document, n *manifest.Node, origins map[facts.Pos][]origin, depth int) *manifest.Node {
	n = manifest.Resolve(n)
	if n == nil || depth > maxDepth {
		return nil
	}
	out := *n
	if strings.Contains(n.Value, "{{") {
		v := r.text(place{d, n})
		origins[d.At(n)] = v.from
		if out.Value = masked(n.Value); v.known && len(v.from) == 0 {
			out.Value = v.text
		}
	}
	out.Content = nil
	for _, c := range n.Content {
		if inner := r.filled(d, c, origins, depth+1); inner != nil {
			out.Content = append(out.Content, inner)
		}
	}
	if len(out.Content) != len(n.Content) {
		return nil
	}
	return &out
}

// chart says what a release of a task brings.
// Source: docs.ansible.com, kubernetes.core.helm.
func (r *reader) chart(d *manifest.Document, args *manifest.Node) {
	ref, namespace := manifest.Get(args, "chart_ref"), manifest.Get(args, "release_namespace")
	if ref == nil || manifest.Scalar(manifest.Get(args, "release_state")) == "absent" {
		return
	}
	ground := facts.Traits{Ground: true}
	if v := r.text(place{d, namespace}); v.known && v.text != "" && slices.Contains([]string{"true", "yes"}, manifest.Scalar(manifest.Get(args, "create_namespace"))) {
		r.def(facts.New(facts.Namespace, facts.AnyCluster, v.text), facts.UnknownKeys(), d.At(namespace), ground)
	}
	for _, group := range kinds.ChartGroups(path.Base(r.text(place{d, ref}).text)) {
		r.def(facts.New(facts.API, facts.AnyCluster, group, "*"), facts.UnknownKeys(), d.At(ref), ground)
	}
}

// objectRead refers to a Secret that a task asks the cluster for.
func (r *reader) objectRead(d *manifest.Document, args *manifest.Node) {
	name, namespace := r.text(place{d, manifest.Get(args, "name")}), r.text(place{d, manifest.Get(args, "namespace")})
	if manifest.Scalar(manifest.Get(args, "kind")) != "Secret" || !name.known || name.text == "" || !namespace.known || namespace.text == "" {
		return
	}
	at := d.At(manifest.Get(args, "name"))
	r.part.Ref(facts.Ref{From: r.script(at), To: facts.SecretPlace(facts.AnyCluster, namespace.text, name.text), Rel: facts.RelConsumes, At: at, Weak: true})
}
