package migration_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// TestResidue finds what moves leave behind. Each archive holds the repositories
// of a workspace, named after their roles, a file "move" and what is expected:
// "residue" has a line for each place, "values" one for each secret. What an
// archive has besides shows what is silent.
func TestResidue(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/residue/*.txtar")
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
			plan := planOf(t, archive)
			got := map[string]string{"residue": printResidue(plan), "values": printValues(plan)}
			compared := 0
			for i, f := range archive.Files {
				want, expected := got[f.Name]
				if !expected {
					continue
				}
				compared++
				if *update {
					archive.Files[i].Data = []byte(want)
				} else if diff := cmp.Diff(string(f.Data), want); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Name, diff)
				}
			}
			if compared == 0 {
				t.Error("nothing is expected")
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func printResidue(p *migration.Plan) string {
	var b strings.Builder
	for _, r := range p.Residue {
		fmt.Fprintf(&b, "%s/%s:%d:%d: ", r.At.Repo, r.At.File, r.At.Line, r.At.Col)
		if key := r.Symbol.Key(); key != "" {
			fmt.Fprintf(&b, "%s of ", key)
		}
		fmt.Fprintf(&b, "%s %s\n", r.Symbol.Title(), r.What)
	}
	return b.String()
}

func printValues(p *migration.Plan) string {
	var b strings.Builder
	for _, v := range p.Values {
		fmt.Fprintf(&b, "%s: %s\n", v.Name, v.State)
		for _, end := range []struct {
			name    string
			address string
			held    bool
		}{{"legacy", string(v.Legacy), v.Held.Legacy}, {"target", string(v.Target), v.Held.Target}} {
			if end.address != "" {
				fmt.Fprintf(&b, "  %s %s%s\n", end.name, end.address, map[bool]string{true: ", held"}[end.held])
			}
		}
		for _, s := range v.Sources {
			fmt.Fprintf(&b, "  from %s\n", s.Title())
		}
		for _, r := range v.Readers {
			fmt.Fprintf(&b, "  to %s", r.Symbol.Title())
			if r.Via != "" {
				fmt.Fprintf(&b, " by %s", r.Via.Title())
			}
			fmt.Fprintln(&b)
		}
	}
	return b.String()
}
