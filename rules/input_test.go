package rules

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// TestSchemaDescribesInput compares the fields of built elements with those the
// schema describes.
func TestSchemaDescribesInput(t *testing.T) {
	t.Parallel()
	var schema struct {
		Properties  map[string]any
		Definitions map[string]struct {
			Properties map[string]struct{ Description string }
		}
	}
	data, err := os.ReadFile("../policies/" + "input.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tableNames(), sortedKeys(schema.Properties)); diff != "" {
		t.Error(diff)
	}
	for name, fields := range elementFields(t) {
		if diff := cmp.Diff(fields, sortedKeys(schema.Definitions[name].Properties)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for f, p := range schema.Definitions[name].Properties {
			if p.Description == "" {
				t.Errorf("%s.%s has no description", name, f)
			}
		}
	}
}

// elementFields are the fields of one built element of each sort.
func elementFields(t *testing.T) map[string][]string {
	t.Helper()
	e := &graph.Edge{ID: "e", From: "secret:c/a/b", To: "secret:c/a/c"}
	reads := &graph.Edge{ID: "r", From: "workload:c/a/Deployment/d", To: "secret:c/a/c#k", Rel: facts.RelConsumes, State: graph.Resolved}
	g := &graph.Graph{
		Nodes:      map[facts.Symbol]*graph.Node{"secret:c/a/b": {ID: "secret:c/a/b"}, "secret:c/a/c": {ID: "secret:c/a/c", Defs: []facts.Def{{}}}},
		Edges:      []*graph.Edge{reads},
		Duplicates: []*graph.Duplicate{{ID: "d", Symbol: "secret:c/a/b", Writers: []facts.Def{{}}}},
		Cycles:     []*graph.Cycle{{ID: "c", Steps: []*graph.Edge{e}}},
		Disorders:  []*graph.Disorder{{ID: "o", What: graph.NeedKind, Edge: e}},
		Externs:    []*graph.Extern{{ID: "x"}},
		Marks:      []*graph.Mark{{ID: "m", Mark: facts.Mark{Kind: facts.MarkCredential}}},
	}
	input := buildInput(g, tableNames(), []*exception{{id: "s"}}, &moving{})
	at := func(path ...any) []string {
		var ref ast.Ref
		for _, p := range path {
			switch p := p.(type) {
			case string:
				ref = append(ref, ast.StringTerm(p))
			case int:
				ref = append(ref, ast.InternedTerm(p))
			}
		}
		found, err := input.value.Find(ref)
		if err != nil {
			t.Fatalf("%v: %v", path, err)
		}
		names := map[string]bool{}
		found.(ast.Object).Foreach(func(k, _ *ast.Term) { names[string(k.Value.(ast.String))] = true })
		return sortedKeys(names)
	}
	return map[string][]string{
		"node": at("nodes", "secret:c/a/b"), "edge": at("cycles", 0, "steps", 0), "cycle": at("cycles", 0), "disorder": at("disorders", "kind", 0),
		"duplicate": at("duplicates", 0), "writer": at("duplicates", 0, "writers", 0), "extern": at("externs", 0),
		"mark": at("marks", "credential", 0), "flow": at("flows", 0), "suppression": at("suppressions", 0),
	}
}

func TestInputHoldsOnlyWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	g := link(t, everything)
	tests := map[string][]string{
		"":                {},
		"marks":           {"marks"},
		"edges.store":     {"edges"},
		"undefined.store": {"undefined"},
	}
	for wanted, want := range tests {
		input := buildInput(g, []string{wanted}, nil, &moving{}).value
		var got []string
		input.Foreach(func(k, _ *ast.Term) { got = append(got, string(k.Value.(ast.String))) })
		if diff := cmp.Diff(want, append([]string{}, got...)); diff != "" {
			t.Errorf("%q: %s", wanted, diff)
		}
	}
	edges := buildInput(g, []string{"edges.store"}, nil, &moving{}).value.Get(ast.StringTerm("edges")).Value.(ast.Object)
	if edges.Len() != 1 {
		t.Errorf("relations: %v", edges)
	}
}

func TestTablesOf(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		`report contains 1 if input.marks.credential`:                     {"marks.credential"},
		`report contains 1 if {some kind in ["a"]; input.marks[kind]}`:    {"marks"},
		`report contains 1 if input.undefined["template-variable"]`:       {"undefined.template-variable"},
		`report contains 1 if {x := input; x.marks}`:                      tableNames(),
		`report contains 1 if true`:                                       nil,
		`report contains i if {some i, _ in input.cycles; input.unused}`:  {"cycles", "unused"},
		`report contains 1 if [e | some e in input.edges.store] != ["x"]`: {"edges.store"},
	}
	for text, want := range tests {
		c, err := ast.CompileModules(map[string]string{"x": "package x\n\n" + text})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, tablesOf(c.Modules["x"])); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestHermetic(t *testing.T) {
	t.Parallel()
	caps := hermetic()
	if caps.AllowNet == nil {
		t.Error("every host is allowed")
	}
	names := map[string]bool{}
	for _, b := range caps.Builtins {
		names[b.Name] = true
		if b.Nondeterministic {
			t.Errorf("%s is not deterministic", b.Name)
		}
	}
	for _, name := range []string{"http.send", "opa.runtime", "rand.intn", "time.now_ns", "uuid.rfc4122", "net.lookup_ip_addr", "io.jwt.encode_sign"} {
		if names[name] {
			t.Errorf("%s is allowed", name)
		}
	}
	if len(slices.Collect(maps.Keys(names))) < 100 {
		t.Error("hardly anything is allowed")
	}
}
