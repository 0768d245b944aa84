package manifest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func fileOf(name, text string) *source.File {
	return source.New("repo", map[string][]byte{name: []byte(text)}).File(name)
}

func TestParseSplitsDocuments(t *testing.T) {
	t.Parallel()
	const text = "# head\n---\na: 1\n---\nb: [\n---\n# nothing\n---\nc: 3\n...\nd: 4\n"
	docs, faults := Parse(fileOf("a.yaml", text))
	var got []string
	for _, d := range docs {
		got = append(got, fmt.Sprintf("%d:%d:%t", d.Index, d.Line, d.Root != nil))
	}
	if diff := cmp.Diff([]string{"0:2:true", "1:4:false", "2:8:true", "3:11:true"}, got); diff != "" {
		t.Error(diff)
	}
	if len(faults) != 1 || faults[0].Line < 4 || faults[0].Line > 6 || faults[0].Code != facts.FaultSyntax {
		t.Errorf("faults: %+v", faults)
	}
}

func TestParseSurvives(t *testing.T) {
	t.Parallel()
	bomb := "a0: &a0 [x, x]\n"
	for i := range 40 {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	tests := map[string]struct {
		text string
		code facts.Fault
	}{
		"alias bomb":         {bomb, facts.FaultTooDeep},
		"alias of itself":    {"a: &a\n  b: *a\n", facts.FaultTooDeep},
		"deep flow":          {strings.Repeat("[", 500) + strings.Repeat("]", 500), facts.FaultTooDeep},
		"very deep flow":     {strings.Repeat("[", 100_000), facts.FaultSyntax},
		"deep block":         {strings.Repeat("- ", 5000) + "x\n", facts.FaultTooDeep},
		"template":           {"a: {{ .Values.x }}\nb: {{ if y }}\n", ""},
		"template in a word": {"a: x-{{ y }}\n", ""},
		"not UTF-8":          {"a: \xff\xfe\n", facts.FaultSyntax},
		"tabs":               {"a:\n\tb: 1\n", facts.FaultSyntax},
		"byte order mark":    {"\xef\xbb\xbfa: 1\n", ""},
		"windows":            {"a: 1\r\nb: |\r\n  x\r\n", ""},
		"empty":              {"", ""},
		"merge":              {"a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, faults := Parse(fileOf("a.yaml", test.text))
			var code facts.Fault
			if len(faults) > 0 {
				code = faults[0].Code
			}
			if code != test.code {
				t.Errorf("got %q, want %q", code, test.code)
			}
		})
	}
}

func TestParseNeverQuotes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a: *CANARY\n", "a: !CANARY\n  - b\n c\n", "a: \"CANARY\\q\"\n", "CANARY: x\nCANARY: [\n", "%CANARY\n---\na\n", "a: b: CANARY\n"} {
		_, faults := Parse(fileOf("a.yaml", text))
		for _, f := range faults {
			if strings.Contains(f.Detail, "CANARY") {
				t.Errorf("%q is quoted: %s", text, f.Detail)
			}
		}
	}
}

func TestParseManyDocuments(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n", 10_000)
	docs, faults := Parse(fileOf("a.yaml", text))
	if len(docs) != 10_000 || len(faults) != 0 {
		t.Fatalf("%d documents, %d faults", len(docs), len(faults))
	}
	last := docs[len(docs)-1]
	if at := last.At(Get(last.Root, "metadata", "name")); at.Line != 40_000 || at.Col != 18 {
		t.Errorf("last name at %+v", at)
	}
}

func TestMergeKeysAreWrittenOut(t *testing.T) {
	t.Parallel()
	docs, _ := Parse(fileOf("a.yaml", "base: &b {x: 1, y: 2}\nmore: &m {z: 3}\nuse:\n  <<: [*b, *m]\n  x: 9\n"))
	use := Get(docs[0].Root, "use")
	got := map[string]string{}
	for _, f := range Fields(use) {
		got[f.Key.Value] = f.Value.Value
	}
	if diff := cmp.Diff(map[string]string{"x": "9", "y": "2", "z": "3"}, got); diff != "" {
		t.Error(diff)
	}
}

const positions = `plain: value # comment
quoted: "a \"b\" ${VAR} c"
single: 'it''s ${VAR}'
accents: é ${VAR}
literal: |
  first
    ${VAR} deep

  last ${VAR}
folded: >-
  one
  two ${VAR}

  three
long: "begins
  here ${VAR}"
anchor: &x "${VAR}"
alias: *x
list:
  - a ${VAR}
`

