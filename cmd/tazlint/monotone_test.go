package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// TestEstatesLinkMonotonously links the repositories of both estates in every
// combination: what some of them resolve, one more may not make undefined.
func TestEstatesLinkMonotonously(t *testing.T) {
	t.Parallel()
	for _, workspace := range []string{estate, broken} {
		var objects []*facts.Object
		for _, repo := range []string{"tazpod", "ephemeral-castle", "tazlab-k8s"} {
			objects = append(objects, objectOf(t, workspace+"/"+repo))
		}
		for chosen := 1; chosen < 1<<len(objects); chosen++ {
			for more := range objects {
				if chosen&(1<<more) != 0 {
					continue
				}
				fewer := subset(objects, chosen)
				before, after := answers(t, fewer...), answers(t, append(fewer, objects[more])...)
				for ref, state := range before {
					if state == graph.Resolved && after[ref] == graph.Undefined {
						t.Errorf("%s: %s is resolved without %s and undefined with it", workspace, ref, objects[more].Repo)
					}
				}
			}
		}
	}
}

func subset(objects []*facts.Object, chosen int) []*facts.Object {
	var some []*facts.Object
	for i, o := range objects {
		if chosen&(1<<i) != 0 {
			some = append(some, o)
		}
	}
	return some
}

// objectOf is the object that the compile command writes for a repository.
func objectOf(t *testing.T, dir string) *facts.Object {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"compile", dir}, streams{strings.NewReader(""), &out, &errs}, func(string) string { return "" })
	if code != 0 && code != 3 {
		t.Fatalf("compile %s: exit %d: %s", dir, code, errs.String())
	}
	o, err := facts.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// answers are the states of the references, by what they say apart from
// clusters, which linking decides.
func answers(t *testing.T, objects ...*facts.Object) map[string]graph.State {
	t.Helper()
	g, err := graph.Link(objects...)
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]graph.State{}
	for _, e := range g.Edges {
		ref := string(e.Rel) + " " + string(e.From.InCluster("c")) + " " + string(e.To.InCluster("c"))
		if e.Judged() && states[ref] != graph.Undefined {
			states[ref] = e.State
		}
	}
	return states
}
