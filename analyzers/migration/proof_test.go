package migration

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// full is an object in which every list has an entry.
func full() *facts.Object {
	at := facts.Pos{Repo: "r", File: "f", Line: 1, Col: 1, EndLine: 1, EndCol: 2}
	return &facts.Object{
		Format: facts.Format, Tool: "tazlint", Repo: "r", Revision: "1", Roles: []facts.Role{"gitops"},
		Ran:      []facts.Run{{Analyzer: "kubernetes", Version: 1, Files: 1}},
		Owns:     []facts.Scope{{Kind: facts.Secret, Cluster: "c"}},
		Coverage: facts.Coverage{Files: 1, Skipped: []facts.Skip{{Why: "w", Files: 1}}, Problems: []facts.Problem{{At: at, Code: "yaml", Detail: "d"}}, Unbuilt: []string{"c"}},
		Defs:     []facts.Def{{Symbol: "secret:c/n/s", Kind: facts.KindExternalSecret, Keys: facts.ExactKeys("a"), At: at, By: "object:c/n/ExternalSecret/s"}},
		Refs:     []facts.Ref{{From: "secret:c/n/s#a", To: "remote:c/ClusterSecretStore/old/A", Rel: facts.RelDerives, At: at, NameAt: at}},
		Marks:    []facts.Mark{{Kind: facts.MarkEntry, Detector: "d", On: "secret:c/n/s#a", At: at, Stands: at}},
		Ignores:  []facts.Ignore{{At: at, Line: 2, Rules: []string{"leak"}, Reason: "r", Covers: []facts.Pos{at}}},
	}
}

// leaves calls visit with a way to each number, text and truth in a value.
func leaves(v reflect.Value, name string, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		leaves(v.Elem(), name, visit)
	case reflect.Struct:
		for i := range v.NumField() {
			leaves(v.Field(i), name+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			leaves(v.Index(i), name, visit)
		}
	default:
		visit(name, v)
	}
}

// TestDifferencesInEveryField changes one field of an object after the other:
// all are compared but for places, and what says who compiled which commit.
func TestDifferencesInEveryField(t *testing.T) {
	t.Parallel()
	if found := Differences([]*facts.Object{full()}, []*facts.Object{full()}); len(found) > 0 {
		t.Fatalf("an object differs from itself: %v", found)
	}
	var fields []string
	leaves(reflect.ValueOf(full()), "", func(name string, _ reflect.Value) { fields = append(fields, name) })
	for i, name := range fields {
		changed, n := full(), 0
		leaves(reflect.ValueOf(changed), "", func(_ string, v reflect.Value) {
			if n == i {
				switch v.Kind() {
				case reflect.String:
					v.SetString(v.String() + "x")
				case reflect.Int:
					v.SetInt(v.Int() + 1)
				case reflect.Bool:
					v.SetBool(!v.Bool())
				}
			}
			n++
		})
		place := strings.Contains(name, "At.") || strings.Contains(name, "Stands.") || strings.Contains(name, "Covers.") || name == ".Ignores.Line"
		free := place && name != ".Coverage.Problems.At.File" || name == ".Tool" || name == ".Revision"
		found := Differences([]*facts.Object{full()}, []*facts.Object{changed})
		if free != (len(found) == 0) {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestDifferencesAreTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*facts.Object)
		want   []string
	}{
		"a reference is lost": {func(o *facts.Object) { o.Refs = nil }, []string{`1: the reference of Secret n/s#a to "A" of ClusterSecretStore old (derives) is missing`}},
		"a reference goes elsewhere": {
			func(o *facts.Object) { o.Refs[0].To, o.Refs[0].At.Line = "remote:c/ClusterSecretStore/new/A", 7 },
			[]string{
				`1: the reference of Secret n/s#a to "A" of ClusterSecretStore old (derives) is missing`,
				`7: the reference of Secret n/s#a to "A" of ClusterSecretStore new (derives) should not be there`,
			},
		},
		"a trait":            {func(o *facts.Object) { o.Defs[0].Traits.Ground = true }, []string{"1: the definition of Secret n/s with a by ExternalSecret n/s differs in traits"}},
		"a second reference": {func(o *facts.Object) { o.Refs = append(o.Refs, o.Refs[0]) }, []string{`1: the reference of Secret n/s#a to "A" of ClusterSecretStore old (derives) should not be there`}},
		"other lines":        {func(o *facts.Object) { o.Refs[0].At.Line, o.Marks[0].At.Col = 9, 9 }, nil},
		"a problem":          {func(o *facts.Object) { o.Coverage.Problems = nil }, []string{"1: the problem yaml of f is missing"}},
		"a role":             {func(o *facts.Object) { o.Roles = nil }, []string{"0: what r has and answers for differs in roles"}},
		"a mark":             {func(o *facts.Object) { o.Marks[0].Sample = true }, []string{"1: the mark entry (d) on Secret n/s#a differs in sample"}},
		"a suppression":      {func(o *facts.Object) { o.Ignores = nil }, []string{"1: the suppression of leak is missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := full()
			c.change(changed)
			if diff := cmp.Diff(c.want, told(Differences([]*facts.Object{full()}, []*facts.Object{changed}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func told(found []Difference) []string {
	var lines []string
	for _, d := range found {
		lines = append(lines, string(rune('0'+d.At.Line))+": "+d.Text)
	}
	return lines
}

// TestLosses: what readers no longer get is told in their words.
func TestLosses(t *testing.T) {
	t.Parallel()
	delivery := func(change func(*facts.Object)) *graph.Graph {
		at := facts.Pos{Repo: "r", File: "f", Line: 1, Col: 1}
		o := &facts.Object{
			Format: facts.Format, Repo: "r", Roles: []facts.Role{facts.RoleGitOps},
			Owns: []facts.Scope{{Kind: facts.Secret, Cluster: "c"}},
			Defs: []facts.Def{{Symbol: "secret:c/n/s", Kind: facts.KindManifest, Keys: facts.ExactKeys("a", "b"), At: at}},
			Refs: []facts.Ref{{From: "workload:c/n/Deployment/web", To: "secret:c/n/s#a", Rel: facts.RelConsumes, At: at}},
		}
		change(o)
		g, err := graph.Link(o)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	before := delivery(func(*facts.Object) {})
	for name, c := range map[string]struct {
		change func(*facts.Object)
		want   []string
	}{
		"nothing":     {func(*facts.Object) {}, nil},
		"a key":       {func(o *facts.Object) { o.Defs[0].Keys = facts.ExactKeys("a") }, []string{"1: Secret n/s loses the key b"}},
		"another key": {func(o *facts.Object) { o.Defs[0].Keys = facts.ExactKeys("a", "b", "c") }, []string{"1: Secret n/s gets the key c"}},
		"unsure keys": {func(o *facts.Object) { o.Defs[0].Keys.State = facts.KeysOpen }, []string{"1: the keys of Secret n/s are no longer known for certain"}},
		"a reader":    {func(o *facts.Object) { o.Refs = nil }, []string{"1: Secret n/s loses the reader Deployment n/web"}},
		"a wrong key": {
			func(o *facts.Object) { o.Defs[0].Keys = facts.ExactKeys("b") },
			[]string{"1: Secret n/s has no a after the change", "1: Secret n/s loses the key a"},
		},
		"the Secret": {
			func(o *facts.Object) { o.Defs[0].Symbol = "secret:c/n/other" },
			[]string{"1: Secret n/other is made, and was not before", "1: Secret n/s is no longer made"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, told(Losses(before, delivery(c.change)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
