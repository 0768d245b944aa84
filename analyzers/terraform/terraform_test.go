package terraform_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform"
	"github.com/tazzo/tazlint/analyzers/want"
)

func TestFixtures(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, "../testdata/terraform.txtar") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			archive, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			fixture, err := want.Read("repo", archive)
			if err != nil {
				t.Fatal(err)
			}
			part := terraform.Analyze(context.Background(), fixture.Tree, source.Config{Mounts: []string{"~/secrets"}})
			for _, failure := range fixture.Check(part.Defs, part.Refs, part.Marks, part.Problems) {
				t.Error(failure)
			}
		})
	}
}
