package policies_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/rules"
)

// incidents holds one fixture for each thing that once went wrong, called
// INC-<number>-<what>.txtar, or LAT-<number>-<what>.txtar for what was found
// before it did: as a rule's fixture, with a comment that tells the
// story and ends in a line "rule: <id>" for each rule that would have told it.
const incidents = "../testdata/incidents"

var incidentRule = regexp.MustCompile(`(?m)^rule: (\S+)$`)

// TestIncidents demands that the rules an incident names speak on its bad side
// as its comments say, and that its good side is silent.
func TestIncidents(t *testing.T) {
	t.Parallel()
	book := load(t)
	files, err := filepath.Glob(incidents + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no incidents: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			named := incidentRule.FindAllSubmatch(txtar.Parse(data).Comment, -1)
			found := judgeSides(t, book, data)
			if len(named) == 0 {
				t.Error("the comment names no rule")
			}
			for _, m := range named {
				if !slices.ContainsFunc(found, func(f rules.Finding) bool { return f.Rule == string(m[1]) }) {
					t.Errorf("%s says nothing about the bad side", m[1])
				}
			}
		})
	}
}
