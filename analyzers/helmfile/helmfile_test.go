package helmfile

import (
	"context"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// FuzzHelmfile holds that no text stops the reader, and that what it refers to
// has a canonical name.
func FuzzHelmfile(f *testing.F) {
	f.Add("a: {{ requiredEnv \"A\" }}\nb: ref+vault://kv/a/b?address=x#/c\nc: ref+sops://~/secrets/x#/y\n")
	f.Add("ref+vault://#/ ref+x://{{ .A }}/b env `B`")
	f.Fuzz(func(t *testing.T, text string) {
		part := Run(context.Background(), source.New("r", map[string][]byte{"helmfile.yaml": []byte(text)}), source.Config{Mounts: []string{"~/secrets"}})
		for _, r := range part.Refs {
			if _, err := facts.Parse(string(r.To)); err != nil {
				t.Fatal(err)
			}
			if lines := strings.Count(text, "\n") + 1; r.At.Line < 1 || r.At.Line > lines {
				t.Fatalf("line %d of %d", r.At.Line, lines)
			}
		}
	})
}
