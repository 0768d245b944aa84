package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/rules/report"
)

// atHand are the entries of the example that only the operator's own tools open.
var atHand = []string{"age.key", "gemini-api-key", "kubeconfig", "talosconfig"}

// TestEveryEntryArrives: each entry of the example's vault is followed to what
// uses it, with a source position at every hop.
func TestEveryEntryArrives(t *testing.T) {
	t.Parallel()
	linked, entries := exampleEntries(t)
	for _, entry := range entries {
		trace := linked.Trace(entry)
		arrives := false
		for _, way := range trace.Paths {
			for _, hop := range way {
				for _, at := range append(hop.Also, hop.At) {
					if at.Repo == "" || at.File == "" || at.Line < 1 || at.Col < 1 {
						t.Errorf("%s: %s has no position", entry, hop.Symbol)
					}
				}
			}
			arrives = arrives || isUser(way[len(way)-1].Symbol)
		}
		if trace.Cut || arrives == slices.Contains(atHand, entry.Path()) {
			t.Errorf("%s: reaches a user in %d ways: %v", entry, len(trace.Paths), arrives)
		}
	}
}

// isUser reports whether a way may end there: something of the cluster, or a
// provider or resource that bootstrap hands the value to.
func isUser(s facts.Symbol) bool {
	switch s.Kind() {
	case facts.Workload, facts.Origin, facts.Store:
		return true
	case facts.Terraform:
		return !slices.ContainsFunc([]string{"var.", "local.", "output.", "inputs."}, func(p string) bool { return strings.HasPrefix(s.Name(), p) })
	}
	return false
}

// exampleEntries links the example and lists the entries of its vault.
func exampleEntries(t *testing.T) (*graph.Graph, []facts.Symbol) {
	t.Helper()
	a := &app{env: func(string) string { return "" }}
	linked, _, err := a.link(t.Context(), &workspaceFlags{}, estate+"/tazlab-k8s")
	if err != nil {
		t.Fatal(err)
	}
	var entries []facts.Symbol
	for id := range linked.Nodes {
		if id.Kind() == facts.VaultFile {
			entries = append(entries, id)
		}
	}
	slices.Sort(entries)
	if len(entries) < 10 {
		t.Fatalf("the example has only the entries %v", entries)
	}
	return linked, entries
}

// TestTraceReport compares the printed ways of all entries with those that were
// read and found right.
func TestTraceReport(t *testing.T) {
	t.Parallel()
	const golden = "../../testdata/golden/tazlab-trace.txt"
	var got bytes.Buffer
	linked, entries := exampleEntries(t)
	for _, entry := range entries {
		fmt.Fprintf(&got, "$ tazlint trace %s\n", entry)
		if err := report.WriteTrace(&got, "text", linked.Trace(entry)); err != nil {
			t.Fatal(err)
		}
		got.WriteByte('\n')
	}
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("-golden +got:\n%s", diff)
	}
}
