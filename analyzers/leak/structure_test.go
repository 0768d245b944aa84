package leak_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

// example is a file and what is marked in it: the kind and the text of each
// mark, as it stands at the mark's position. Values are made up.
type example struct {
	text string
	want []string
}

// judged lists the marks of one file that are leaks.
func judged(t testing.TB, name, text string) []string {
	t.Helper()
	tree := source.New("repo", map[string][]byte{name: []byte(text)})
	var found []string
	for _, m := range leak.Literals(t.Context(), tree).Marks {
		if m.Kind != facts.MarkMasked {
			found = append(found, fmt.Sprintf("%s %s", m.Kind, textOf(text, m.At)))
		}
	}
	return found
}

func textOf(text string, at facts.Pos) string {
	lines := strings.Split(text, "\n")
	if at.Line < 1 || at.EndLine > len(lines) || at.Line != at.EndLine {
		return fmt.Sprintf("%d:%d-%d:%d", at.Line, at.Col, at.EndLine, at.EndCol)
	}
	line := lines[at.Line-1]
	if at.Col < 1 || at.EndCol-1 > len(line) || at.EndCol < at.Col {
		return fmt.Sprintf("%d:%d-%d of %d", at.Line, at.Col, at.EndCol, len(line))
	}
	return line[at.Col-1 : at.EndCol-1]
}

func checkExamples(t *testing.T, file string, leaks []example, harmless []string) {
	t.Helper()
	for _, e := range leaks {
		if diff := cmp.Diff(e.want, judged(t, file, e.text)); diff != "" {
			t.Errorf("%s\n(-want +got):\n%s", e.text, diff)
		}
	}
	for _, text := range harmless {
		if found := judged(t, file, text); len(found) > 0 {
			t.Errorf("%s\nis harmless; found %q", text, found)
		}
	}
}
