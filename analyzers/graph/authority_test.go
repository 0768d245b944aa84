package graph

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
)

func TestCovers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern, path string
		want          bool
	}{
		{"secret/data/a", "secret/data/a", true},
		{"secret/data/a", "secret/data/a/b", false},
		{"secret/data/*", "secret/data/a/b", true},
		{"secret/data/a*", "secret/data/abc", true},
		{"secret/data/*", "secret/metadata/a", false},
		{"secret/*/a", "secret/x/a", false}, // only at the end
		{"secret/+/a", "secret/data/a", true},
		{"secret/+/a", "secret/data/x/a", false},
		{"secret/+/a*", "secret/data/ab/c", true},
		{"secret/+/*", "secret/data/a", true},
		{"+/+", "secret", false},
		{"*", "sys/mounts", true},
	} {
		if got := covers(test.pattern, test.path); got != test.want {
			t.Errorf("covers(%q, %q) = %v", test.pattern, test.path, got)
		}
	}
}

// TestRefuses holds Vault's order among paths: the most specific one decides,
// and a refusal in it cannot be made good by a wider grant.
func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		grants map[string]string // path -> capability
		path   string
		want   bool
	}{
		"granted":           {map[string]string{"kv/data/*": "read"}, "kv/data/a", false},
		"not granted":       {map[string]string{"kv/data/*": "list"}, "kv/data/a", true},
		"exact wins":        {map[string]string{"kv/data/*": "read", "kv/data/a": "deny"}, "kv/data/a", true},
		"longer wins":       {map[string]string{"kv/*": "deny", "kv/data/*": "read"}, "kv/data/a", false},
		"later wild wins":   {map[string]string{"kv/+/a": "deny", "kv/data/*": "read"}, "kv/data/a", false},
		"without star wins": {map[string]string{"kv/+/a": "read", "kv/+/*": "deny"}, "kv/data/a", false},
		"nothing":           {nil, "kv/data/a", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policy := facts.New(facts.Policy, "p")
			a := &authority{l: &linker{}, grants: map[facts.Symbol][]facts.Ref{}}
			for path, capability := range test.grants {
				a.grants[policy] = append(a.grants[policy], facts.Ref{From: policy, To: facts.NewPath(facts.Access, path).WithKey(capability)})
			}
			if got := a.refuses([]facts.Symbol{policy}, test.path, "read"); got != test.want {
				t.Errorf("refuses = %v", got)
			}
		})
	}
}

func TestDefaultPolicy(t *testing.T) {
	t.Parallel()
	a := &authority{l: &linker{}}
	standard := []facts.Symbol{facts.New(facts.Policy, "default")}
	if a.refuses(standard, lookup, "read") || !a.refuses(standard, "secret/data/a", "read") {
		t.Error("the default policy grants the check of a token and no secret")
	}
}
