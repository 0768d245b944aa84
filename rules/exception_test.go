package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

const excepted = `roles gitops bootstrap
owns secret c
ignore 4 reference/undefined-secret because
ref workload:c/a/Deployment/w consumes secret:c/a/one
ignore 6 reference because until=2025-12-31
ref workload:c/a/Deployment/w consumes secret:c/a/two
ignore 8 reference/undefined-secret
ref workload:c/a/Deployment/w consumes secret:c/a/three
ignore 10 reference/undefined-key because
ref workload:c/a/Deployment/w consumes secret:c/a/four
`

func TestSuppressions(t *testing.T) {
	t.Parallel()
	book, g := builtin(t), link(t, excepted)
	needs := func(line, name string) string {
		return line + " reference/undefined-secret error: Deployment a/w needs Secret a/" + name + ", which nothing produces."
	}
	rot := []string{
		"5 hygiene/expired-suppression warning: This suppression of reference expired after 2025-12-31.",
		"7 hygiene/suppression-without-reason warning: This suppression of reference/undefined-secret gives no reason.",
		"9 hygiene/unused-suppression warning: This suppression of reference/undefined-key covers nothing.",
	}
	tests := map[string]struct {
		opt  Options
		want []string
	}{
		"applied": {Options{Suppress: true, Today: "2026-01-01"}, []string{
			needs("4", "one") + " | suppressed: because", rot[0], needs("6", "two"), rot[1], needs("8", "three"), rot[2], needs("10", "four")}},
		"shown": {Options{Today: "2026-01-01"}, []string{
			needs("4", "one"), rot[0], needs("6", "two"), rot[1], needs("8", "three"), rot[2], needs("10", "four")}},
		"before the day": {Options{Suppress: true, Today: "2025-12-31"}, []string{
			needs("4", "one") + " | suppressed: because", needs("6", "two") + " | suppressed: because", rot[1], needs("8", "three"), rot[2], needs("10", "four")}},
		"not unused while its rule is off": {Options{Suppress: true, Today: "2025-12-31", Disable: []string{"reference"}}, []string{rot[1]}},
		"configured": {Options{Enable: []string{"reference", "hygiene/unused-suppression"}, Suppress: true, Today: "2025-12-31", Ignores: []ConfigIgnore{
			{Rule: "reference", Path: "**", Reason: "old", At: facts.Pos{File: ".tazlint.yaml", Line: 1}},
			{Rule: "leak", Path: "x/", Reason: "old", At: facts.Pos{File: ".tazlint.yaml", Line: 2}}}}, []string{
			needs("4", "one") + " | suppressed: because", needs("6", "two") + " | suppressed: because", needs("8", "three") + " | suppressed: old",
			rot[2], needs("10", "four") + " | suppressed: old"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := book.Check(t.Context(), g, tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, brief(found)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMatchGlob(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"a/b.yaml|a/b.yaml": true, "a/*.yaml|a/b.yaml": true, "a/*.yaml|a/b/c.yaml": false, "a/**|a/b/c.yaml": true, "a/|a/b/c.yaml": true,
		"**/c.yaml|a/b/c.yaml": true, "**/c.yaml|c.yaml": true, "**/x|c.yaml": false, "a/**/c|a/c": true, "[|x": false, "a|a/b": false, "a/b|a": false,
		"**/**/**/**/**/**/x|a/b/c/d/e/f/g/h/i/j/k/l/m": false,
	}
	for pair, want := range tests {
		glob, name := pair[:indexByte(pair)], pair[indexByte(pair)+1:]
		if got := matchGlob(glob, name); got != want {
			t.Errorf("%s: %v", pair, got)
		}
	}
}

func indexByte(s string) int {
	for i := range s {
		if s[i] == '|' {
			return i
		}
	}
	return -1
}
