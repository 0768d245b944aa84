package service

import (
	"context"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
)

// FuzzUnits feeds any text to the reader of units: nothing may panic, and what
// is found must lie in the file.
func FuzzUnits(f *testing.F) {
	f.Add([]byte("[Service]\nExecStart=/x/a.sh \\\n  'b\nEnvironment=\"A=b\" C\\\n"))
	f.Add([]byte("[Unit]\nAfter=x.service y\n[Container]\nVolume=~/secrets/a:/b\nExec=http://u@h.ts.net:1\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		tree := source.New("r", map[string][]byte{"x.service": text, "x.service.d/y.conf": text, "a.sh": text})
		part := Run(context.Background(), tree, source.Config{})
		for _, r := range part.Refs {
			if r.At.Line < 1 || r.At.Col < 1 {
				t.Fatalf("%s has no place", r.To)
			}
		}
	})
}
