package migration_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/source"
)

var update = flag.Bool("update", false, "rewrite the plans in testdata")

// TestPlans plans the moves in testdata. Each archive holds the repositories of
// a workspace, named after their roles, a file "move" and the plan as "plan".
func TestPlans(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
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
			got := printPlan(planOf(t, archive))
			for i, f := range archive.Files {
				if f.Name != "plan" {
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got)
					if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
						t.Fatal(err)
					}
				} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
					t.Errorf("the plan differs (-want +got):\n%s", diff)
				}
				return
			}
			t.Fatal("no file called plan")
		})
	}
}

// planOf plans the move of an archive.
func planOf(t *testing.T, archive *txtar.Archive) *migration.Plan {
	t.Helper()
	move := migration.Move{Map: map[string]string{}}
	repos := map[string]map[string][]byte{}
	for _, f := range archive.Files {
		switch repo, name, inRepo := strings.Cut(f.Name, "/"); {
		case f.Name == "move":
			readMove(t, &move, f.Data)
		case inRepo:
			if repos[repo] == nil {
				repos[repo] = map[string][]byte{}
			}
			repos[repo][name] = f.Data
		}
	}
	var objects []*facts.Object
	for repo, texts := range repos {
		var opt analyzers.Options
		for name := range texts {
			if backend, ok := strings.CutPrefix(name, "inventory/"); ok {
				opt.Source.Inventories = append(opt.Source.Inventories, source.InventorySource{Backend: backend, Mount: "secret", File: name})
			}
		}
		objects = append(objects, analyzers.CompileTree(t.Context(), source.New(repo, texts), []facts.Role{facts.Role(repo)}, opt))
	}
	g, err := graph.Link(objects...)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := migration.Make(g, move)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// readMove reads lines "from NAME", "to NAME", "convention C" and "map KEY PLACE".
func readMove(t *testing.T, move *migration.Move, text []byte) {
	t.Helper()
	for line := range bytes.Lines(text) {
		switch words := strings.Fields(string(line)); {
		case len(words) == 0:
		case words[0] == "from":
			move.From = append(move.From, words[1:]...)
		case words[0] == "to":
			move.To = words[1]
		case words[0] == "convention":
			move.Convention = words[1]
		case words[0] == "map":
			move.Map[words[1]] = words[2]
		default:
			t.Fatalf("move: %q", line)
		}
	}
}

// printPlan writes what a plan decides, without what only points.
func printPlan(p *migration.Plan) string {
	var b strings.Builder
	for _, c := range p.Consumers {
		fmt.Fprintf(&b, "%s: %s, %s\n", c.Symbol.Title(), c.Side, c.Verdict)
		for _, r := range c.References {
			fmt.Fprintf(&b, "  %s -> %s#%s %s %s\n", r.Address, r.To.Key, r.To.Property, r.To.By, r.Verdict)
			for _, reason := range r.Reasons {
				fmt.Fprintf(&b, "    %s: %s\n", reason.Code, reason.Text)
			}
		}
		for _, reason := range c.Reasons {
			fmt.Fprintf(&b, "  %s: %s (%s:%d)\n", reason.Code, reason.Text, reason.At.File, reason.At.Line)
		}
	}
	for _, w := range p.Waves {
		fmt.Fprintf(&b, "wave %d: %s\n", w.Number, w.Why)
		for _, s := range w.Consumers {
			fmt.Fprintf(&b, "  %s\n", s.Title())
		}
	}
	for _, f := range p.Blockers {
		fmt.Fprintf(&b, "blocker %s: %s (%s:%d)\n", f.Kind, f.Text, f.At.File, f.At.Line)
		for _, e := range f.Steps {
			fmt.Fprintf(&b, "  %s %s %s\n", e.From.Title(), e.Rel, e.To.Title())
		}
	}
	return b.String()
}
