package rules

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// TestSchemaDescribesMoves compares the fields of what a plan says with those
// that the schema describes.
func TestSchemaDescribesMoves(t *testing.T) {
	t.Parallel()
	var schema struct {
		Definitions map[string]struct{ Properties map[string]any }
	}
	data, err := os.ReadFile("../policies/input.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	m := &moving{
		objections: []objection{{id: "o", code: migration.NoDestination}}, strays: []migration.Stray{{}}, rivals: []migration.Rival{{}},
		leftovers: []migration.Leftover{{}}, halves: []migration.Halves{{Duplicate: &graph.Duplicate{}}},
	}
	g := &graph.Graph{Copies: []*graph.Copy{{Edge: &graph.Edge{}}}}
	built := buildInput(g, tableNames(), nil, m).value
	for _, path := range []ast.Ref{
		{ast.StringTerm("reasons"), ast.StringTerm("no-destination")}, {ast.StringTerm("strays")}, {ast.StringTerm("rivals")},
		{ast.StringTerm("leftovers")}, {ast.StringTerm("halves")}, {ast.StringTerm("copies")},
	} {
		found, err := built.Find(path.Append(ast.InternedTerm(0)))
		if err != nil {
			t.Fatal(err)
		}
		fields := map[string]bool{}
		found.(ast.Object).Foreach(func(k, _ *ast.Term) { fields[string(k.Value.(ast.String))] = true })
		name := map[string]string{"reasons": "reason", "strays": "stray", "rivals": "rival", "leftovers": "leftover", "halves": "halves", "copies": "copy"}[string(path[0].Value.(ast.String))]
		if diff := cmp.Diff(sortedKeys(fields), sortedKeys(schema.Definitions[name].Properties)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestPlanOnDemand: a plan links everything once more, so only a rule that asks
// for it has it made.
func TestPlanOnDemand(t *testing.T) {
	t.Parallel()
	book, g := builtin(t), link(t, migrating)
	data := map[string]any{"migration": map[string]any{"from": []any{"old"}, "to": "new", "map": map[string]any{"A": "b#c"}}}
	tests := map[string]struct {
		opt  Options
		want int
	}{
		"rules that need it":           {Options{Data: data}, 1},
		"one rule that needs it":       {Options{Data: data, Enable: []string{"migration/unmapped-key"}}, 1},
		"rules that do not":            {Options{Data: data, Enable: []string{"migration/legacy-store", "reference"}}, 0},
		"rules that need a move":       {Options{Enable: []string{"migration/unmapped-key", "migration/new-cycle"}}, 0},
		"single files, of all of them": {Options{Data: data, Only: literalKinds}, 0},
	}
	for name, tt := range tests {
		made := 0
		tt.opt.Plan = func(g *graph.Graph) (*migration.Plan, error) {
			made++
			return migration.Make(g, migration.Move{From: []string{"old"}, To: "new"})
		}
		if _, err := book.Check(t.Context(), g, tt.opt); err != nil || made != tt.want {
			t.Errorf("%s: made %d times, error %v", name, made, err)
		}
	}
}

// TestPlanThatFails: the other rules still judge, and the run is incomplete.
func TestPlanThatFails(t *testing.T) {
	t.Parallel()
	opt := Options{
		Data: map[string]any{"migration": map[string]any{"from": []any{"old"}, "to": "new"}},
		Plan: func(*graph.Graph) (*migration.Plan, error) { return nil, errors.New("link: no objects") },
	}
	found, err := builtin(t).Check(t.Context(), link(t, migrating), opt)
	if err == nil || !strings.Contains(err.Error(), "plan the move: link: no objects") {
		t.Errorf("error %v", err)
	}
	if len(found) != 3 {
		t.Errorf("found %v", brief(found))
	}
}

// TestCirclesOfTheMove: one that is there already is not told of the move, nor
// once more for each consumer in it.
func TestCirclesOfTheMove(t *testing.T) {
	t.Parallel()
	steps := []*graph.Edge{{ID: "a"}, {ID: "b"}}
	turned := []*graph.Edge{steps[1], steps[0]}
	fresh := []*graph.Edge{{ID: "a"}, {ID: "c"}}
	plan := &migration.Plan{
		Consumers: []*migration.Consumer{{Symbol: "object:c/a/ExternalSecret/x", Reasons: []migration.Reason{{Code: "cycle"}, {Code: "refused", At: facts.Pos{File: "f"}}}}},
		Blockers:  []migration.Fault{{Kind: migration.FaultCycle, Steps: turned}, {Kind: migration.FaultCycle, Steps: fresh}},
	}
	var got []string
	for _, o := range objections(&graph.Graph{Cycles: []*graph.Cycle{{Steps: steps}}}, plan) {
		got = append(got, string(o.code))
	}
	if diff := cmp.Diff([]string{"refused", "cycle"}, got); diff != "" {
		t.Error(diff)
	}
}