func TestPositions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key  string
		nth  int
		want string
	}{
		{"plain", 0, "1:8-13"}, {"quoted", 0, "2:9-27"}, {"quoted", 1, "2:18-24"}, {"single", 1, "3:16-22"},
		{"accents", 1, "4:13-19"}, {"literal", 0, "5:10-11"}, {"literal", 1, "7:5-11"}, {"literal", 2, "9:8-14"},
		{"folded", 1, "12:7-13"}, {"long", 1, "16:8-14"}, {"anchor", 1, "17:13-19"},
	}
	for _, ending := range []string{"\n", "\r\n"} {
		docs, faults := Parse(fileOf("a.yaml", strings.ReplaceAll(positions, "\n", ending)))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		for _, test := range tests {
			n := Get(docs[0].Root, test.key)
			at := docs[0].At(n)
			if test.nth > 0 {
				at = docs[0].InText(n, nthIndex(n.Value, "${VAR}", test.nth), len("${VAR}"))
			}
			if got := fmt.Sprintf("%d:%d-%d", at.Line, at.Col, at.EndCol); got != test.want {
				t.Errorf("%s %d (%q): got %s, want %s", test.key, test.nth, ending, got, test.want)
			}
		}
	}
}

func nthIndex(text, part string, nth int) int {
	at := -1
	for range nth {
		at += 1 + strings.Index(text[at+1:], part)
	}
	return at
}

func TestParseText(t *testing.T) {
	t.Parallel()
	text := "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n---\nbroken: [\n---\nkind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: y}}\n"
	objects, faults := ParseText([]byte(text), func(line, col int) facts.Pos {
		return facts.Pos{Repo: "r", File: "main.tf", Line: line + 100, Col: col + 4}
	})
	var got []string
	for _, o := range objects {
		at := o.At(Get(o.Root, "metadata", "name"))
		got = append(got, fmt.Sprintf("%s/%s/%s %s:%d:%d live=%t", o.Cluster, o.Kind, o.Name, at.File, at.Line, at.Col, o.Live))
	}
	want := []string{"*/Secret/x main.tf:104:13 live=true", "*/ConfigMap/y main.tf:111:58 live=true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(faults) != 1 {
		t.Errorf("faults: %+v", faults)
	}
}

func TestIsTemplate(t *testing.T) {
	t.Parallel()
	names := map[string]bool{
		"chart/templates/a.yaml": true, "templates/a.yaml": false, "roles/x/templates/a.yaml": true,
		"a.yaml.j2": true, "a.j2.yaml": true, "a.yaml": false, "a.gotmpl": true, "chart/values.yaml": false,
	}
	texts := map[string][]byte{"chart/Chart.yaml": nil}
	for name := range names {
		texts[name] = []byte("x: 1\n")
	}
	tree := source.New("repo", texts)
	for name, want := range names {
		if got := IsTemplate(tree, tree.File(name)); got != want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{positions, "a: &a [*a]\n", "---\n---\n", "? {a: b}\n: c\n", "a: |2-\n   x\n", "<<: {a: 1}\n", "a: >\n\n\n  x\r\n y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		docs, _ := Parse(fileOf("a.yaml", text))
		lines := strings.Count(text, "\n") + 1
		for _, d := range docs {
			if d.Fault != nil && (d.Fault.Line < 1 || d.Fault.Line > lines) {
				t.Fatalf("fault outside the file: %+v", d.Fault)
			}
			visit(d, d.Root, 0)
			for _, o := range d.Objects() {
				o.At(o.Root)
			}
		}
	})
}

// visit asks for every position of a document.
func visit(d *Document, n *Node, budget int) int {
	if n == nil || budget > 10_000 {
		return budget
	}
	d.At(n)
	if n.Kind == yaml.ScalarNode {
		for i := 0; i <= len(n.Value); i += 1 + len(n.Value)/8 {
			d.InText(n, i, 1)
		}
	}
	for _, child := range n.Content {
		budget = visit(d, child, budget+1)
	}
	return budget
}

// FuzzJSON demands nodes inside the text for whatever is read as JSON.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{`{"a": [1, "b\n", null, true], "é": {"x": 1.5}}`, "// \"\n{\"a\": 1, /* x */}", "{a: 'b', /* [ */}", `{"a":`, `[[[[`, "{\"\\ud83d\\ude00\":\t\"x\"}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		tree := source.New("repo", map[string][]byte{"a.json": text})
		file := tree.File("a.json")
		plain, err := file.Text()
		if err != nil {
			return
		}
		lines := bytes.Count(plain, []byte("\n")) + 1
		for _, d := range Documents(file) {
			checkNode(t, d, d.Root, lines)
		}
	})
}

func checkNode(t *testing.T, d *Document, n *Node, lines int) {
	if n == nil || n.Alias != nil || n.Value == "" && len(n.Content) == 0 { // nothing may stand behind the end
		return
	}
	if at := d.At(n); at.Line < 1 || at.Line > lines || at.Col < 1 {
		t.Errorf("node at %+v in %d lines", at, lines)
	}
	for _, child := range n.Content {
		checkNode(t, d, child, lines)
	}
}
