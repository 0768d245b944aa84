package playbook

import (
	"context"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
)

// hostile are the paths under which any text is read.
var hostile = []string{"ansible/site.yml", "roles/x/tasks/main.yml", "group_vars/all.yml", "inventory/hosts", "ansible.cfg"}

func run(text []byte) source.Part {
	files := map[string][]byte{}
	for _, name := range hostile {
		files[name] = text
	}
	return Run(context.Background(), source.New("r", files), source.Config{})
}

// FuzzPlaybooks feeds any text to each reader: nothing may panic, and what is
// read must have a place.
func FuzzPlaybooks(f *testing.F) {
	f.Add([]byte("- hosts: localhost\n  vars: {a: \"{{ b ~ a }}\", b: \"{{ a }}\"}\n  tasks:\n  - shell: cat ~/secrets/x\n  - k8s: {definition: {kind: Secret, apiVersion: v1, metadata: {name: '{{ a }}'}}}\n"))
	f.Add([]byte("a: \"{{ lookup('file', '~/secrets/' ~ lookup('env', 'HOME')[0].x | default(q('pipe', 'gopass show x'))) }}\"\n"))
	f.Add([]byte("ansible_private_key_file = ~/secrets/x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, r := range run(text).Refs {
			if r.At.Line < 1 {
				t.Fatalf("%s has no place", r.To)
			}
		}
	})
}

// TestHostile holds that deep and circular texts end.
func TestHostile(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a: \"{{ b }}{{ b }}{{ b }}\"\nb: \"{{ a }}{{ a }}{{ a }}\"\n",
		"a: \"{{ " + strings.Repeat("(", 5000) + " }}\"\n",
		"a: \"{{ " + strings.Repeat("lookup('file', ", 3000) + " }}\"\n",
		"a: \"" + strings.Repeat("{{ 'x' }}", 3000) + "\"\n",
		"- hosts: x\n  tasks:\n" + strings.Repeat("  - block:\n", 300),
	} {
		run([]byte(text))
	}
}
