package mutate

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/source"
)

var update = flag.Bool("update", false, "rewrite what the fixture expects")

// TestOperators: the fixture's comment lists for each operator the faults it
// makes, with the lines where they must be told.
func TestOperators(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "estate.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	for _, f := range archive.Files {
		texts[f.Name] = f.Data
	}
	e := Read(t.Context(), source.New("repo", texts))
	var got strings.Builder
	for _, op := range Operators() {
		mutants := op.Mutants(e, 0)
		if op.Harmless || len(mutants) == 0 {
			continue
		}
		fmt.Fprintf(&got, "%s\n", op.Name)
		for _, m := range mutants {
			fmt.Fprintf(&got, "  %s:%d %s: %s\n", m.At.File, m.At.Line, m.What, strings.Join(told(t, e, m), " "))
		}
	}
	if *update {
		archive.Comment = []byte(got.String())
		if err := os.WriteFile(filepath.Join("testdata", "estate.txtar"), txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(archive.Comment), got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// told are the lines at which a mutant must be noticed.
func told(t *testing.T, e *Estate, m Mutant) []string {
	t.Helper()
	changed := Read(t.Context(), e.Tree.With(m.Texts))
	places := slices.Clone(m.Places)
	if m.Breaks {
		places = append(places, e.Broken(changed)...)
	}
	if m.Orphans {
		places = append(places, e.Orphans(changed)...)
	}
	var lines []string
	for _, p := range places {
		lines = append(lines, fmt.Sprintf("%s:%d", p.File, p.From))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// TestSpread: a limit takes changes at even distances, the first included.
func TestSpread(t *testing.T) {
	t.Parallel()
	op := Operator{mutants: func(*Estate) []Mutant {
		var all []Mutant
		for i := range 10 {
			all = append(all, Mutant{What: fmt.Sprint(i)})
		}
		return all
	}}
	var got []string
	for _, m := range op.Mutants(nil, 4) {
		got = append(got, m.What)
	}
	if diff := cmp.Diff([]string{"0", "2", "5", "7"}, got); diff != "" {
		t.Error(diff)
	}
}
