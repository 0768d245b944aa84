package rewrite_test

// A shape in testdata is a repository before a move and after it. The archive's
// comment describes the move:
//
//	from: legacy (the default)
//	to: vault (the default)
//	map: FOO apps/foo#value
//	convention: apps/{KEY}#value
//	stays: ExternalSecret/name    (a consumer that is not chosen)
//	crlf: FILE, bom: FILE, bare: FILE    (line ends, byte order mark, no end of the last line)
//
// Files of testdata/base.txt that a shape does not have stand beside its own: a
// unit of Flux that applies apps, and the stores.
//
// The files to come are below after/; those that are not there must not change.
// The file refused lists who is refused and why.

import (
	"bytes"
	"context"
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

var update = flag.Bool("update", false, "write what is rewritten into the archives")

// shape is an archive that was read.
type shape struct {
	move          migration.Move
	stays         []string
	before, after map[string][]byte
	refused       string
}

func TestShapes(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < 30 {
		t.Fatalf("testdata holds %d shapes: %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			s := readShape(t, name)
			objects, plan := s.plan(t, s.before)
			result := rewrite.Rewrite(plan, s.chosen, reader(s.before))
			if *update {
				s.write(t, name, result)
				return
			}
			after := map[string][]byte{}
			for _, c := range result.Changes {
				after[c.File] = c.After
			}
			if d := cmp.Diff(spelt(s.after), spelt(after)); d != "" {
				t.Errorf("changed (-want +got):\n%s", d)
			}
			if d := cmp.Diff(s.refused, refusals(result)); d != "" {
				t.Errorf("refused (-want +got):\n%s", d)
			}
			s.prove(t, objects, plan, result)
		})
	}
}

// prove compiles what was written: it must link as the plan says, and a second
// rewrite has nothing to do.
func (s *shape) prove(t *testing.T, objects []*facts.Object, plan *migration.Plan, result *rewrite.Result) {
	t.Helper()
	files := maps.Clone(s.before)
	for _, c := range result.Changes {
		files[c.File] = c.After
	}
	moved := func(c *migration.Consumer) bool {
		return s.chosen(c) && !slices.ContainsFunc(result.Refused, func(r rewrite.Refusal) bool { return r.Consumer == c.Symbol })
	}
	now, again := s.plan(t, files)
	if d := cmp.Diff(said(plan.Apply(objects, moved)), said(now)); d != "" {
		t.Errorf("the text says something else than the plan (-plan +text):\n%s", d)
	}
	if second := rewrite.Rewrite(again, s.chosen, reader(files)); len(second.Changes) > 0 {
		t.Errorf("a second rewrite changes more:\n%s", second.Changes[0].Diff())
	}
}

// said are the references of objects without their positions.
func said(objects []*facts.Object) []string {
	var all []string
	for _, o := range objects {
		for _, r := range o.Refs {
			all = append(all, fmt.Sprintf("%s -%s-> %s %s", r.From, r.Rel, r.To, r.At.File))
		}
		for _, d := range o.Defs {
			all = append(all, fmt.Sprintf("%s %s %v", d.Symbol, d.Kind, d.Keys))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (s *shape) plan(t *testing.T, files map[string][]byte) ([]*facts.Object, *migration.Plan) {
	t.Helper()
	tree := source.New("repo", maps.Clone(files))
	object := analyzers.CompileTree(context.Background(), tree, []facts.Role{facts.RoleBootstrap, facts.RoleGitOps}, analyzers.Options{})
	g, err := graph.Link(object)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := migration.Make(g, s.move)
	if err != nil {
		t.Fatal(err)
	}
	return g.Objects, plan
}

func (s *shape) chosen(c *migration.Consumer) bool {
	return slices.ContainsFunc(c.Passages, func(p migration.Passage) bool { return p.To != "" }) &&
		!slices.Contains(s.stays, c.Symbol.Segment(2)+"/"+c.Symbol.Name()) && !slices.Contains(s.stays, c.Symbol.Segment(1)+"/"+c.Symbol.Name())
}

func reader(files map[string][]byte) func(repo, file string) ([]byte, error) {
	return func(_, file string) ([]byte, error) {
		if text, ok := files[file]; ok {
			return text, nil
		}
		return nil, errors.New("no such file")
	}
}

func refusals(r *rewrite.Result) string {
	var b strings.Builder
	for _, refusal := range r.Refused {
		fmt.Fprintf(&b, "%s: %s:%d: %s\n", refusal.Consumer.Title(), refusal.At.File, refusal.At.Line, refusal.Why)
	}
	return b.String()
}

// spelt shows ends of lines and byte order marks.
func spelt(files map[string][]byte) map[string][]string {
	all := map[string][]string{}
	for name, text := range files {
		for line := range bytes.Lines(text) {
			all[name] = append(all[name], fmt.Sprintf("%q", line))
		}
	}
	return all
}

func readShape(t *testing.T, name string) *shape {
	t.Helper()
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s := &shape{before: map[string][]byte{}, after: map[string][]byte{}}
	base, err := txtar.ParseFile("testdata/base.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range base.Files {
		s.before[f.Name] = f.Data
	}
	for _, f := range ar.Files {
		if to, ok := strings.CutPrefix(f.Name, "after/"); ok {
			s.after[to] = f.Data
		} else if f.Name == "refused" {
			s.refused = string(f.Data)
		} else {
			s.before[f.Name] = f.Data
		}
	}
	s.move = migration.Move{From: []string{"legacy"}, To: "vault", Map: map[string]string{}}
	for line := range strings.Lines(string(ar.Comment)) {
		option, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch option {
		case "from":
			s.move.From = strings.Fields(rest)
		case "to":
			s.move.To = rest
		case "convention":
			s.move.Convention = rest
		case "map":
			key, to, _ := strings.Cut(rest, " ")
			s.move.Map[key] = to
		case "stays":
			s.stays = append(s.stays, rest)
		case "crlf", "bom", "bare":
			s.before[rest], s.after[rest] = altered(option, s.before[rest]), altered(option, s.after[rest])
		}
	}
	for name, text := range s.after {
		if len(text) == 0 {
			delete(s.after, name)
		}
	}
	return s
}

// altered gives a text what an archive cannot hold.
func altered(option string, text []byte) []byte {
	switch option {
	case "crlf":
		return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	case "bom":
		return append([]byte("\xef\xbb\xbf"), text...)
	}
	return bytes.TrimRight(text, "\r\n")
}

// write puts what is rewritten into an archive.
func (s *shape) write(t *testing.T, name string, result *rewrite.Result) {
	t.Helper()
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	ar.Files = slices.DeleteFunc(ar.Files, func(f txtar.File) bool { return f.Name == "refused" || strings.HasPrefix(f.Name, "after/") })
	for _, c := range result.Changes {
		text := bytes.TrimPrefix(bytes.ReplaceAll(c.After, []byte("\r\n"), []byte("\n")), []byte("\xef\xbb\xbf"))
		ar.Files = append(ar.Files, txtar.File{Name: "after/" + c.File, Data: text})
	}
	if text := refusals(result); text != "" {
		ar.Files = append(ar.Files, txtar.File{Name: "refused", Data: []byte(text)})
	}
	if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
		t.Fatal(err)
	}
}
