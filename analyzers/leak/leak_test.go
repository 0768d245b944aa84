package leak_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

var fixtures = map[string]func(context.Context, *source.Tree) source.Part{
	"literal": leak.Literals, "credential": leak.Credentials,
}

func load(t testing.TB, name string) *source.Tree {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("..", "testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	for _, f := range archive.Files {
		texts[f.Name] = f.Data
	}
	return source.New("repo", texts)
}

var (
	wants = regexp.MustCompile(`# want ((?:mark:[a-z-]+ ?)+)`)
	kinds = regexp.MustCompile(`mark:([a-z-]+)`)
)

// expected reads the comments of a fixture: the kinds of mark on each line.
func expected(t *testing.T, tree *source.Tree) []string {
	var all []string
	for _, f := range tree.Files {
		text, err := f.Text()
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			want := wants.FindStringSubmatch(line)
			if want == nil {
				continue
			}
			for _, m := range kinds.FindAllStringSubmatch(want[1], -1) {
				all = append(all, fmt.Sprintf("%s:%d: %s", f.Path, i+1, m[1]))
			}
		}
	}
	slices.Sort(all)
	return all
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	for name, run := range fixtures {
		tree := load(t, name)
		var got []string
		for _, m := range run(t.Context(), tree).Marks {
			if m.Kind != facts.MarkMasked {
				got = append(got, fmt.Sprintf("%s:%d: %s", m.At.File, m.At.Line, m.Kind))
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(expected(t, tree), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// textAt cuts a position out of its file.
func textAt(t *testing.T, tree *source.Tree, at facts.Pos) string {
	text, err := tree.File(at.File).Text()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	if at.Line == at.EndLine {
		return lines[at.Line-1][at.Col-1 : at.EndCol-1]
	}
	parts := append([]string{lines[at.Line-1][at.Col-1:]}, lines[at.Line:at.EndLine-1]...)
	return strings.Join(append(parts, lines[at.EndLine-1][:at.EndCol-1]), "\n")
}

// TestNoValueLeaves demands that no text a mark points at is in what leaves
// the package, and that every such text is masked.
func TestNoValueLeaves(t *testing.T) {
	t.Parallel()
	for name, run := range fixtures {
		tree := load(t, name)
		part := run(t.Context(), tree)
		out, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range part.Marks {
			if m.Kind == facts.MarkMasked {
				continue
			}
			value := strings.Trim(textAt(t, tree, m.At), `"'`)
			if len(value) < 6 || bytes.Contains(out, []byte(value)) {
				t.Errorf("%s: the %s at %s:%d is shown or too short", name, m.Kind, m.At.File, m.At.Line)
			}
			if !slices.ContainsFunc(part.Marks, func(o facts.Mark) bool { return o.Kind == facts.MarkMasked && o.At == m.At }) {
				t.Errorf("%s: the %s at %s:%d is not masked", name, m.Kind, m.At.File, m.At.Line)
			}
		}
	}
}

func TestPositions(t *testing.T) {
	t.Parallel()
	tree := source.New("repo", map[string][]byte{
		"a.yaml": []byte("é: 1\npassword: 'blueharvest' # x\nurl: redis://:kittens77@h\n"),
		"b.txt":  []byte("one\r\ntwo ghp_R7tq2Lw9Zx4Vb1Nm6KdS3fGh8JyP5cT0uAeB\r\n"),
		"c.yaml": []byte("spec:\n  text: |\n    user: a\n    password: blueharvest\n"),
		"d.yaml": []byte("key: |\n  -----BEGIN RSA " + "PRIVATE KEY-----\n  MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n  MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n  -----END RSA " + "PRIVATE KEY-----\nend: 1\n"),
	})
	var got []string
	for _, run := range []string{"literal", "credential"} {
		for _, m := range fixtures[run](t.Context(), tree).Marks {
			if m.Kind != facts.MarkMasked {
				got = append(got, fmt.Sprintf("%s %d:%d-%d:%d %s %s", m.At.File, m.At.Line, m.At.Col, m.At.EndLine, m.At.EndCol, m.Kind, m.On))
			}
		}
	}
	slices.Sort(got)
	want := []string{
		"a.yaml 2:11-2:24 inline-credential file:repo/a.yaml#password",
		"a.yaml 3:6-3:26 inline-credential file:repo/a.yaml#url",
		"b.txt 2:5-2:45 credential file:repo/b.txt",
		"c.yaml 4:15-4:26 inline-credential file:repo/c.yaml#spec.text.password",
		"d.yaml 1:6-5:32 inline-credential file:repo/d.yaml#key",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
}

// TestDeterministic demands the same marks from every run.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(fixtures)) {
		first := fixtures[name](t.Context(), load(t, name))
		for range 5 {
			if diff := cmp.Diff(first, fixtures[name](t.Context(), load(t, name))); diff != "" {
				t.Fatalf("%s (-first +later):\n%s", name, diff)
			}
		}
	}
}

// TestSkipped demands that what is not searched is counted: once, and by name
// of the reason.
func TestSkipped(t *testing.T) {
	t.Parallel()
	tree := source.New("repo", map[string][]byte{
		"package-lock.json": []byte("{}"), "vendor/a/b.yaml": []byte("a: 1"), "flux-system/gotk-components.yaml": []byte("a: 1"),
		"apps/a.yaml": []byte("a: 1"), "vendored.yaml": []byte("a: 1"),
	})
	got := append(leak.Credentials(t.Context(), tree).Skipped, leak.Literals(t.Context(), tree).Skipped...)
	want := []facts.Skip{{Why: "generated or vendored (not searched for leaks)", Files: 3}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
}

func FuzzLiterals(f *testing.F) {
	for _, file := range load(f, "literal").Files {
		text, _ := file.Text()
		f.Add(file.Path, text)
	}
	names, _ := filepath.Glob(filepath.Join("testdata", "formats", "*.txtar"))
	for _, name := range names {
		tree, _ := formatTree(f, name)
		for _, file := range tree.Files {
			text, _ := file.Text()
			f.Add(file.Path, text)
		}
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if name == "" || strings.HasPrefix(name, "/") || strings.Contains(name, "..") {
			name = "a.yaml"
		}
		tree := source.New("repo", map[string][]byte{name: text})
		lines := bytes.Count(text, []byte("\n")) + 1
		for _, m := range leak.Credentials(t.Context(), tree).Marks {
			check(t, m, lines)
		}
		for _, m := range leak.Literals(t.Context(), tree).Marks {
			check(t, m, lines)
		}
	})
}

func check(t *testing.T, m facts.Mark, lines int) {
	if m.At.Line < 1 || m.At.Col < 1 || m.At.EndLine < m.At.Line || m.At.EndLine > lines {
		t.Errorf("mark at %+v in %d lines", m.At, lines)
	}
	if _, err := facts.Parse(string(m.On)); err != nil {
		t.Error(err)
	}
}
