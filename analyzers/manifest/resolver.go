package manifest

import (
	"regexp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// simpleFields are the fields of a kustomization that the resolver knows
// exactly, or that change nothing a secret's way depends on.
var simpleFields = map[string]bool{
	"apiVersion": true, "kind": true, "metadata": true, "resources": true, "bases": true, "components": true,
	"namespace": true, "namePrefix": true, "nameSuffix": true, "commonLabels": true, "labels": true, "commonAnnotations": true,
	"images": true, "replicas": true, "generatorOptions": true, "configMapGenerator": true,
	"patches": true, "patchesStrategicMerge": true, "patchesJson6902": true,
	"secretGenerator": true, "generators": true, "buildMetadata": true, "sortOptions": true, "openapi": true,
}

// simple reports whether the resolver can build a kustomization and all it
// reaches.
func (b *builder) simple(k *kustomization, t target, seen map[string]bool) bool {
	if seen[k.dir] {
		return false
	}
	seen[k.dir] = true
	defer delete(seen, k.dir)
	if k.fault != nil || k.root != nil && k.root.Kind != yaml.MappingNode {
		return false
	}
	for _, f := range Fields(k.root) {
		if !simpleFields[f.Key.Value] && len(f.Value.Content) > 0 || f.Key.Value != "" && !simpleFields[f.Key.Value] && Scalar(f.Value) != "" {
			return false
		}
	}
	if _, _, only := b.decrypted(k); !only || !simpleGenerators(k.root) || !simpleLabels(k.root) {
		return false
	}
	return b.allSimple(k.resources, seen) && b.allSimple(k.components, seen)
}

// simpleLabels refuses labels for fields of a user's own choice.
func simpleLabels(root *Node) bool {
	for _, item := range Items(Get(root, "labels")) {
		if len(Items(Get(item, "fields"))) > 0 {
			return false
		}
	}
	return true
}

func (b *builder) allSimple(entries []listed, seen map[string]bool) bool {
	for _, e := range entries {
		if e.isDir {
			if sub := b.kustomization(e.target); sub == nil || !b.simple(sub, target{}, seen) {
				return false
			}
		}
	}
	return true
}

// resolver builds kustomizations on the parsed nodes, so that every node keeps
// its place in the source.
type resolver struct {
	*builder
	out      *built
	stack    map[string]bool // directories being built, against circles
	steps    int
	patterns map[string]*regexp.Regexp // of selectors, by their text
}

// maxSteps bounds the directories of one build: includes can multiply.
const maxSteps = 20_000

func (b *builder) resolve(k *kustomization, t target) *built {
	r := resolver{builder: b, out: new(built), stack: map[string]bool{}, patterns: map[string]*regexp.Regexp{}}
	r.out.objects = r.accumulate(k, t, nil)
	r.hash(r.out.objects)
	r.refer(r.out.objects)
	return r.out
}

// accumulate follows kustomize's order: resources, components on top of what
// is there, generators, then patches, the namespace, the affixes of names and
// labels over all. Hashes and references come last, at the root alone.
// Source: sigs.k8s.io/kustomize/api/internal/target, KustTarget.
func (r *resolver) accumulate(k *kustomization, t target, before []*Object) []*Object {
	if r.steps++; k == nil || r.stack[k.dir] || r.steps > maxSteps {
		r.out.failed = true
		return before
	}
	r.stack[k.dir] = true
	defer delete(r.stack, k.dir)
	if k.doc != nil {
		r.reach(k.doc.File.Path)
	}
	r.reach(k.dir)
	objects, whole := before, len(r.out.lacking)
	for _, e := range k.resources {
		objects = append(objects, r.resource(e)...)
	}
	for _, e := range k.components {
		objects = r.component(e, objects)
	}
	objects = append(append(objects, r.generate(k)...), r.decrypt(k)...)
	r.out.unsupported = r.out.unsupported || repeated(objects)
	objects = r.patch(k, t, objects)
	r.enter(k, t, objects, r.out.lacking[whole:])
	r.rename(k, objects)
	r.label(k, objects)
	return r.patchJSON(k, objects)
}

// enter puts the objects into the namespace of a Flux Kustomization, or else
// of the kustomization, and with them what is missing.
func (r *resolver) enter(k *kustomization, t target, objects []*Object, lacking []string) {
	namespace, at := t.namespace, t.doc
	if namespace == nil {
		namespace, at = Get(k.root, "namespace"), k.doc
	}
	if Scalar(namespace) != "" {
		for i, o := range objects {
			objects[i] = r.move(o, namespace, at)
		}
		for i := range lacking {
			lacking[i] = Scalar(namespace)
		}
	}
}

// repeated reports whether an object is there twice: kustomize refuses that,
// and says so.
func repeated(objects []*Object) bool {
	type thing struct {
		group, version, kind string
		identity
	}
	seen := make(map[thing]bool, len(objects))
	for _, o := range objects {
		seen[thing{o.Group, o.Version, o.Kind, o.identity()}] = true
	}
	return len(seen) < len(objects)
}

func (r *resolver) reach(name string) { r.out.reached = append(r.out.reached, name) }

func (r *resolver) resource(e listed) []*Object {
	switch {
	case e.remote:
		r.out.partial = true
	case e.missing():
		r.out.lack(r.missingMark(e))
	case e.isDir:
		return r.accumulate(r.kustomization(e.target), target{}, nil)
	default:
		r.reach(e.file.Path)
		r.out.marks = append(r.out.marks, invalidMarks(e.file)...)
		r.out.problems = append(r.out.problems, unreadableProblem(e.file)...)
		return fileObjects(e.file)
	}
	return nil
}

func (r *resolver) component(e listed, objects []*Object) []*Object {
	switch {
	case e.remote:
		r.out.partial = true
	case e.isDir:
		return r.accumulate(r.kustomization(e.target), target{}, objects)
	default:
		r.out.lack(r.missingMark(e))
	}
	return objects
}

// fileObjects are fresh objects of a file: several builds may hold the same.
func fileObjects(f *source.File) []*Object {
	var objects []*Object
	for _, d := range Documents(f) {
		objects = append(objects, d.Objects()...)
	}
	return objects
}

// invalidMarks says which documents of a listed manifest do not parse.
func invalidMarks(f *source.File) []facts.Mark {
	var marks []facts.Mark
	for _, d := range Documents(f) {
		if d.Fault != nil {
			marks = append(marks, facts.Mark{Kind: facts.MarkInvalidYAML, Detector: d.Fault.Detail, On: f.Symbol(), At: d.faultPos()})
		}
	}
	return marks
}

func (d *Document) faultPos() facts.Pos {
	return d.File.At(d.Fault.Line, 1, len(d.line(d.Fault.Line)))
}

func unreadableProblem(f *source.File) []facts.Problem {
	if _, err := f.Text(); err != nil {
		return []facts.Problem{{At: f.At(1, 1, 0), Code: unreadable(err), Detail: "a listed manifest: " + err.Error()}}
	}
	return nil
}

// move puts an object into a namespace, as kustomize's namespace transformer
// does: kinds without a namespace stay, a Namespace takes the name.
func (r *resolver) move(o *Object, namespace *Node, at *Document) *Object {
	field := "namespace"
	if o.Kind == "Namespace" && o.Group == "" {
		field = "name"
	} else if clusterScoped(o.Kind, r.custom) {
		return o
	}
	moved := o.edit()
	moved.past = o.identities()
	moved.set(moved.child(moved.Root, "metadata"), field, namespace, at)
	if field == "name" {
		moved.Name = namespace.Value
	} else {
		moved.Namespace = namespace.Value
	}
	return moved
}
