package manifest

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// patch takes over one entry of the three spellings of patches: a file, an
// inline text, or a mapping with either and a target.
func (w *rewriter) patch(item *Node) {
	if item.Kind == yaml.ScalarNode {
		w.plainPatch(item)
		return
	}
	from := len(w.patches)
	defer func() { aim(w.patches[from:], Get(item, "target")) }()
	made := mapping()
	for _, f := range Fields(item) {
		switch f.Key.Value {
		case "path":
			doc, ok := w.patchFile(f.Value)
			if !ok {
				return
			}
			made.Content = append(made.Content, f.Key, scalarNode(relative(w.k.dir, doc.File.Path)))
		case "patch":
			if !w.inline(w.k.doc, f.Value) {
				return
			}
			made.Content = append(made.Content, f.Key, f.Value)
		default:
			made.Content = append(made.Content, f.Key, f.Value)
		}
	}
	w.patched = append(w.patched, made)
}

// plainPatch is an entry of patchesStrategicMerge.
func (w *rewriter) plainPatch(item *Node) {
	if strings.Contains(item.Value, "\n") || strings.Contains(item.Value, ": ") {
		if w.inline(w.k.doc, item) {
			w.patched = append(w.patched, mapping(scalarNode("patch"), item))
		}
		return
	}
	if doc, ok := w.patchFile(item); ok {
		w.patched = append(w.patched, mapping(scalarNode("path"), scalarNode(relative(w.k.dir, doc.File.Path))))
	}
}

// patchFile finds a file of patches and keeps its documents for positions.
func (w *rewriter) patchFile(n *Node) (*Document, bool) {
	l := w.entry(w.k.doc, n, w.k.dir, Scalar(n))
	if l.remote {
		w.outPartial()
		return nil, false
	}
	if l.file == nil {
		w.closure.out.marks = append(w.closure.out.marks, w.missingMark(l))
		return nil, false
	}
	w.closure.out.reached = append(w.closure.out.reached, l.file.Path)
	docs := Documents(l.file)
	for _, d := range docs {
		if d.Fault != nil {
			w.closure.out.marks = append(w.closure.out.marks, invalidMarks(l.file)...)
			return nil, false
		}
		w.remember(d)
	}
	if len(docs) == 0 {
		return nil, false
	}
	return docs[0], true
}

// inline reads the text of a patch, with positions in the file around it.
func (w *rewriter) inline(parent *Document, n *Node) bool {
	for _, d := range parse([]byte(n.Value)) {
		d.origin = within(parent, n)
		if d.Fault != nil {
			w.closure.out.marks = append(w.closure.out.marks, facts.Mark{
				Kind: facts.MarkInvalidYAML, Detector: d.Fault.Detail, On: parent.File.Symbol(), At: parent.At(n)})
			return false
		}
		w.remember(d)
	}
	return true
}

func (w *rewriter) remember(d *Document) {
	p := patch{doc: d, root: d.Root, steps: d.Root != nil && d.Root.Kind == yaml.SequenceNode}
	if !p.steps {
		p.kind, p.name = Scalar(Get(d.Root, "kind")), Scalar(Get(d.Root, "metadata", "name"))
	}
	w.patches = append(w.patches, p)
}

// aim notes what a target chooses for patches. What it says in expressions is
// read as choosing anything.
func aim(patches []patch, target *Node) {
	if target == nil {
		return
	}
	plain := func(field string) string {
		text := Scalar(Get(target, field))
		if strings.ContainsAny(text, `.*+?()|[]{}^$\`) {
			return ""
		}
		return text
	}
	for i := range patches {
		patches[i].kind, patches[i].name = plain("kind"), plain("name")
	}
}

// fits reports whether a patch may be meant for an object, whose name can have
// got a prefix or suffix.
func (p patch) fits(root *Node) bool {
	return (p.kind == "" || p.kind == Scalar(Get(root, "kind"))) && strings.Contains(Scalar(Get(root, "metadata", "name")), p.name)
}

// within places lines and columns of a scalar's text in the file around it.
func within(parent *Document, n *Node) func(line, col int) facts.Pos {
	return func(line, col int) facts.Pos {
		offset := 0
		for range line - 1 {
			next := strings.IndexByte(n.Value[offset:], '\n')
			if next < 0 {
				break
			}
			offset += next + 1
		}
		return parent.InText(n, min(offset+max(col-1, 0), len(n.Value)), 0)
	}
}

// flux adds what a Flux Kustomization puts on top of the target's own file.
// Source: github.com/fluxcd/pkg/kustomize, Generator.WriteFile.
func (w *rewriter) flux(t target) {
	if t.namespace != nil {
		w.add("namespace", t.namespace)
		w.patches = append(w.patches, patch{doc: t.doc, root: t.namespace, path: []string{"metadata", "namespace"}})
	}
	if Get(w.out, "kind") == nil {
		w.add("apiVersion", scalarNode("kustomize.config.k8s.io/v1beta1"))
		w.add("kind", scalarNode("Kustomization"))
	}
	for _, p := range t.patches {
		if w.inline(p.doc, p.text) {
			w.patched = append(w.patched, p.item)
		}
	}
	if w.steps == 1 {
		w.put("buildMetadata", []*Node{scalarNode("originAnnotations")})
	}
}
