package rules

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
)

// tablesOf lists the tables of the input that a module refers to, as
// "table.group" where it names a group of one: all of them where it takes the
// input as a whole or computes a table's name.
func tablesOf(m *ast.Module) []string {
	var names []string
	ast.WalkRefs(m, func(r ast.Ref) bool {
		if !r.HasPrefix(ast.InputRootRef) {
			return false
		}
		table, group := constant(r, 1), constant(r, 2)
		switch {
		case table == "":
			names = append(names, tableNames()...)
		case group == "":
			names = append(names, table)
		default:
			names = append(names, table+"."+group)
		}
		return false
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// constant is the i-th element of a reference when it is a fixed text.
func constant(r ast.Ref, i int) string {
	if i < len(r) {
		if s, ok := r[i].Value.(ast.String); ok {
			return string(s)
		}
	}
	return ""
}

// TestOutline demands that a policy's text shows what the parsed policy does.
func TestOutline(t *testing.T) {
	t.Parallel()
	book := builtin(t)
	for file, text := range book.texts {
		module := ast.MustParseModuleWithOpts(string(text), ast.ParserOptions{ProcessAnnotation: true})
		got := outlineOf(text)
		if diff := cmp.Diff(tablesOf(module), got.tables); diff != "" {
			t.Errorf("%s: tables (-parsed +outline)\n%s", file, diff)
		}
		at := slices.IndexFunc(book.rules, func(r Rule) bool { return r.ID+".rego" == file })
		if at >= 0 && book.rules[at].Requires != got.requires {
			t.Errorf("%s: requires %q, outline says %q", file, book.rules[at].Requires, got.requires)
		}
	}
}

func TestOutlineOf(t *testing.T) {
	t.Parallel()
	every := strings.Join(tableNames(), " ")
	for text, want := range map[string]string{
		"input.marks.committed":                      "marks.committed",
		`input.marks["plaintext-secret"][_]`:         "marks.plaintext-secret",
		`input["marks"]["lost"]`:                     "marks.lost",
		"input.marks[kind]":                          "marks",
		"input.cycles\ninput.externs":                "cycles externs",
		"walk(input, x)":                             every,
		"x := input":                                 every,
		"input[table]":                               every,
		`$"{input.marks}"`:                           every,
		"# input.marks\nx := 1":                      "",
		`x := "input.marks \" input"`:                "",
		"x := `input.marks`":                         "",
		"data.input.marks; my_input.marks; inputs.x": "",
		"x := \"open":                                "",
		"#   requires: migration\ninput.cycles":      "cycles",
	} {
		if got := strings.Join(outlineOf([]byte(text)).tables, " "); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// TestOpenedBook demands the answers of a loaded one.
func TestOpenedBook(t *testing.T) {
	t.Parallel()
	opened, err := Open(os.DirFS("../policies"))
	if err != nil {
		t.Fatal(err)
	}
	g := link(t, everything)
	want, err := builtin(t).Check(t.Context(), g, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := opened.Check(t.Context(), g, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-loaded +opened)\n%s", diff)
	}
	if all, read := len(opened.IDs()), len(opened.Rules()); read >= all || read == 0 {
		t.Errorf("%d of %d policies were read", read, all)
	}
}
