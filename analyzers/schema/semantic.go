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
		c.postgresFiles(manifest.Get(o.Root, "spec", "customTLSSecret", "items"))
	case " ConfigMap":
		c.corefiles(manifest.Get(o.Root, "data"))
	case "apps Deployment", "apps StatefulSet", "apps DaemonSet", "batch Job":
		c.agent(manifest.Get(o.Root, "spec", "template"), "spec.template")
	case "batch CronJob":
		c.agent(manifest.Get(o.Root, "spec", "jobTemplate", "spec", "template"), "spec.jobTemplate.spec.template")
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

// postgresFiles: Crunchy's operator (5.0 to 6.0) projects a certificate that it
// did not make just as its items say, and lets PostgreSQL read three files.
func (c *checker) postgresFiles(items *manifest.Node) {
	have := map[string]bool{}
	for _, item := range manifest.Items(items) {
		file := manifest.Scalar(manifest.Get(item, "path"))
		have[file] = true
		have["?"] = have["?"] || templated(file) || file == ""
	}
	for _, file := range []string{"tls.crt", "tls.key", "ca.crt"} {
		if len(have) > 0 && !have[file] && !have["?"] {
			c.tell(NoFile, "spec.customTLSSecret.items["+file+"]", items)
		}
	}
}

// agentNotes starts the annotations that Vault's injector reads.
const agentNotes = "vault.hashicorp.com/"

// agent: the injector (1.7) tells an agent that logs in by token to read
// token_path, a field that this login does not have; annotations add the right
// one.
// Source: github.com/hashicorp/vault-k8s, agent-inject/agent, and its issue 660.
func (c *checker) agent(template *manifest.Node, path string) {
	notes := manifest.Get(template, "metadata", "annotations")
	note := func(name string) string { return manifest.Scalar(manifest.Get(notes, agentNotes+name)) }
	method := manifest.Get(notes, agentNotes+"auth-type")
	if note("agent-inject") == "true" && manifest.Scalar(method) == "jwt" && note("auth-config-path") == "" && note("agent-configmap") == "" {
		c.tell(NoNote, path+".metadata.annotations."+agentNotes+"auth-config-path", method)
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
