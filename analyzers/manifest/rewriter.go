package manifest

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// rewriter turns one kustomization into the text kustomize gets.
type rewriter struct {
	*closure
	k       *kustomization
	out     *Node
	patched []*Node
}

// keptFields go to kustomize as they are: they hold no paths.
var keptFields = map[string]bool{
	"apiVersion": true, "kind": true, "namePrefix": true, "nameSuffix": true, "labels": true, "commonAnnotations": true,
	"images": true, "replicas": true, "sortOptions": true, "generatorOptions": true,
}

// foreignFields bring in objects or changes that are not followed: charts,
// plugins, remote definitions.
var foreignFields = map[string]bool{
	"helmCharts": true, "helmChartInflationGenerator": true, "generators": true, "transformers": true,
	"vars": true, "crds": true,
}

func (w *rewriter) field(f Field) {
	switch name := f.Key.Value; {
	case keptFields[name]:
		w.add(name, f.Value)
	case name == "namespace":
		w.add(name, f.Value)
		w.patches = append(w.patches, patch{doc: w.k.doc, root: f.Value, path: []string{"metadata", "namespace"}})
	case name == "commonLabels":
		w.put("labels", []*Node{mapping(scalarNode("pairs"), f.Value, scalarNode("includeSelectors"), boolNode())})
	case name == "configMapGenerator" || name == "secretGenerator":
		w.put(name, w.generators(f.Value))
		w.overlays(f.Value, name == "secretGenerator")
	case name == "patches" || name == "patchesJson6902" || name == "patchesStrategicMerge":
		for _, item := range Items(f.Value) {
			w.patch(item)
		}
	case name == "configurations":
		w.put(name, w.inputs(f.Value, name))
	case name == "replacements":
		w.put(name, w.replacements(f.Value))
	case foreignFields[name] && len(f.Value.Content) > 0:
		w.outPartial()
	}
}

func boolNode() *Node { return &Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagBool, Value: "true"} }

func (w *rewriter) outPartial() { w.closure.out.partial = true }

// add sets a field, replacing an earlier one.
func (w *rewriter) add(name string, value *Node) {
	for i := 0; i+1 < len(w.out.Content); i += 2 {
		if w.out.Content[i].Value == name {
			w.out.Content[i+1] = value
			return
		}
	}
	w.out.Content = append(w.out.Content, scalarNode(name), value)
}

// put sets a list, joined with what the field holds already.
func (w *rewriter) put(name string, items []*Node) {
	if len(items) == 0 {
		return
	}
	items = append(append([]*Node(nil), Items(Get(w.out, name))...), items...)
	w.add(name, &Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq, Content: items})
}

// entries lists what exists; the rest becomes a mark.
func (w *rewriter) entries(list []listed, files bool) []*Node {
	var kept []*Node
	for _, e := range list {
		switch {
		case e.remote:
			w.outPartial()
		case e.missing() || e.file != nil && !files:
			w.closure.out.lack(w.missingMark(e))
		case e.isDir || w.manifest(e):
			kept = append(kept, scalarNode(relative(w.k.dir, e.target)))
		}
	}
	return kept
}

// manifest prepares a listed file; false when it holds no usable object.
func (w *rewriter) manifest(e listed) bool {
	f := e.file
	if _, done := w.files[f.Path]; done {
		return w.files[f.Path] != ""
	}
	w.closure.out.reached = append(w.closure.out.reached, f.Path)
	w.closure.out.marks = append(w.closure.out.marks, invalidMarks(f)...)
	w.closure.out.problems = append(w.closure.out.problems, unreadableProblem(f)...)
	var kept strings.Builder
	for _, d := range Documents(f) {
		if d.Fault == nil && len(d.Objects()) > 0 {
			kept.WriteString("---\n")
			kept.WriteString(d.text())
		}
	}
	w.files[f.Path] = kept.String()
	return kept.Len() > 0
}

// text is the document as it stands in its file.
func (d *Document) text() string {
	to := len(d.lines)
	for i := d.Line; i < to; i++ {
		if isMarker(d.lines[i], "---") || isMarker(d.lines[i], "...") {
			to = i
		}
	}
	text := strings.Join(d.lines[d.Line-1:to], "\n") + "\n"
	return strings.TrimPrefix(text, "---\n")
}

// generators keeps the inputs that exist, and the keys of missing files.
func (w *rewriter) generators(list *Node) []*Node {
	var kept []*Node
	for _, g := range Items(list) {
		made := mapping()
		for _, f := range Fields(g) {
			value := f.Value
			switch f.Key.Value {
			case "files", "envs":
				value = &Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq, Content: w.inputs(f.Value, f.Key.Value)}
			case "env":
				value = &Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagNull, Value: "null"}
			}
			made.Content = append(made.Content, f.Key, value)
		}
		if env := Get(g, "env"); Scalar(env) != "" {
			list := &Node{Kind: yaml.SequenceNode, Content: []*Node{env}}
			made.Content = append(made.Content, scalarNode("envs"), &Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq, Content: w.inputs(list, "env")})
		}
		kept = append(kept, made)
	}
	return kept
}

// inputs are the files that a field lists. A missing one counts as empty where
// its key is known; nobody knows the variables of a missing dotenv file.
func (w *rewriter) inputs(list *Node, field string) []*Node {
	var kept []*Node
	for _, n := range Items(list) {
		key, name, named := strings.Cut(Scalar(n), "=")
		if !named {
			name = key
		}
		l := w.entry(w.k.doc, n, w.k.dir, name)
		switch {
		case l.remote:
			w.outPartial()
			continue
		case l.file == nil:
			w.closure.out.marks = append(w.closure.out.marks, w.missingMark(l))
			if strings.HasPrefix(field, "env") {
				w.outPartial()
			}
			if field != "files" || !w.awaited(l) {
				continue
			}
			w.files[l.target] = ""
		default:
			w.closure.out.reached = append(w.closure.out.reached, l.file.Path)
		}
		spelled := relative(w.k.dir, l.target)
		if named {
			spelled = key + "=" + spelled
		}
		kept = append(kept, scalarNode(spelled))
	}
	return kept
}

// replacements keeps those written in place or in a file that exists.
func (w *rewriter) replacements(list *Node) []*Node {
	var kept []*Node
	for _, item := range Items(list) {
		name := Get(item, "path")
		if Scalar(name) == "" {
			kept = append(kept, item)
			w.copies = append(w.copies, item)
			continue
		}
		if doc, ok := w.patchFile(name); ok {
			w.copies = append(w.copies, Items(doc.Root)...)
			w.copies = append(w.copies, doc.Root)
			kept = append(kept, mapping(scalarNode("path"), scalarNode(relative(w.k.dir, doc.File.Path))))
		}
	}
	return kept
}
