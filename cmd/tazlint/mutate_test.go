package main

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/mutate"
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

// leakSample is how many changes each way to write a secret makes, leakScore the
// share of them that must be told, in percent.
const (
	leakSample = 12
	leakScore  = 97
)

// exampleSample is how many changes each operator makes to the example where
// nobody asked for more: enough to notice what stops working.
const exampleSample = 4

// TestMutateRepository measures what the tool notices: single faults must be
// caught where they hurt, harmless changes must go unnoticed.
func TestMutateRepository(t *testing.T) {
	measure(t, mutate.Operators(), new(judgeFlags), exampleSample, *mutateScore)
}

// TestMutateLeaks measures the same of secrets and of what resembles them, each
// written into the repository where the other may stand.
func TestMutateLeaks(t *testing.T) {
	table := measure(t, mutate.Leaks(), &judgeFlags{only: analyzers.LocalMarks()}, leakSample, min(*mutateScore, leakScore))
	var out strings.Builder
	table.printSorts(&out)
	t.Log("\n" + out.String())
}

// measure runs operators over the repository that the flags name, or over the
// example, and demands a score.
func measure(t *testing.T, operators []mutate.Operator, chosen *judgeFlags, sample int, least float64) *scoreTable {
	t.Helper()
	path := *mutatePath
	switch {
	case path != "":
		sample = *mutateSample
	case testing.Short():
		path, sample = estate+"/tazlab-k8s", 1
	default:
		path = estate + "/tazlab-k8s"
	}
	operators = slices.DeleteFunc(operators, func(op mutate.Operator) bool { return !strings.Contains(op.Name, *mutateOnly) })
	b := openBench(t, path, chosen, strings.FieldsFunc(*mutateRoles, func(r rune) bool { return r == ',' })...)
	table := b.run(t.Context(), operators, sample)
	var out strings.Builder
	table.print(&out)
	t.Log("\n" + out.String())
	if score := table.score(); score < least {
		t.Errorf("mutation score %.1f %%, want %.1f %%", score, least)
	}
	for _, r := range table.rows {
		if r.operator.Harmless && len(r.noted) > 0 {
			t.Errorf("%s: %d harmless changes are noticed", r.operator.Name, len(r.noted))
		}
	}
	return table
}
