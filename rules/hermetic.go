package rules

import (
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// forbidden are the functions a policy cannot call, besides those OPA itself
// marks as not deterministic: a judgement must depend on the graph alone.
// Prefixes end in a dot. Functions that compile JSON schemas are among them
// because a schema may name an address to be fetched.
var forbidden = []string{
	"http.", "net.lookup_ip_addr", "opa.runtime", "rand.", "time.now_ns", "uuid.rfc4122", "io.jwt.", "providers.",
	"json.match_schema", "json.verify_schema", "graphql.schema_is_valid", "rego.parse_module", "trace",
}

// hermetic is what policies may use: everything of this OPA that neither
// reaches outside nor gives another answer the next time.
var hermetic = sync.OnceValue(func() *ast.Capabilities {
	caps := *ast.CapabilitiesForThisVersion()
	caps.Builtins = slices.DeleteFunc(slices.Clone(caps.Builtins), func(b *ast.Builtin) bool {
		return b.Nondeterministic || matchesForbidden(b.Name)
	})
	caps.AllowNet = []string{} // nil would allow every host
	return &caps
})

func matchesForbidden(name string) bool {
	return slices.ContainsFunc(forbidden, func(f string) bool {
		return name == f || (strings.HasSuffix(f, ".") && strings.HasPrefix(name, f))
	})
}

// isForbidden reports whether OPA has a function that policies are denied.
func isForbidden(name string) bool {
	named := func(b *ast.Builtin) bool { return b.Name == name }
	return slices.ContainsFunc(ast.CapabilitiesForThisVersion().Builtins, named) && !slices.ContainsFunc(hermetic().Builtins, named)
}
