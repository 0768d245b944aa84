package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// traced is the part of a JSON trace the tests look at.
type traced struct {
	Cut   bool
	Paths [][]struct {
		Symbol   facts.Symbol
		Location struct {
			Repo, File   string
			Line, Column int
		}
	}
}

// atHand are the entries of the example that only the operator's own tools open.
var atHand = []string{"age.key", "gemini-api-key", "kubeconfig", "talosconfig"}

// TestEveryEntryArrives: each entry of the example's vault is followed to what
// uses it, with a source position at every hop.
func TestEveryEntryArrives(t *testing.T) {
	t.Parallel()
	for _, entry := range exampleEntries(t) {
		var trace traced
		if err := json.Unmarshal(output(t, "trace", string(entry), estate+"/tazlab-k8s", "--format", "json"), &trace); err != nil {
			t.Fatal(err)
		}
		arrives := false
		for _, way := range trace.Paths {
			for _, hop := range way {
				if l := hop.Location; l.Repo == "" || l.File == "" || l.Line < 1 || l.Column < 1 {
					t.Errorf("%s: %s has no position", entry, hop.Symbol)
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

func exampleEntries(t *testing.T) []facts.Symbol {
	t.Helper()
	var graph struct {
		Nodes []struct{ ID facts.Symbol }
	}
	if err := json.Unmarshal(output(t, "graph", estate+"/tazlab-k8s", "--format", "json"), &graph); err != nil {
		t.Fatal(err)
	}
	var entries []facts.Symbol
	for _, n := range graph.Nodes {
		if n.ID.Kind() == facts.VaultFile {
			entries = append(entries, n.ID)
		}
	}
	if len(entries) < 10 {
		t.Fatalf("the example has only the entries %v", entries)
	}
	return entries
}

// TestTraceReport compares the printed ways of all entries with those that were
// read and found right.
func TestTraceReport(t *testing.T) {
	t.Parallel()
	const golden = "../../testdata/golden/tazlab-trace.txt"
	var got bytes.Buffer
	for _, entry := range exampleEntries(t) {
		fmt.Fprintf(&got, "$ tazlint trace %s\n%s\n", entry, output(t, "trace", string(entry), estate+"/tazlab-k8s"))
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
