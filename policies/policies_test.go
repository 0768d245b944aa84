package policies_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/tazzo/tazlint/policies"
	"github.com/tazzo/tazlint/rules"
)

func load(t *testing.T) *rules.Book {
	t.Helper()
	book, err := rules.Load(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// TestFixtures demands of every rule a fixture whose bad side is told exactly
// as its comments say, by this rule too, and whose good side is silent.
func TestFixtures(t *testing.T) {
	t.Parallel()
	book := load(t)
	for _, rule := range book.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			data, err := fs.ReadFile(policies.FS, rule.ID+".txtar")
			if err != nil {
				t.Fatal(err)
			}
			found := judgeSides(t, book, data)
			if !slices.ContainsFunc(found, func(f rules.Finding) bool { return f.Rule == rule.ID }) {
				t.Error("the rule says nothing about its bad side")
			}
		})
	}
}

// judgeSides compares both sides of a fixture with what it expects, and answers
// the findings of its bad side.
func judgeSides(t *testing.T, book *rules.Book, data []byte) []rules.Finding {
	t.Helper()
	sides := workspaces(t, data)
	bad, ok := sides["bad"], sides["ok"]
	if len(sides) != 2 || bad == nil || ok == nil || len(bad.wants) == 0 || len(ok.wants) > 0 {
		t.Fatal("a fixture has a bad side with expectations and an ok side without")
	}
	found := bad.judge(t, book)
	for _, wrong := range bad.compare(found) {
		t.Error("bad/" + wrong)
	}
	for _, wrong := range ok.compare(ok.judge(t, book)) {
		t.Error("ok/" + wrong)
	}
	return found
}

// TestFilesPair demands a rule for every fixture, and the form that "opa fmt"
// gives every policy.
func TestFilesPair(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(policies.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			return err
		}
		switch path.Ext(name) {
		case ".txtar":
			if _, err := fs.Stat(policies.FS, strings.TrimSuffix(name, ".txtar")+".rego"); err != nil {
				t.Errorf("%s: no policy beside it", name)
			}
		case ".rego":
			formatted, err := format.SourceWithOpts(name, text, format.Opts{RegoVersion: ast.RegoV1})
			if err != nil {
				return err
			}
			if diff := cmp.Diff(string(formatted), string(text)); diff != "" {
				t.Errorf("%s is not formatted: %s", name, diff)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNoClosures keeps what grows faster than the graph out of policies:
// closures belong to the linker.
func TestNoClosures(t *testing.T) {
	t.Parallel()
	for _, rule := range load(t).Rules() {
		text, err := fs.ReadFile(policies.FS, rule.ID+".rego")
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range []string{"walk(", "graph.", "input.nodes"} {
			if strings.Contains(string(text), call) {
				t.Errorf("%s uses %s", rule.ID, call)
			}
		}
	}
}

// TestMetadata demands prose that reads well in every report.
func TestMetadata(t *testing.T) {
	t.Parallel()
	for _, r := range load(t).Rules() {
		if strings.HasSuffix(r.Title, ".") || !strings.HasSuffix(r.Remediation, ".") || !strings.HasSuffix(r.Description, ".") {
			t.Errorf("%s: a title is a phrase, description and remediation are sentences", r.ID)
		}
		if len(r.Title) > 72 {
			t.Errorf("%s: the title is longer than a line", r.ID)
		}
	}
}
