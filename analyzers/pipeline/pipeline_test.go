package pipeline

import (
	"context"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
)

// FuzzWorkflows feeds any text as the file of each code host.
func FuzzWorkflows(f *testing.F) {
	f.Add([]byte("env: {A: '${{ secrets.A }}'}\njobs: {a: {secrets: inherit, steps: [{run: 'vault x ${{ secrets.B }}', uses: hashicorp/vault-action@v3, with: {secrets: 'a/b c | D'}}]}}\n"))
	f.Add([]byte("a: {secrets: {X: {vault: a@b}}, script: [kubectl x]}\nsteps: {x: {environment: {A: {from_secret: b}}, commands: [x]}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		tree := source.New("r", map[string][]byte{".github/workflows/a.yml": text, ".gitlab-ci.yml": text, ".woodpecker.yml": text})
		for _, r := range Run(context.Background(), tree, source.Config{}).Refs {
			if r.At.Line < 1 {
				t.Fatalf("%s has no place", r.To)
			}
		}
	})
}
