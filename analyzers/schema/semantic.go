package schema

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/manifest"
)

// semantic holds the rules that a controller or the API server checks besides
// the shape.
func (c *checker) semantic(o *manifest.Object) {
	switch o.Group + " " + o.Kind {
	case "networking.k8s.io Ingress":
		c.ingress(manifest.Get(o.Root, "spec"))
	case "postgres-operator.crunchydata.com PostgresCluster":
		c.postgresUsers(manifest.Get(o.Root, "spec", "users"))
	}
}

// ingress: the API server refuses one that routes nothing.
func (c *checker) ingress(spec *manifest.Node) {
	if len(manifest.Fields(spec)) > 0 && empty(manifest.Get(spec, "rules")) && empty(manifest.Get(spec, "defaultBackend")) {
		c.tell(Missing, "spec.rules", spec)
	}
}

// postgresUsers: Crunchy's operator (6.0) names a Secret after each user.
func (c *checker) postgresUsers(users *manifest.Node) {
	for _, user := range manifest.Items(users) {
		name := manifest.Get(user, "name")
		if text := manifest.Scalar(name); text != "" && !templated(text) && !label(text) {
			c.tell(BadName, "spec.users[].name", name)
		}
	}
}

func empty(n *manifest.Node) bool {
	switch manifest.SortOf(n) {
	case manifest.Sequence, manifest.Mapping:
		return len(n.Content) == 0
	case manifest.Text:
		return n.Value == ""
	}
	return manifest.SortOf(n) == manifest.Absent
}

// label reports whether a text is a DNS label (RFC 1123).
func label(text string) bool {
	if text == "" || len(text) > 63 || text[0] == '-' || text[len(text)-1] == '-' {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	})
}
