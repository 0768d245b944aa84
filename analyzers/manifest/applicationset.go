package manifest

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/chart"
	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Limits of one ApplicationSet: what it makes, and the nodes copied and names
// compared for that. Beyond them its parameters count as not known.
const (
	maxApplications = 2000
	maxExpansion    = 5_000_000
)

// parameters are what a generator gives a template: scalars and maps of them.
type parameters map[string]any

// applicationSet queues the Applications that a set makes. Generators that
// look outside the repository leave the parameters open: what the template
// names outright is still rendered.
// Source: argo-cd, ApplicationSet v1alpha1.
func (a *argo) applicationSet(o *Object) {
	template := Get(o.Root, "spec", "template")
	if template == nil {
		return
	}
	g := appSet{argo: a, goTemplate: Scalar(Get(o.Root, "spec", "goTemplate")) == "true", left: new(int)}
	*g.left = maxExpansion
	var all []parameters
	known := Get(o.Root, "spec", "templatePatch") == nil
	for _, n := range Items(Get(o.Root, "spec", "generators")) {
		more, ok := g.generate(n, nil, 0)
		all, known = append(all, more...), known && ok
	}
	if !known || *g.left <= 0 {
		all = append(all, nil)
		a.unseenBelow(o)
	}
	for _, p := range all[:min(len(all), maxApplications)] {
		if *g.left <= 0 {
			break
		}
		made := g.expandObject(o, template, p)
		made.Namespace = o.Namespace
		a.take(a.home, []*Object{made}, nil)
	}
}

// unseenBelow keeps directories that an unknown generator may choose from
// being called unused.
func (a *argo) unseenBelow(o *Object) {
	a.unseen(a.named("*"), o)
	dirs, seen := coveredBy(o), map[string]bool{}
	for len(dirs) > 0 {
		dir := dirs[0]
		dirs = dirs[1:]
		if seen[dir] {
			continue
		}
		seen[dir] = true
		for _, f := range a.tree.Below(dir) {
			a.reached[f.Path], a.reached[path.Dir(f.Path)] = true, true
			if isKustomizationFile(f) {
				dirs = append(dirs, a.usedBy(path.Dir(f.Path))...)
			}
		}
	}
}

// usedBy are the directories that a kustomization builds on.
func (a *argo) usedBy(dir string) []string {
	var used []string
	k := a.kustomization(dir)
	for _, e := range slices.Concat(k.resources, k.components) {
		if e.target != "" && a.tree.File(e.target) == nil {
			used = append(used, e.target)
		}
	}
	return used
}

// appSet evaluates the generators and the template of one set.
type appSet struct {
	*argo
	goTemplate bool
	left       *int // of maxExpansion
}

// spend takes work off what is left; false where that is used up.
func (g appSet) spend(n int) bool {
	*g.left -= n
	return *g.left > 0
}

// generate lists the parameters of a generator; false where it looks outside
// the repository.
func (g appSet) generate(n *Node, outer parameters, depth int) ([]parameters, bool) {
	if Get(n, "selector") != nil || depth > 3 || *g.left <= 0 {
		return nil, false
	}
	for _, f := range Fields(n) {
		if Get(f.Value, "template") != nil {
			return nil, false
		}
		switch f.Key.Value {
		case "list":
			return g.list(f.Value, outer)
		case "git":
			return g.git(f.Value, outer)
		case "matrix":
			return g.matrix(f.Value, outer, depth)
		}
	}
	return nil, false
}

