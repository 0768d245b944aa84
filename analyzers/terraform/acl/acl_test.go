package acl

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text  string
		want  []string
		whole bool
	}{
		"capabilities": {"path \"secret/data/*\" {\n  capabilities = [\"read\", \"list\"]\n}\n", []string{"secret/data/* read", "secret/data/* list"}, true},
		"legacy":       {`path "/kv/a" { policy = "read" }`, []string{"kv/a read", "kv/a list"}, true},
		"nothing":      {`path "kv/a" { capabilities = [] }`, []string{"kv/a deny"}, true},
		"identity":     {`path "kv/{{identity.entity.name}}/*" { capabilities = ["read"] }`, []string{"kv/*/* read"}, true},
		"variable":     {`path "${mount}/a" { capabilities = ["read"] }`, nil, false},
		"computed":     {`path "kv/a" { capabilities = local.all }`, nil, false},
		"other blocks": {"path \"kv/a\" { capabilities = [\"read\"] }\ninclude \"root\" {}\n", []string{"kv/a read"}, false},
		"no policy":    {`{"path": {}}`, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := Parse([]byte(test.text))
			var got []string
			for _, g := range p.Grants {
				got = append(got, g.Path+" "+g.Capability)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if p.Whole != test.whole {
				t.Errorf("whole: %v", p.Whole)
			}
		})
	}
}

func TestParsePlaces(t *testing.T) {
	t.Parallel()
	p := Parse([]byte("\npath \"kv/a\" {\n  capabilities = [\"read\", \"list\"]\n}\n"))
	want := []Place{{2, 6, 6}, {3, 19, 6}, {3, 27, 6}}
	if diff := cmp.Diff(want, []Place{p.Grants[0].PathAt, p.Grants[0].At, p.Grants[1].At}); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`path "secret/data/*" { capabilities = ["read"] }`))
	f.Add([]byte(`path "a" { policy = "write" }`))
	f.Add([]byte("path \"{{a}}{{b\" {}\n"))
	f.Fuzz(func(_ *testing.T, text []byte) { Parse(text) })
}
