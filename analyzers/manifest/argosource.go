package manifest

import (
	"path"
	"regexp"
	"strings"

	"github.com/tazzo/tazlint/analyzers/chart"
)

// directory takes the manifests of a directory: its own, and those below with
// recurse. Source: argo-cd, findManifests.
func (a *argo) directory(c *cluster, s appSource) {
	options := Get(s.node, "directory")
	recurse := Scalar(Get(options, "recurse")) == "true"
	include, exclude := fileGlob(Scalar(Get(options, "include"))), fileGlob(Scalar(Get(options, "exclude")))
	for _, f := range a.tree.Below(s.dir) {
		name, _ := below(f.Path, s.dir)
		switch {
		case !recurse && path.Dir(f.Path) != s.dir, include != nil && !include.MatchString(name), exclude != nil && exclude.MatchString(name):
		case f.Ext() == ".jsonnet":
			a.unseen(c, s.o)
		case !IsYAML(f) && f.Ext() != ".json", isKustomizationFile(f):
		default:
			a.reached[f.Path] = true
			c.marks = append(c.marks, invalidMarks(f)...)
			a.take(c, fileObjects(f), s.namespace())
		}
	}
}

// fileGlob is a glob over paths of files, or nil: "*" crosses directories, and
// {a,b} is either.
func fileGlob(glob string) *regexp.Regexp {
	if glob == "" || len(glob) > 1000 {
		return nil
	}
	var b strings.Builder
	depth := 0
	for _, r := range glob {
		switch {
		case r == '*':
			b.WriteString(".*")
		case r == '?':
			b.WriteString(".")
		case r == '{':
			depth++
			b.WriteString("(?:")
		case r == '}' && depth > 0:
			depth--
			b.WriteString(")")
		case r == ',' && depth > 0:
			b.WriteString("|")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	compiled, err := regexp.Compile("^(?:" + b.String() + ")$")
	if err != nil {
		return nil
	}
	return compiled
}

// target is what kustomize builds for a source: its options join the
// directory's own kustomization.
func (s appSource) target(b *builder) target {
	t := target{dir: s.dir}
	options := Get(s.node, "kustomize")
	if ns := Get(options, "namespace"); Scalar(ns) != "" {
		t.doc, t.namespace = placed(s.o, ns)
	}
	for _, field := range Fields(options) {
		switch field.Key.Value {
		case "namePrefix", "nameSuffix":
			t.fields = append(t.fields, field)
		}
	}
	for _, n := range Items(Get(options, "components")) {
		doc, at := placed(s.o, n)
		t.components = append(t.components, b.entry(doc, at, s.dir, Scalar(n)))
	}
	for _, item := range Items(Get(options, "patches")) {
		if text := Get(item, "patch"); Scalar(text) != "" {
			doc, at := placed(s.o, text)
			t.patches = append(t.patches, fluxPatch{doc, item, at})
		}
	}
	return t
}

// chart renders a chart of the repository with the Application's values.
func (a *argo) chart(c *cluster, s appSource) {
	helm := Get(s.node, "helm")
	r := release{dir: s.dir, name: s.o.Name, namespace: Scalar(s.namespace()), values: a.values(s)}
	if name := Scalar(Get(helm, "releaseName")); name != "" {
		r.name = name
	}
	if namespace := Scalar(Get(helm, "namespace")); namespace != "" {
		r.namespace = namespace
	}
	a.release(c, r, s.namespace())
}

// release takes over what a chart makes.
func (a *argo) release(c *cluster, r release, namespace *Node) {
	made := a.install(r)
	for _, name := range made.reached {
		a.reached[name] = true
	}
	a.part.Documents += made.documents
	if made.open {
		a.mayMake(c, r.namespace, a.tree.File(path.Join(r.dir, "Chart.yaml")).At(1, 1, 0))
	}
	a.take(c, made.objects, namespace)
}

// values are those an Application sets, in Helm's order: files, then values or
// valuesObject, then parameters. Where something out of sight sets any, none
// is known.
func (a *argo) values(s appSource) any {
	helm := Get(s.node, "helm")
	if s.o.Unsure != "" {
		return chart.Unknown{}
	}
	var values any = map[string]any{}
	for _, n := range Items(Get(helm, "valueFiles")) {
		f, here := a.valueFile(s, Scalar(n))
		switch {
		case here && a.tree.File(f) != nil:
			values = overlay(values, templateValue(fileRoot(a.tree.File(f))))
		case !here || Scalar(Get(helm, "ignoreMissingValueFiles")) != "true":
			return chart.Unknown{}
		}
	}
	if object := Get(helm, "valuesObject"); object != nil {
		values = overlay(values, templateValue(object))
	} else if text := Get(helm, "values"); text != nil {
		for _, d := range s.o.Inside(text) {
			values = overlay(values, templateValue(d.Root))
		}
	}
	for _, p := range Items(Get(helm, "parameters")) {
		var v any = Scalar(Get(p, "value"))
		if Scalar(Get(p, "forceString")) != "true" {
			v = setText(Scalar(Get(p, "value")))
		}
		values = setValue(values, Scalar(Get(p, "name")), v)
	}
	for _, p := range Items(Get(helm, "fileParameters")) {
		values = setValue(values, Scalar(Get(p, "name")), chart.Unknown{Label: "file"})
	}
	return values
}

// valueFile finds a file of values: below the chart, from the repository's
// root, or in another source by its name.
func (a *argo) valueFile(s appSource, name string) (string, bool) {
	if templated(name) != "" || strings.Contains(name, "://") || strings.ContainsAny(name, "*?[") {
		return "", false
	}
	ref, rest, found := strings.Cut(strings.TrimPrefix(name, "$"), "/")
	switch {
	case !strings.HasPrefix(name, "$"):
		if strings.HasPrefix(name, "/") {
			return path.Clean(strings.TrimPrefix(name, "/")), true
		}
		return path.Join(s.dir, name), true
	case found:
		for _, other := range s.all {
			if Scalar(Get(other, "ref")) == ref {
				url := Scalar(Get(other, "repoURL"))
				return path.Clean(rest), urlTail(url) == a.own
			}
		}
	}
	return "", false
}
