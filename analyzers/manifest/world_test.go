package manifest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

var update = flag.Bool("update", false, "write what is rendered into the fixtures")

// TestWorlds renders the repository of each fixture and compares the objects,
// with the position of their names, and the facts with its section "want".
func TestWorlds(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			tree, want := fixture(archive)
			got := summary(Load(context.Background(), tree))
			if *update {
				archive.Files[len(archive.Files)-1].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// fixture is the tree of an archive and its last file.
func fixture(archive *txtar.Archive) (*source.Tree, string) {
	texts := map[string][]byte{}
	for _, f := range archive.Files[:len(archive.Files)-1] {
		texts[f.Name] = f.Data
	}
	return source.New("repo", texts), string(archive.Files[len(archive.Files)-1].Data)
}

func spell(at facts.Pos) string {
	return fmt.Sprintf("%s:%d:%d-%d", at.File, at.Line, at.Col, at.EndCol)
}

// summary prints a world for comparison.
func summary(w *World) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "clusters %s\n", strings.Join(w.Clusters, " "))
	for _, o := range w.Objects {
		state := "live"
		if !o.Live {
			state = "idle"
		}
		fmt.Fprintf(&b, "%s %s %s %s\n", state, o.Symbol().Place(), spell(o.At(Get(o.Root, "metadata", "name"))), o.Unit)
		for _, f := range slices.Concat(Fields(Get(o.Root, "data")), Fields(Get(o.Root, "spec", "values"))) {
			fmt.Fprintf(&b, "  %s=%q %s\n", f.Key.Value, f.Value.Value, spell(o.At(f.Value)))
		}
		for _, n := range Items(Get(o.Root, "spec", "valuesFrom")) {
			fmt.Fprintf(&b, "  values from %s %s\n", Scalar(Get(n, "name")), spell(o.At(Get(n, "name"))))
		}
	}
	var part source.Part
	w.Describe(&part)
	object := facts.Object{Defs: part.Defs, Refs: part.Refs, Marks: part.Marks, Coverage: facts.Coverage{Problems: part.Problems}}
	object.Normalize()
	for _, d := range object.Defs {
		fmt.Fprintf(&b, "def %s %s %s%s\n", string(d.Symbol), strings.Join(d.Keys.Names, ","), spell(d.At), flags(d.Traits))
	}
	for _, r := range object.Refs {
		fmt.Fprintf(&b, "ref %s %s %s %s%s\n", string(r.From), r.Rel, string(r.To), spell(r.At), map[bool]string{true: " weak"}[r.Weak])
	}
	for _, m := range object.Marks {
		fmt.Fprintf(&b, "mark %s %s %s\n", m.Kind, string(m.On), spell(m.At))
	}
	for _, p := range object.Coverage.Problems {
		fmt.Fprintf(&b, "problem %s %s %s\n", p.Code, spell(p.At), p.Detail)
	}
	return b.String()
}

func flags(t facts.Traits) string {
	text := ""
	if t.Waits {
		text += " waits"
	}
	if t.Suspended {
		text += " suspended"
	}
	if t.Possible {
		text += " possible"
	}
	return text
}

// TestWorldIsDeterministic renders the same fixtures again and again.
func TestWorldIsDeterministic(t *testing.T) {
	t.Parallel()
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		first, _ := fixture(archive)
		again, _ := fixture(archive)
		if diff := cmp.Diff(summary(Load(context.Background(), first)), summary(Load(context.Background(), again))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
