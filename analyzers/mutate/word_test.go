package mutate

import (
	"strings"
	"testing"
)

// TestRename: one scalar changes, whatever its spelling, and nothing that
// merely shares its anchor.
func TestRename(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, value, want string }{
		{"name: ^app # why\n", "app", "name: app-mutant # why\n"},
		{"name: ^\"app\"\n", "app", "name: \"app-mutant\"\n"},
		{"ref: {name: ^app, key: x}\n", "app", "ref: {name: app-mutant, key: x}\n"},
		{"name: ^${APP:-x}-db\n", "web-db", "name: ${APP:-x}-db-mutant\n"},
		{"^key: value\n", "key", "key-mutant: value\n"},
		{"name: ^&a app\nother: *a\n---\nthird: *a\n", "app", "name: &a app-mutant\nother: app\n---\nthird: *a\n"},
		{"name: &a app\nother: ^*a\n", "app", "name: &a app\nother: app-mutant\n"},
		{"name: ^other\n", "app", ""},
		{"name: ^|\n  app\n", "app", ""},
	} {
		before, after, _ := strings.Cut(c.text, "^")
		line := strings.Count(before, "\n") + 1
		col := len(before) - strings.LastIndex(before, "\n")
		got, ok := rename([]byte(before+after), line, col, c.value, suffix)
		if string(got) != c.want || ok != (c.want != "") {
			t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
		}
	}
}

func TestBlock(t *testing.T) {
	t.Parallel()
	text := []byte("a:\n  - b: 1\n    c: 2\n\n  - d: 3\ne: 4\n")
	for _, c := range []struct{ line, from, to int }{{1, 1, 6}, {2, 2, 4}, {5, 5, 6}, {6, 6, 7}} {
		if from, to := block(text, c.line); from != c.from || to != c.to {
			t.Errorf("block at line %d is [%d, %d), want [%d, %d)", c.line, from, to, c.from, c.to)
		}
	}
}
