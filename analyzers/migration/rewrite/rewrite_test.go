package rewrite_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/migration/rewrite"
	"github.com/tazzo/tazlint/analyzers/source"
)

var update = flag.Bool("update", false, "rewrite what is expected in testdata")

// texts are the files of a workspace, by repository and name.
type texts map[string]map[string][]byte

// TestShapes moves the workspaces in testdata. Each archive holds repositories,
// named after their roles, a file "move", the changed files below "after" and
// what is refused as "refused". In names of files "crlf" stands for lines that
// end like those of Windows, "bare" for a last line without an end, "bom" for a
// mark in front.
func TestShapes(t *testing.T) {
	t.Parallel()
	stores, err := os.ReadFile("testdata/stores.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d shapes: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			before, move, want := read(t, archive)
			if before["gitops"] != nil && before["gitops"]["stores.yaml"] == nil {
				before["gitops"]["stores.yaml"] = stores
			}
			got := rewrite.Rewrite(plan(t, before, move), func(*migration.Consumer) bool { return true }, before.text)
			if *update {
				save(t, file, archive, got)
				return
			}
			if diff := cmp.Diff(want, expected(got)); diff != "" {
				t.Errorf("changes differ (-want +got):\n%s", diff)
			}
			settle(t, before, move, got)
		})
	}
}

// settle moves a second time: nothing is left to do for what was moved.
func settle(t *testing.T, before texts, move migration.Move, got *rewrite.Result) {
	t.Helper()
	after := texts{}
	for repo, files := range before {
		after[repo] = maps.Clone(files)
	}
	for _, c := range got.Changes {
		after[c.Repo][c.File] = c.After
	}
	again := rewrite.Rewrite(plan(t, after, move), func(*migration.Consumer) bool { return true }, after.text)
	for _, c := range again.Changes {
		t.Errorf("a second run changes %s/%s", c.Repo, c.File)
	}
}

func (t texts) text(repo, file string) ([]byte, error) {
	text, ok := t[repo][file]
	if !ok {
		return nil, errors.New("no such file")
	}
	return text, nil
}

// read takes an archive apart.
func read(t *testing.T, archive *txtar.Archive) (texts, migration.Move, map[string]string) {
	t.Helper()
	before, move, want := texts{}, migration.Move{Map: map[string]string{}}, map[string]string{}
	for _, f := range archive.Files {
		repo, name, inRepo := strings.Cut(f.Name, "/")
		switch {
		case f.Name == "move":
			readMove(t, &move, f.Data)
		case f.Name == "refused":
			want["refused"] = string(f.Data)
		case repo == "after":
			want[name] = string(f.Data)
		case inRepo:
			if before[repo] == nil {
				before[repo] = map[string][]byte{}
			}
			before[repo][name] = encoded(name, f.Data)
		}
	}
	return before, move, want
}

// encoded gives a text the form that its name asks for.
func encoded(name string, text []byte) []byte {
	if strings.Contains(name, "crlf") {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	if strings.Contains(name, "bare") {
		text = bytes.TrimSuffix(text, []byte("\n"))
	}
	if strings.Contains(name, "bom") {
		text = append([]byte("\ufeff"), text...)
	}
	return text
}

// expected are the results as an archive holds them.
func expected(got *rewrite.Result) map[string]string {
	all := map[string]string{}
	for _, c := range got.Changes {
		text := c.After
		if strings.Contains(c.File, "crlf") {
			if bytes.Count(text, []byte("\n")) != bytes.Count(text, []byte("\r\n")) {
				text = []byte("lines end in two ways\n" + string(text))
			}
			text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		}
		if strings.Contains(c.File, "bare") {
			text = append(slices.Clone(text), '\n')
		}
		if strings.Contains(c.File, "bom") {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		all[c.Repo+"/"+c.File] = string(text)
	}
	var refused strings.Builder
	for _, r := range got.Refused {
		fmt.Fprintf(&refused, "%s: %s (%s:%d:%d)\n", r.Consumer.Title(), r.Why, r.At.File, r.At.Line, r.At.Col)
	}
	if refused.Len() > 0 {
		all["refused"] = refused.String()
	}
	return all
}

func save(t *testing.T, file string, archive *txtar.Archive, got *rewrite.Result) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "refused" || strings.HasPrefix(f.Name, "after/") })
	all := expected(got)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		into := "after/" + name
		if name == "refused" {
			into = name
		}
		archive.Files = append(archive.Files, txtar.File{Name: into, Data: []byte(all[name])})
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
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

func plan(t *testing.T, all texts, move migration.Move) *migration.Plan {
	t.Helper()
	var objects []*facts.Object
	for repo, files := range all {
		objects = append(objects, analyzers.CompileTree(t.Context(), source.New(repo, files), []facts.Role{facts.Role(repo)}, analyzers.Options{}))
	}
	g, err := graph.Link(objects...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := migration.Make(g, move)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
