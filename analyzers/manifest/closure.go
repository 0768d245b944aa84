package manifest

import (
	"path"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// closure is everything one kustomize build reads.
type closure struct {
	*builder
	out     *built
	seen    map[string]*kustomization // by directory
	files   map[string]string         // path to the text kustomize gets instead
	patches []patch
	copies  []*Node        // replacements: values of one object written into others
	faulty  *kustomization // does not parse
	steps   int
}

// patch is a piece of configuration that sets values in objects.
type patch struct {
	doc   *Document
	root  *Node
	path  []string // where root's value goes, for fields like namespace
	made  *trace   // of a root that stands nowhere as it is
	steps bool     // root is a list of JSON6902 operations
	kind  string   // of the objects that it is for, empty for any
	name  string   // likewise
}

// collect walks what a kustomization reaches and prepares its text. It answers
// false where includes run in a circle or multiply beyond the limit.
func (c *closure) collect(k *kustomization, t target, stack map[string]bool) bool {
	if c.steps++; k == nil || stack[k.dir] || c.steps > maxSteps {
		return false
	}
	stack[k.dir] = true
	defer delete(stack, k.dir)
	if c.seen[k.dir] == nil {
		c.seen[k.dir] = k
		if !c.prepare(k, t) {
			return false
		}
	}
	for _, e := range append(append([]listed(nil), k.resources...), k.components...) {
		if e.isDir && !c.collect(c.kustomization(e.target), target{}, stack) {
			return false
		}
	}
	return true
}

// prepare writes the kustomization that kustomize gets to see: every path
// exists and is local, nothing executes, and no field makes it print warnings.
func (c *closure) prepare(k *kustomization, t target) bool {
	if k.fault != nil || k.root != nil && k.root.Kind != yaml.MappingNode {
		if k.fault != nil {
			c.out.marks = append(c.out.marks, invalidMarks(k.doc.File)...)
			c.out.reached = append(c.out.reached, k.dir, k.doc.File.Path)
			c.faulty = k
		}
		return false
	}
	name := path.Join(k.dir, kustomizationNames[0])
	if k.doc != nil {
		name = k.doc.File.Path
		c.out.reached = append(c.out.reached, name)
	}
	c.out.reached = append(c.out.reached, k.dir)
	w := rewriter{closure: c, k: k, out: mapping()}
	for _, f := range Fields(k.root) {
		w.field(f)
	}
	w.put("resources", w.entries(k.resources, true))
	w.put("components", w.entries(k.components, false))
	w.flux(t)
	w.put("patches", w.patched)
	text, err := yaml.Marshal(w.out)
	if err != nil {
		return false
	}
	c.files[name] = string(text)
	return true
}

// relative spells a path for kustomize so that it can't be taken for a URL.
func relative(from, to string) string {
	up := ""
	for from != "." && from != "" && to != from && !strings.HasPrefix(to, from+"/") {
		from, up = path.Dir(from), up+"../"
	}
	if from != "." && from != "" {
		to = strings.TrimPrefix(strings.TrimPrefix(to, from), "/")
	}
	return "./" + up + to
}
