package rewrite_test

import (
	"bytes"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gitleaks/go-gitdiff/gitdiff"
	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/migration/rewrite"
)

// TestDiffApplies demands that the diff of every shape makes the text after of
// the text before, in the hands of another program.
func TestDiffApplies(t *testing.T) {
	t.Parallel()
	shapes, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range shapes {
		s := readShape(t, name)
		for _, file := range slices.Sorted(maps.Keys(s.after)) {
			c := rewrite.Change{File: file, Before: s.before[file], After: s.after[file]}
			files, err := gitdiff.Parse(strings.NewReader(c.Diff()))
			if err != nil {
				t.Fatal(err)
			}
			seen := 0
			for f := range files {
				seen++
				var out bytes.Buffer
				if err := gitdiff.Apply(&out, bytes.NewReader(c.Before), f); err != nil || f.NewName != "b/"+file {
					t.Errorf("%s: %s: %v", name, f.NewName, err)
				}
				if d := cmp.Diff(string(c.After), out.String()); d != "" {
					t.Errorf("%s: %s (-want +got):\n%s", name, file, d)
				}
			}
			if seen != 1 {
				t.Errorf("%s: the diff is of %d files", name, seen)
			}
		}
	}
}
