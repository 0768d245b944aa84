package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/mutate"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

// TestMutateLeaksInGit writes secrets into the example one after the other:
// what the changed tree tells, the index tells before the commit and the history
// after it.
func TestMutateLeaksInGit(t *testing.T) {
	t.Parallel()
	b := openBench(t, estate+"/tazlab-k8s", &judgeFlags{only: analyzers.LocalMarks()})
	r := gittest.New(t)
	before := map[string]string{}
	for _, f := range b.estate.Tree.Files {
		text, err := f.Text()
		if err != nil {
			t.Fatal(err)
		}
		before[f.Path] = string(text)
	}
	r.Commit(before)
	want := map[string][]string{}
	for _, op := range mutate.Leaks() {
		for _, m := range op.Mutants(b.estate, 1) {
			marks := b.marksOf(t, b.estate.Tree.With(m.Texts), m)
			r.Stage(textsOf(m))
			staged, err := source.OpenStaged(t.Context(), b.repo.name, r.Dir, source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(marks, b.marksOf(t, staged, m)); diff != "" {
				t.Errorf("%s: staged %s: -tree +index:\n%s", op.Name, m.At.File, diff)
			}
			if commit := r.Commit(nil); !op.Harmless {
				want[commit] = marks
			}
			r.Commit(restored(m, before))
		}
	}
	if diff := cmp.Diff(want, b.past(t, r)); diff != "" || len(want) < 20 {
		t.Errorf("%d commits: -tree +history:\n%s", len(want), diff)
	}
}

// textsOf are the changed files, for a checkout.
func textsOf(m mutate.Mutant) map[string]string {
	texts := map[string]string{}
	for name, text := range m.Texts {
		texts[name] = string(text)
	}
	return texts
}

// restored are the same files as they were, or gone.
func restored(m mutate.Mutant, before map[string]string) map[string]string {
	texts := map[string]string{}
	for name := range m.Texts {
		texts[name] = before[name]
	}
	return texts
}

// marksOf are the kinds and places of what the changed files of a tree hold.
func (b *bench) marksOf(t *testing.T, tree *source.Tree, m mutate.Mutant) []string {
	t.Helper()
	object := analyzers.CompileTree(t.Context(), tree, b.repo.roles, b.ws.localOptions())
	return told(object.Marks, func(k facts.Mark) bool { return m.Texts[k.At.File] != nil })
}

// past are the same by the commit that brought them.
func (b *bench) past(t *testing.T, r *gittest.Repo) map[string][]string {
	t.Helper()
	today, err := source.Open(t.Context(), b.repo.name, r.Dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h, err := analyzers.CompileHistory(t.Context(), today, b.repo.roles, b.ws.localOptions(), source.HistoryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	past := map[string][]string{}
	for _, m := range h.Object.Marks {
		if past[m.Commit] == nil {
			past[m.Commit] = told(h.Object.Marks, func(k facts.Mark) bool { return k.Commit == m.Commit })
		}
	}
	return past
}

// told lists marks that hide nothing.
func told(marks []facts.Mark, chosen func(facts.Mark) bool) []string {
	var list []string
	for _, m := range marks {
		if m.Kind != facts.MarkMasked && chosen(m) {
			list = append(list, fmt.Sprintf("%s %s:%d:%d-%d:%d", m.Kind, m.At.File, m.At.Line, m.At.Col, m.At.EndLine, m.At.EndCol))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
