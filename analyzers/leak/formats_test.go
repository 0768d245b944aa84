package leak_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

// brackets are what a fixture puts around a literal that must be marked: its
// first and last byte are those of the mark. Everything else must stay silent.
var brackets = map[facts.MarkKind][2]string{
	facts.MarkInlineCredential: {"«", "»"},
	facts.MarkPlaintextSecret:  {"⟦", "⟧"},
	facts.MarkWeakPlaceholder:  {"‹", "›"},
}

// unbracket takes the brackets out of a text and lists what they are around.
func unbracket(name string, text []byte) (plain []byte, want []string) {
	line, col := 1, 1
	var from string
	for len(text) > 0 {
		kind, opens, width := bracket(text)
		switch {
		case width > 0 && opens:
			from = fmt.Sprintf("%s:%d:%d", name, line, col)
		case width > 0:
			want = append(want, fmt.Sprintf("%s-%d:%d %s", from, line, col, kind))
		case text[0] == '\n':
			line, col = line+1, 0
			fallthrough
		default:
			plain = append(plain, text[0])
			col, width = col+1, 1
		}
		text = text[width:]
	}
	return plain, want
}

func bracket(text []byte) (kind facts.MarkKind, opens bool, width int) {
	for kind, pair := range brackets {
		for i, sign := range pair {
			if bytes.HasPrefix(text, []byte(sign)) {
				return kind, i == 0, len(sign)
			}
		}
	}
	return "", false, 0
}

// TestFormats demands of every format that exactly the bracketed literals are
// marked, at the bytes they are written with.
func TestFormats(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(filepath.Join("testdata", "formats", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			tree, want := formatTree(t, name)
			got := []string{}
			for _, m := range leak.Literals(t.Context(), tree).Marks {
				if m.Kind != facts.MarkMasked {
					got = append(got, fmt.Sprintf("%s:%d:%d-%d:%d %s", m.At.File, m.At.Line, m.At.Col, m.At.EndLine, m.At.EndCol, m.Kind))
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("marks (-want +got):\n%s", diff)
			}
		})
	}
}

func formatTree(t testing.TB, name string) (*source.Tree, []string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	texts, want := map[string][]byte{}, []string{}
	for _, f := range archive.Files {
		plain, found := unbracket(f.Name, f.Data)
		texts[f.Name] = plain
		want = append(want, found...)
	}
	slices.Sort(want)
	return source.New("repo", texts), want
}
