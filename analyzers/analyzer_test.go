package analyzers_test

// Every registered front end NAME has a fixture testdata/NAME.txtar: a small
// repository whose comments say what the front end must find. Package want
// documents their grammar. Lines of the archive's comment configure the run:
//
//	mount: ~/secrets
//	entry: github-token
//	inventory: kv secret inventory/kv.txt
//	role: gitops

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/want"
)

func TestAnalyzers(t *testing.T) {
	t.Parallel()
	for _, a := range analyzers.All() {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			if a.Doc == "" || a.Version < 1 {
				t.Errorf("analyzer %s needs a Doc and a Version", a.Name)
			}
			fixture := readFixture(t, a.Name)
			if fixture.Positive() == 0 {
				t.Errorf("testdata/%s.txtar demands nothing", a.Name)
			}
			part := a.Run(context.Background(), fixture.Tree, configOf(fixture.Header))
			for _, failure := range fixture.Check(part.Defs, part.Refs, part.Marks, part.Problems) {
				t.Error(failure)
			}
		})
	}
}

// TestFixturesBelong finds fixtures whose front end is gone.
func TestFixturesBelong(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if !slices.ContainsFunc(analyzers.All(), func(a analyzers.Analyzer) bool { return a.Name == name }) {
			t.Errorf("%s belongs to no analyzer", file)
		}
	}
}

func readFixture(t *testing.T, name string) *want.Fixture {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatalf("analyzer %s has no fixture: %v", name, err)
	}
	fixture, err := want.Read("repo", text)
	if err != nil {
		t.Fatal(err)
	}
	return fixture
}

func configOf(header string) source.Config {
	cfg := source.Config{Mounts: []string{"~/secrets"}}
	for line := range strings.Lines(header) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		words := strings.Fields(rest)
		switch {
		case name == "mount":
			cfg.Mounts = words
		case name == "entry":
			cfg.Entries = append(cfg.Entries, words...)
		case name == "role" && len(words) == 1:
			cfg.Roles = append(cfg.Roles, facts.Role(words[0]))
		case name == "inventory" && len(words) == 2:
			cfg.Inventories = append(cfg.Inventories, source.InventorySource{Backend: words[0], File: words[1]})
		case name == "inventory" && len(words) == 3:
			cfg.Inventories = append(cfg.Inventories, source.InventorySource{Backend: words[0], Mount: words[1], File: words[2]})
		}
	}
	return cfg
}
