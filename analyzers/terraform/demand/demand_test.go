package demand_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/terraform/demand"
)

func TestEnv(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`a = get_env("A")`:                        {"A"},
		`a = "x-${get_env("A")}-${get_env("B")}"`: {"A", "B"},
		`a = get_env("A", "")`:                    nil,
		"# get_env(\"A\")\nb = get_env ( \"B\" )": {"B"},
		`a = get_env("${local.name}")`:            nil,
		`a = get_env(`:                            nil,
		`a = "get_env(\"A\")"`:                    nil,
		`{"a": "${get_env(\"A`:                    nil,
	} {
		if diff := cmp.Diff(want, demand.Env([]byte(text))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func FuzzEnv(f *testing.F) {
	f.Add([]byte(`a = get_env("A")`))
	f.Add([]byte("a = <<X\n${get_env(\"A\")"))
	f.Fuzz(func(_ *testing.T, text []byte) { demand.Env(text) })
}
