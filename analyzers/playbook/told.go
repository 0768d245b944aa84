package playbook

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// applying matches commands that may apply something to a cluster.
var applying = expr.New(`\b(?:kubectl|oc|k3s|helm|helmfile|cilium|kustomize|flux)\b`)

// Tells reports whether all that a file for Ansible applies to a cluster is
// spelled out in it: objects written as fields, and charts by their names.
func Tells(tree *source.Tree, f *source.File) bool {
	s := shapeOf(tree, f)
	if s != plays && s != tasks {
		return false
	}
	r := newReader(tree, source.Config{})
	for _, d := range manifest.Documents(f) {
		if !r.tells(d, d.Root, 0) {
			return false
		}
	}
	return true
}

func (r *reader) tells(d *manifest.Document, n *manifest.Node, depth int) bool {
	if depth > maxDepth || applying.MatchString(manifest.Scalar(n)) {
		return false
	}
	for _, field := range manifest.Fields(n) {
		name := field.Key.Value
		if strings.HasPrefix(name, "kubernetes.core.") || strings.HasPrefix(name, "community.kubernetes.") || name == "k8s" || name == "helm" {
			if !r.toldBy(d, name[strings.LastIndexByte(name, '.')+1:], field.Value) {
				return false
			}
			continue
		}
		if !r.tells(d, field.Value, depth+1) {
			return false
		}
	}
	for _, item := range manifest.Items(n) {
		if !r.tells(d, item, depth+1) {
			return false
		}
	}
	return true
}

// toldBy reports whether what a module is given says all that it applies.
func (r *reader) toldBy(d *manifest.Document, module string, args *manifest.Node) bool {
	switch module {
	case "k8s_info", "k8s_exec", "k8s_log", "helm_info", "helm_repository":
		return true
	case "helm":
		name := r.text(place{d, manifest.Get(args, "chart_ref")})
		return name.known && name.text != "" && !strings.Contains(name.text, "crd")
	case "k8s":
		if manifest.Scalar(manifest.Get(args, "state")) == "absent" {
			return true
		}
		found, _ := r.defined(d, args)
		for _, o := range found {
			if strings.Contains(o.Kind+o.Name+o.Namespace, "${") {
				return false
			}
		}
		return len(found) > 0 && manifest.Get(args, "src") == nil && manifest.Get(args, "template") == nil && len(found) == max(1, len(manifest.Items(manifest.Get(args, "definition"))))
	}
	return false
}
