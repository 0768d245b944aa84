package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/rules"
)

// tryLeak judges the changed files alone: no other says anything of them.
func (v *verdictOf) tryLeak(ctx context.Context, b *bench, harmless bool) {
	_, found, err := b.judge(ctx, source.New(b.repo.name, v.mutant.Texts))
	if err != nil {
		v.class, v.why = missed, err.Error()
		return
	}
	changed := func(f rules.Finding) bool { return v.mutant.Texts[f.At.File] != nil }
	found = slices.DeleteFunc(found, func(f rules.Finding) bool { return f.At.Repo != b.repo.name || !changed(f) })
	news := fresh(found, b.files, byFile)
	switch {
	case !harmless:
		v.settleLeak(found, news)
	case len(news) > 0:
		v.class, v.extra = noticed, news
	default:
		v.class = quiet
	}
}

// settleLeak demands that a secret is told where it was written, by a rule that
// may, and that nothing else is.
func (v *verdictOf) settleLeak(found, news []rules.Finding) {
	v.wanted = v.mutant.Places
	here := slices.DeleteFunc(slices.Clone(found), func(f rules.Finding) bool { return !v.mutant.Places[0].Holds(f.At) })
	switch right := slices.ContainsFunc(here, func(f rules.Finding) bool { return slices.Contains(v.mutant.Rules, f.Rule) }); {
	case right:
		v.class = caught
	case len(here) > 0 || len(news) > 0:
		v.class = misplaced
	default:
		v.class = missed
	}
	if !(v.class == caught && len(news) <= 1) {
		v.extra = news
	}
}

// tallies count what became of changes, by the sort of value written.
func (t *scoreTable) tallies() map[string]map[class]int {
	sorts := map[string]map[class]int{}
	for _, r := range t.rows {
		for _, v := range r.verdicts {
			if sorts[v.mutant.Sort] == nil {
				sorts[v.mutant.Sort] = map[class]int{}
			}
			sorts[v.mutant.Sort][v.class]++
		}
	}
	return sorts
}

// printSorts lists the sorts of values.
func (t *scoreTable) printSorts(w io.Writer) {
	sorts := t.tallies()
	fmt.Fprintf(w, "%-30s %7s %7s %7s %7s %7s\n", "value", "caught", "missed", "place", "quiet", "noticed")
	for _, name := range sortedKeys(sorts) {
		n := sorts[name]
		fmt.Fprintf(w, "%-30s %7d %7d %7d %7d %7d\n", name, n[caught], n[missed], n[misplaced], n[quiet], n[noticed])
	}
}
