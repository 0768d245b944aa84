package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMigrateReport compares the reports on the move of the example, word for
// word, with those that were read and found good.
func TestMigrateReport(t *testing.T) {
	t.Parallel()
	for format, ending := range map[string]string{"text": "txt", "json": "json", "markdown": "md", "html": "html"} {
		got := anonymous(output(t, "migrate", estate+"/tazlab-k8s", "--format", format))
		golden := filepath.Join("../../testdata/golden", "tazlab-migrate."+ending)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s: -golden +got:\n%s", golden, diff)
		}
	}
}

// TestMigrateCountsReconcile plans every move that a workspace of the tests
// describes: each breakdown of its counts holds each consumer once.
func TestMigrateCountsReconcile(t *testing.T) {
	t.Parallel()
	for _, dir := range moves(t) {
		var doc struct {
			Consumers []struct {
				Side       string
				References []json.RawMessage
			}
			Waves   []struct{ Consumers []string }
			Secrets []json.RawMessage
			Residue []json.RawMessage
			Layers  []struct{ Uses int }
			Counts  struct {
				Consumers, NotMoved                                               int
				BySide, ByKind, ByStore, ByRepository, ByLayer, NotMovedByVerdict map[string]int
				ReferencesByVerdict, SecretsByState, ResidueByRepository          map[string]int
			}
		}
		if err := json.Unmarshal(output(t, "migrate", dir, "--format", "json"), &doc); err != nil {
			t.Fatalf("%s: %v", dir, err)
		}
		references, notMoved, uses := 0, 0, 0
		for _, c := range doc.Consumers {
			references += len(c.References)
			if c.Side == "legacy" || c.Side == "both" {
				notMoved++
			}
		}
		for _, l := range doc.Layers {
			uses += l.Uses
		}
		moving := map[string]bool{}
		for _, w := range doc.Waves {
			for _, c := range w.Consumers {
				if moving[c] {
					t.Errorf("%s: %s is in two waves", dir, c)
				}
				moving[c] = true
			}
		}
		for name, sum := range map[string]struct {
			breakdown map[string]int
			want      int
		}{
			"side": {doc.Counts.BySide, len(doc.Consumers)}, "kind": {doc.Counts.ByKind, len(doc.Consumers)}, "store": {doc.Counts.ByStore, len(doc.Consumers)},
			"repository": {doc.Counts.ByRepository, len(doc.Consumers)}, "layer": {doc.Counts.ByLayer, len(doc.Consumers)}, "total": {map[string]int{"": doc.Counts.Consumers}, len(doc.Consumers)},
			"verdict": {doc.Counts.NotMovedByVerdict, notMoved}, "not moved": {map[string]int{"": doc.Counts.NotMoved}, notMoved},
			"references": {doc.Counts.ReferencesByVerdict, references}, "secrets": {doc.Counts.SecretsByState, len(doc.Secrets)},
			"residue": {doc.Counts.ResidueByRepository, len(doc.Residue)}, "residue by layer": {map[string]int{"": uses}, len(doc.Residue)},
		} {
			total := 0
			for _, n := range sum.breakdown {
				total += n
			}
			if total != sum.want {
				t.Errorf("%s: by %s there are %d, not %d: %v", dir, name, total, sum.want, sum.breakdown)
			}
		}
	}
}

// moves are the directories of the tests' workspaces that describe a move.
func moves(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir("../../testdata/workspaces", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != configName {
			return err
		}
		text, err := os.ReadFile(p)
		if bytes.Contains(text, []byte("\nmigration:")) {
			dirs = append(dirs, filepath.Dir(p))
		}
		return err
	})
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no workspace describes a move: %v", err)
	}
	return dirs
}
