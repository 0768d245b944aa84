package manifest

import (
	"encoding/base64"
	"slices"
	"strings"
)

// newScope reads spec.postBuild of a unit: its own values win over those it
// takes from ConfigMaps and Secrets, later sources over earlier ones.
// Source: fluxcd/pkg/kustomize, LoadVariables.
func (c *cluster) newScope(u *unit) *scope {
	if u.object == nil {
		return nil
	}
	build := Get(u.object.Root, "spec", "postBuild")
	from, inline := Items(Get(build, "substituteFrom")), Fields(Get(build, "substitute"))
	if len(from) == 0 && len(inline) == 0 {
		return nil
	}
	s := &scope{values: map[string]string{}, hidden: map[string]bool{}}
	for _, n := range from {
		if source := c.values(u, Scalar(Get(n, "kind")), Scalar(Get(n, "name"))); source != nil {
			s.take(source)
		}
	}
	for _, f := range inline {
		s.set(f.Key.Value, f.Value.Value, strings.Contains(f.Value.Value, "${"))
		s.inline = append(s.inline, f.Key.Value)
	}
	slices.Sort(s.inline)
	return s
}

func (s *scope) set(name, value string, hidden bool) {
	delete(s.values, name)
	delete(s.hidden, name)
	if hidden {
		s.hidden[name] = true
	} else {
		s.values[name] = value
	}
}

// take adds the keys of a ConfigMap with their values; those of a Secret
// without.
func (s *scope) take(o *Object) {
	secret := o.Kind == "Secret" || Encrypted(o.Root)
	for _, field := range []string{"data", "stringData"} {
		for _, f := range Fields(Get(o.Root, field)) {
			s.set(f.Key.Value, strings.ReplaceAll(f.Value.Value, "\n", ""), secret || f.Value.Style == 0 && f.Value.Value == "" || strings.Contains(f.Value.Value, "${"))
		}
	}
	for _, f := range Fields(Get(o.Root, "binaryData")) {
		text, err := base64.StdEncoding.DecodeString(f.Value.Value)
		s.set(f.Key.Value, string(text), secret || err != nil)
	}
}

// values finds the object that feeds a scope: rendered in this cluster, or the
// raw one that lies nearest to the unit's directory.
func (c *cluster) values(u *unit, kind, name string) *Object {
	matches := func(o *Object) bool {
		return o.Group == "" && (o.Namespace == u.namespace || o.Namespace == "")
	}
	rendered, raw := c.lookup(kind, name)
	for _, o := range rendered {
		if matches(o) {
			return o
		}
	}
	var best *Object
	for _, o := range raw {
		if matches(o) && (best == nil || shared(o.File, c.dir) > shared(best.File, c.dir)) {
			best = o
		}
	}
	return best
}

// shared counts the leading path elements two paths have in common.
func shared(a, b string) int {
	left, right := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(left) && n < len(right) && left[n] == right[n] {
		n++
	}
	return n
}
