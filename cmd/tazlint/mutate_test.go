package main

import (
	"flag"
	"strings"
	"testing"
)

// Flags of "make mutate". Without them the example estate is changed, a few
// times by each operator.
var (
	mutatePath   = flag.String("mutate", "", "change the repository at this path instead of the example")
	mutateRoles  = flag.String("mutate.roles", "", "roles that the repository plays, by commas, instead of what its workspace says")
	mutateSample = flag.Int("mutate.sample", 0, "most changes by one operator; 0 makes all of them")
	mutateScore  = flag.Float64("mutate.score", 98, "least share of faults that must be caught, in percent")
	mutateOnly   = flag.String("mutate.only", "", "only operators whose name contains this")
)

// exampleSample is how many changes each operator makes to the example where
// nobody asked for more: enough to notice what stops working.
const exampleSample = 4

// TestMutateRepository measures what the tool notices: single faults must be
// caught where they hurt, harmless changes must go unnoticed.
func TestMutateRepository(t *testing.T) {
	path, sample := *mutatePath, *mutateSample
	if path == "" {
		path, sample = estate+"/tazlab-k8s", exampleSample
		if testing.Short() {
			sample = 1
		}
	}
	b := openBench(t, path, strings.FieldsFunc(*mutateRoles, func(r rune) bool { return r == ',' })...)
	table := b.run(t.Context(), sample, *mutateOnly)
	var out strings.Builder
	table.print(&out)
	t.Log("\n" + out.String())
	if score := table.score(); score < *mutateScore {
		t.Errorf("mutation score %.1f %%, want %.1f %%", score, *mutateScore)
	}
	for _, r := range table.rows {
		if r.operator.Harmless && len(r.noted) > 0 {
			t.Errorf("%s: %d harmless changes are noticed", r.operator.Name, len(r.noted))
		}
	}
}
