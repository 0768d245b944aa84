package graph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// told writes ways in one line each, with the relation before each hop.
func told(trace *Trace) []string {
	var ways []string
	for _, way := range trace.Paths {
		var words []string
		for _, h := range way {
			if h.Rel != "" {
				words = append(words, string(h.Rel))
			}
			word := fmt.Sprintf("%s:%d", h.Symbol, h.At.Line)
			for _, at := range h.Also {
				word += fmt.Sprintf(",%d", at.Line)
			}
			if h.Here {
				word = "[" + word + "]"
			}
			words = append(words, word)
		}
		ways = append(ways, strings.Join(words, " "))
	}
	return ways
}

func TestTrace(t *testing.T) {
	t.Parallel()
	g := link(t, object(t, "r", chain))
	flux := "vault-file:token:5 derives env:TOKEN:7 derives tf:live/inputs.token:9 derives tf:module/var.token:11 derives " +
		"secret:c/flux/git#password:13 authenticates origin:c/GitRepository/flux/flux:15"
	app := "kv:secret/app/x#value:16 derives template:c/app/x#v:25 derives secret:c/app/x#config:24 consumes workload:c/app/Deployment/x:26"
	for focus, want := range map[string]string{
		"env:TOKEN":                        flux,
		"secret:c/flux/git":                flux,
		"secret:c/flux/git#password":       flux,
		"origin:c/GitRepository/flux/flux": flux,
		"object:c/app/ExternalSecret/x":    app,
		"kv:secret/app/x":                  app,
		"workload:c/app/Deployment/x":      app,
		"secret:c/flux/git#username":       "secret:c/flux/git#username:12",
		"workload:c/none/Deployment/x":     "workload:c/none/Deployment/x:0",
	} {
		var got []string
		for _, way := range told(g.Trace(facts.Symbol(focus))) {
			got = append(got, strings.NewReplacer("[", "", "]", "").Replace(way))
		}
		if diff := cmp.Diff([]string{want}, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", focus, diff)
		}
	}
}

func TestTraceBranches(t *testing.T) {
	t.Parallel()
	g := link(t, object(t, "r", `
def vault-file:a entry
def vault-file:b entry
def env:X script
ref env:X derives vault-file:a
ref env:X derives vault-file:a
ref env:X derives vault-file:b
ref script:one.sh reads env:X
ref script:two.sh reads env:X
`))
	want := []string{
		"vault-file:a:2 derives [env:X:5,6] reads script:one.sh:8",
		"vault-file:a:2 derives [env:X:5,6] reads script:two.sh:9",
		"vault-file:b:3 derives [env:X:7] reads script:one.sh:8",
		"vault-file:b:3 derives [env:X:7] reads script:two.sh:9",
	}
	if diff := cmp.Diff(want, told(g.Trace("env:X"))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestTraceEnds takes what could go on for ever: a circle, and more ways than
// anybody reads.
func TestTraceEnds(t *testing.T) {
	t.Parallel()
	g := link(t, object(t, "r", `
def secret:c/n/a mirror
def secret:c/n/b mirror
ref secret:c/n/a derives secret:c/n/b
ref secret:c/n/b derives secret:c/n/a
`))
	want := []string{"secret:c/n/b:3 derives [secret:c/n/a:4]"}
	if diff := cmp.Diff(want, told(g.Trace("secret:c/n/a"))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}

	var wide strings.Builder
	for layer := range 12 {
		for from := range 4 {
			for to := range 4 {
				fmt.Fprintf(&wide, "ref env:L%d_%d derives env:L%d_%d\n", layer, from, layer+1, to)
			}
		}
	}
	trace := link(t, object(t, "r", wide.String())).Trace("env:L6_0")
	if !trace.Cut || len(trace.Paths) != maxTracePaths {
		t.Errorf("%d ways, cut %v", len(trace.Paths), trace.Cut)
	}
}
