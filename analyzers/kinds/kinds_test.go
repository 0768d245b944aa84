package kinds_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/want"
)

// objectsOf reads the manifests of a fixture as they stand, in cluster "c".
// Files below "unlisted/" are applied by nothing, the others by a unit.
func objectsOf(t *testing.T, tree *source.Tree) []*manifest.Object {
	t.Helper()
	var objects []*manifest.Object
	for _, f := range tree.Files {
		text, err := f.Text()
		if err != nil {
			t.Fatal(err)
		}
		found, faults := manifest.ParseText(text, func(line, col int) facts.Pos { return f.At(line, col, 0) })
		if len(faults) > 0 {
			t.Fatalf("%s: %v", f.Path, faults)
		}
		for _, o := range found {
			o.Cluster, o.Unit = "c", "unit:c/flux-system/apps"
			o.Live = !strings.HasPrefix(f.Path, "unlisted/")
			objects = append(objects, o)
		}
	}
	return objects
}

func describe(t *testing.T, fixture *want.Fixture) source.Part {
	t.Helper()
	var part source.Part
	kinds.Describe(objectsOf(t, fixture.Tree), &part)
	return part
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			fixture := read(t, file)
			part := describe(t, fixture)
			for _, failure := range fixture.Check(part.Defs, part.Refs, part.Marks, part.Problems) {
				t.Error(failure)
			}
			checkFacts(t, part)
		})
	}
}

// checkFacts holds what is true of all facts: symbols parse, nothing carries a
// value, and every reader is introduced.
func checkFacts(t *testing.T, part source.Part) {
	t.Helper()
	object := facts.Object{Format: facts.Format, Defs: part.Defs, Refs: part.Refs}
	var text strings.Builder
	if err := facts.Encode(&text, &object); err != nil {
		t.Fatal(err)
	}
	if _, err := facts.Decode(strings.NewReader(text.String())); err != nil {
		t.Error(err)
	}
	if strings.Contains(strings.ToLower(text.String()), "canary") {
		t.Error("a value reached the facts")
	}
	defined := map[facts.Symbol]bool{}
	for _, d := range object.Defs {
		defined[d.Symbol.Place()] = true
	}
	for _, r := range object.Refs {
		if kind := r.From.Kind(); kind != facts.Unit && !defined[r.From.Place()] && !strings.ContainsAny(string(r.From), "${<") {
			t.Errorf("%s refers to %s but is not defined", r.From, r.To)
		}
		if r.At.Line == 0 {
			t.Errorf("%s -> %s has no position", r.From, r.To)
		}
	}
}

// TestOrder: the facts do not depend on the order of the objects.
func TestOrder(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		var forward, backward source.Part
		kinds.Describe(objectsOf(t, read(t, file).Tree), &forward)
		objects := objectsOf(t, read(t, file).Tree)
		slices.Reverse(objects)
		kinds.Describe(objects, &backward)
		if diff := cmp.Diff(encode(t, forward), encode(t, backward)); diff != "" {
			t.Errorf("%s (-forward +backward):\n%s", file, diff)
		}
	}
}

func encode(t *testing.T, part source.Part) string {
	t.Helper()
	var text strings.Builder
	if err := facts.Encode(&text, &facts.Object{Format: facts.Format, Defs: part.Defs, Refs: part.Refs}); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func read(t *testing.T, file string) *want.Fixture {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fixture, err := want.Read("repo", text)
	if err != nil {
		t.Fatal(err)
	}
	return fixture
}

// FuzzDescribe: whatever parses as manifests is described without a panic, in
// symbols that parse again.
func FuzzDescribe(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, member := range txtar.Parse(text).Files {
			f.Add(member.Data)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		objects, _ := manifest.ParseText(text, func(line, col int) facts.Pos { return facts.Pos{File: "f.yaml", Line: line, Col: col} })
		var part source.Part
		kinds.Describe(objects, &part)
		for _, d := range part.Defs {
			if _, err := facts.Parse(string(d.Symbol)); err != nil {
				t.Error(err)
			}
		}
		for _, r := range part.Refs {
			if _, err := facts.Parse(string(r.To)); err != nil {
				t.Error(err)
			}
		}
	})
}
