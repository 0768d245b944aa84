package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// rawSymbol finds a place as programs spell it.
var rawSymbol = expr.New(`(^|[ ("])(tf|env|script|vault-file|pass|infisical|kv|secret|store|object):[A-Za-z/.]`)

// TestStagesInWords: a report for people names no place as programs do.
func TestStagesInWords(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(earlyStages, lateStages) {
		for _, format := range []string{"text", "markdown"} {
			got := output(t, "migrate", "--format", format, filepath.Join(stagesDir, s.name, "tazlab-k8s"))
			for line := range bytes.Lines(got) {
				if rawSymbol.Match(line) {
					t.Errorf("%s, %s: %s", s.name, format, line)
				}
			}
		}
	}
}

// TestStagesSaySo: sentences that the operator would look for first.
func TestStagesSaySo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stage       string
		says, never []string
	}{
		{"S1", []string{"Secret tailscale/operator-oauth would come only by way of itself", "terraform: "}, nil},
		{"S3", []string{"22 of 22 consumers fetch", "one of them: provider.infisical of"}, []string{"CLOUDFLARE_API_TOKEN#value comes from"}},
		{"S4", []string{"NOT READY", "17 of 17 consumers fetch", "terraform: 2 consumers"}, nil},
		{"S5", []string{"vso: 8 consumers"}, []string{"its consumers share value"}},
	} {
		got := bytes.Join(bytes.Fields(output(t, "migrate", filepath.Join(stagesDir, c.stage, "tazlab-k8s"))), []byte(" "))
		for _, text := range c.says {
			if !bytes.Contains(got, []byte(text)) {
				t.Errorf("%s does not say %q", c.stage, text)
			}
		}
		for _, text := range c.never {
			if bytes.Contains(got, []byte(text)) {
				t.Errorf("%s says %q", c.stage, text)
			}
		}
	}
}
