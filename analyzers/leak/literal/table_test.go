package literal_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/leak/literal"
)

var places = map[string]literal.Place{"field": literal.Field, "sealed": literal.Sealed}

// readJudgements reads the table of literals and what they are.
func readJudgements(t testing.TB) []labelled {
	t.Helper()
	text, err := os.ReadFile("testdata/judgement.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n\n")
	rows, err := parseJudgements(table)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func parseJudgements(text string) ([]labelled, error) {
	var rows []labelled
	var head labelled
	for i, line := range strings.Split(text, "\n") {
		if title, is := strings.CutPrefix(line, "== "); is {
			verdict, place, _ := strings.Cut(title, " ")
			at, known := places[place]
			if !known {
				return nil, fmt.Errorf("line %d: %q is no place", i+1, place)
			}
			head = labelled{place: at, want: literal.Verdict(verdict)}
			continue
		}
		if line == "" {
			continue
		}
		name, value, found := strings.Cut(line, " = ")
		if !found || head.want == "" {
			return nil, fmt.Errorf("line %d: no name and value", i+1)
		}
		if strings.HasPrefix(value, `"`) && value != `""` {
			plain, err := strconv.Unquote(value)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			value = plain
		}
		rows = append(rows, labelled{name: name, value: value, place: head.place, want: head.want})
	}
	return rows, nil
}

func TestJudgements(t *testing.T) {
	t.Parallel()
	rows := readJudgements(t)
	count := map[string]int{}
	for _, c := range rows {
		count[fmt.Sprint(c.want, c.place)]++
		if got := literal.Judge(c.name, c.value, c.place); got != c.want {
			t.Errorf("Judge(%q, %q, %d) = %s, want %s", c.name, c.value, c.place, got, c.want)
		}
	}
	if len(rows) < 300 {
		t.Errorf("%d rows, want 300", len(rows))
	}
	for _, verdict := range []literal.Verdict{literal.Secret, literal.Weak, literal.Name, literal.Reference, literal.Placeholder, literal.Public, literal.Setting, literal.Empty} {
		for _, place := range places {
			if count[fmt.Sprint(verdict, place)] == 0 && !(verdict == literal.Name && place == literal.Sealed) { // an entry of a Secret names nothing
				t.Errorf("no row is %s at %d", verdict, place)
			}
		}
	}
}

func TestBadJudgements(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a = b", "== secret", "== secret nowhere\n", "== secret field\nnothing\n", "== secret field\na = \"b\n"} {
		if rows, err := parseJudgements(text); err == nil {
			t.Errorf("%q is read as %d rows", text, len(rows))
		}
	}
}

// TestJudgementProperties holds what must be so of every literal.
func TestJudgementProperties(t *testing.T) {
	t.Parallel()
	for _, c := range readJudgements(t) {
		judge := func(value string) literal.Verdict { return literal.Judge(c.name, value, c.place) }
		if got := judge(" \t" + c.value); got != c.want {
			t.Errorf("with space before it %q of %s is %s, not %s", c.value, c.name, got, c.want)
		}
		if c.want.Leaks() && c.place == literal.Field && literal.Harmless(c.name, c.value) {
			t.Errorf("%q of %s is harmless and leaks", c.value, c.name)
		}
		if strings.Contains(c.value, "\n") {
			continue
		}
		if got := judge(c.value + "${REST}"); got.Leaks() && !strings.Contains(c.value, "://") && !strings.Contains(c.value, ";") && !strings.Contains(c.value, "{") {
			t.Errorf("%q of %s leaks though a part of it is filled in", c.value, c.name)
		}
		for _, name := range []string{"existing" + strings.ToUpper(c.name[:1]) + c.name[1:], "publicHost"} {
			if got := literal.Judge(name, c.value, literal.Field); got.Leaks() && !strings.ContainsAny(c.value, ":;{") {
				t.Errorf("%q leaks in %s", c.value, name)
			}
		}
	}
}