func (g appSet) list(n *Node, outer parameters) ([]parameters, bool) {
	var all []parameters
	for _, e := range Items(Get(n, "elements")) {
		if m, ok := templateValue(g.expand(e, outer, nil)).(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all, Get(n, "elementsYaml") == nil
}

// matrix joins each answer of the first generator with each of the second,
// which may use the first's parameters.
func (g appSet) matrix(n *Node, outer parameters, depth int) ([]parameters, bool) {
	inner := Items(Get(n, "generators"))
	if len(inner) != 2 {
		return nil, false
	}
	first, known := g.generate(inner[0], outer, depth+1)
	var all []parameters
	for _, p := range first {
		if !g.spend(1) {
			return all, false
		}
		second, ok := g.generate(inner[1], p, depth+1)
		known = known && ok
		for _, q := range second {
			if len(all) < maxApplications {
				all = append(all, overlay(map[string]any(p), map[string]any(q)).(map[string]any))
			}
		}
	}
	return all, known
}

// git looks for directories or files of the repository.
func (g appSet) git(n *Node, outer parameters) ([]parameters, bool) {
	n = g.expand(n, outer, nil)
	if url := Scalar(Get(n, "repoURL")); templated(url) == "" && urlTail(url) != g.own {
		return nil, false
	}
	prefix := Scalar(Get(n, "pathParamPrefix"))
	var all []parameters
	for _, dir := range g.matching(Get(n, "directories"), g.directories()) {
		all = append(all, g.withPath(nil, prefix, dir, ""))
	}
	var names []string
	for _, f := range g.tree.Files {
		names = append(names, f.Path)
	}
	for _, name := range g.matching(Get(n, "files"), names) {
		all = append(all, g.fromFile(g.tree.File(name), prefix)...)
	}
	for _, p := range all {
		for _, f := range Fields(Get(n, "values")) {
			values, _ := p["values"].(map[string]any)
			if values == nil {
				values = map[string]any{}
				p["values"] = values
			}
			values[f.Key.Value] = g.text(Scalar(f.Value), p)
		}
	}
	return all, true
}

// directories of the repository, without hidden ones.
func (g appSet) directories() []string {
	found := map[string]bool{}
	for _, f := range g.tree.Files {
		for dir := path.Dir(f.Path); dir != "." && !found[dir]; dir = path.Dir(dir) {
			if !strings.HasPrefix(dir, ".") && !strings.Contains(dir, "/.") {
				found[dir] = true
			}
		}
	}
	return sortedKeys(found)
}

// matching are the names that an entry includes and none excludes.
func (g appSet) matching(entries *Node, names []string) []string {
	if !g.spend(len(names) * len(Items(entries))) {
		return nil
	}
	matches := func(name string, excluding bool) bool {
		return slices.ContainsFunc(Items(entries), func(e *Node) bool {
			glob := path.Clean(strings.TrimPrefix(Scalar(Get(e, "path")), "/"))
			return (Scalar(Get(e, "exclude")) == "true") == excluding && source.Match(glob, name)
		})
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !matches(name, false) || matches(name, true) })
}

var notNormal = expr.New(`[^a-z0-9]+`)

// withPath adds the parameters that describe a directory.
func (g appSet) withPath(p map[string]any, prefix, dir, file string) parameters {
	about := map[string]any{"path": dir, "basename": path.Base(dir), "basenameNormalized": normal(path.Base(dir))}
	var segments []any
	for _, s := range strings.Split(dir, "/") {
		segments = append(segments, s)
	}
	about["segments"] = segments
	if file != "" {
		about["filename"], about["filenameNormalized"] = file, normal(file)
	}
	joined := parameters{}
	for key, v := range p {
		joined[key] = v
	}
	if prefix != "" {
		joined[prefix] = map[string]any{"path": about}
		return joined
	}
	joined["path"] = about
	return joined
}

func normal(name string) string {
	return strings.Trim(notNormal.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// fromFile are the parameters that a file holds: one set, or a list of them.
func (g appSet) fromFile(f *source.File, prefix string) []parameters {
	root := templateValue(fileRoot(f))
	items, isList := root.([]any)
	if !isList {
		items = []any{root}
	}
	var all []parameters
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			all = append(all, g.withPath(m, prefix, path.Dir(f.Path), f.Base()))
		}
	}
	return all
}

// expandObject is the Application that a set's template makes. Its positions
// are those of the template.
func (g appSet) expandObject(set *Object, template *Node, p parameters) *Object {
	from := map[*Node]*Node{}
	root := g.expand(template, p, from)
	root.Content = append(slices.Clip(root.Content), scalarNode("apiVersion"), scalarNode(argoGroup+"/v1alpha1"), scalarNode("kind"), scalarNode("Application"))
	made := NewObject(root, nil)
	made.use(&trace{doc: set.trace().doc, from: from, spots: set.trace().spots, align: set.trace().align})
	made.File, made.Unsure = set.File, set.Unsure
	return made
}

// expand copies a node with its scalars filled in, and remembers what each was
// made of.
func (g appSet) expand(n *Node, p parameters, from map[*Node]*Node) *Node {
	n = Resolve(n)
	if n == nil || n.Kind == 0 || !g.spend(1) {
		return scalarNode("")
	}
	out := *n
	if from != nil {
		from[&out] = n
	}
	out.Content = nil
	for _, child := range n.Content {
		out.Content = append(out.Content, g.expand(child, p, from))
	}
	if strings.Contains(n.Value, "{{") {
		out.Value = g.text(n.Value, p)
	}
	return &out
}

// text fills parameters into a text; those that are not known stay
// placeholders.
func (g appSet) text(text string, p parameters) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	if g.goTemplate && p != nil {
		return chart.Expand(text, map[string]any(p))
	}
	return directive.ReplaceAllStringFunc(text, func(found string) string {
		name := strings.TrimSpace(strings.Trim(found, "{}"))
		if v, ok := lookup(p, name); ok {
			return v
		}
		return chart.Placeholder(name)
	})
}

// lookup finds a parameter as simple templates spell it: path, path.basename,
// path[0], cluster.
func lookup(p parameters, name string) (string, bool) {
	var v any = map[string]any(p)
	for _, part := range strings.Split(name, ".") {
		part, index, indexed := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		m, isMap := v.(map[string]any)
		if !isMap {
			return "", false
		}
		v = m[part]
		if about, isPath := v.(map[string]any); indexed && isPath {
			segments, _ := about["segments"].([]any)
			i, err := strconv.Atoi(index)
			if err != nil || i < 0 || i >= len(segments) {
				return "", false
			}
			v = segments[i]
		}
	}
	if about, isMap := v.(map[string]any); isMap && about["segments"] != nil {
		v = about["path"]
	}
	switch v := v.(type) {
	case string:
		return v, true
	case int:
		return strconv.Itoa(v), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}
