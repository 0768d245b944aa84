package source

import (
	"strings"
	"testing"
)

// FuzzIgnores demands that every suppression stands where its file has text and
// covers its own line or the next, and that a rule is a single word.
func FuzzIgnores(f *testing.F) {
	for _, text := range []string{
		"a: b # tazlint:ignore leak -- known\n", "// tazlint:ignore a/b, c until 2030-01-31 -- why\nx\n", "# tazlint:ignore", "# tazlint:ignore--x\r\n", "# tazlint:ignore a # b -- c",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := New("repo", map[string][]byte{"f.yaml": []byte(text)}).File("f.yaml")
		if file == nil {
			return
		}
		lines := strings.Split(text, "\n")
		for _, ignore := range file.Ignores() {
			at := ignore.At
			if at.Line < 1 || at.Line > len(lines) || at.Col < 1 || at.EndCol-1 > len(lines[at.Line-1]) || ignore.Line != at.Line && ignore.Line != at.Line+1 {
				t.Errorf("suppression at %+v covers line %d", at, ignore.Line)
			}
			for _, rule := range ignore.Rules {
				if rule == "" || strings.ContainsAny(rule, " ,\t\r\n") {
					t.Errorf("rule %q", rule)
				}
			}
		}
	})
}
