package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/schema"
)

func TestCorefile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []schema.TextFault
	}{
		{"addresses", ".:53 {\n  forward . 10.0.0.1 10.0.0.1:53 [fd00::1]:53 fd00::1 tls://9.9.9.9%dns.quad9.net\n}\n", nil},
		{"a file", "forward . /etc/resolv.conf {\n  max_concurrent 1000\n}\n", nil},
		{"what is put in later", "forward . {$UPSTREAM} ${resolver}\n", nil},
		{"what a rule captures", "rewrite name regex (.*)\\.a {1}.b\n", nil},
		{"a remark", "# forward . name\nhealth # { }\n", nil},
		{"a name", "forward . dns.example.net", []schema.TextFault{{What: schema.ForwardToName, Offset: 10, Width: 15}}},
		{"a name with a port", "x\nforward a kube-dns:53", []schema.TextFault{{What: schema.ForwardToName, Offset: 12, Width: 11}}},
		{"a name inside the word before", "forward . or", []schema.TextFault{{What: schema.ForwardToName, Offset: 10, Width: 2}}},
		{"an empty block", "health {}\n", []schema.TextFault{{What: schema.OneLineBlock, Offset: 7, Width: 2}}},
		{"a block on a line", "health { lameduck 5s }\n", []schema.TextFault{{What: schema.OneLineBlock, Offset: 7, Width: 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, schema.Corefile(c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzCorefile(f *testing.F) {
	f.Add(".:53 {\n  health {}\n  forward . name\n}\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, fault := range schema.Corefile(text) {
			if fault.Offset < 0 || fault.Offset+fault.Width > len(text) {
				t.Errorf("a fault outside of the text: %+v", fault)
			}
		}
	})
}
