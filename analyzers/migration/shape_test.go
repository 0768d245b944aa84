package migration_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tazzo/tazlint/analyzers/migration"
)

// TestShapes plans the moves in testdata/shapes and compares, besides the plan,
// which operator suits each consumer.
func TestShapes(t *testing.T) {
	t.Parallel()
	goldens(t, "testdata/shapes/*.txtar", func(p *migration.Plan) string { return printPlan(p) + printShapes(p) })
}

// TestEveryShape: each row of the table decides in one of the fixtures.
func TestEveryShape(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/shapes/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var told []byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, text...)
	}
	for _, why := range migration.Whys() {
		pattern := placeholder.ReplaceAllString(regexp.QuoteMeta(why), ".+")
		if !regexp.MustCompile(`(?m)^shape of .*, ` + pattern + `$`).Match(told) {
			t.Errorf("no fixture tells %q", why)
		}
	}
}

var placeholder = regexp.MustCompile(`\\\{[a-z]+\\\}`)

// TestVerdicts plans the moves in testdata/verdicts.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	goldens(t, "testdata/verdicts/*.txtar", printPlan)
}

// goldens compares the file "plan" of each archive with what is printed of its
// plan.
func goldens(t *testing.T, pattern string, print func(*migration.Plan) string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			last := len(archive.Files) - 1
			if archive.Files[last].Name != "plan" {
				t.Fatal("no file called plan at the end")
			}
			got, want := print(planOf(t, archive)), string(archive.Files[last].Data)
			if *update {
				archive.Files[last].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the plan differs (-want +got):\n%s", diff)
			}
		})
	}
}

// printShapes writes which operator suits each consumer.
func printShapes(p *migration.Plan) string {
	var b strings.Builder
	for _, c := range p.Consumers {
		fmt.Fprintf(&b, "shape of %s: %s, %s\n", c.Symbol.Title(), c.Shape.Operator, c.Shape.Why)
		for _, n := range c.Shape.Notes {
			fmt.Fprintf(&b, "  %s: %s (%s:%d)\n", n.Code, n.Text, n.At.File, n.At.Line)
		}
	}
	return b.String()
}
