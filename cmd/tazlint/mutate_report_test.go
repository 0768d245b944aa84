package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/tazzo/tazlint/analyzers/mutate"
	"github.com/tazzo/tazlint/rules"
)

// class is what became of a change.
type class int

// The classes; the last two are of harmless changes.
const (
	caught class = iota
	missed
	misplaced
	undecidable // the tool says that it cannot know, and why
	idle        // nothing that is live needs what was changed
	quiet
	noticed
)

// verdictOf is what became of one change.
type verdictOf struct {
	mutant mutate.Mutant
	class  class
	why    string
	wanted []mutate.Place
	extra  []rules.Finding // of a misplaced or noticed change: all that is new
}

// scoreRow sums up one operator.
type scoreRow struct {
	operator mutate.Operator
	verdicts []verdictOf
	count    map[class]int
	extra    int
	reasons  map[string]int
	noted    []verdictOf // what somebody should look at
}

func (r *scoreRow) sum() {
	r.count, r.reasons = map[class]int{}, map[string]int{}
	for _, v := range r.verdicts {
		r.count[v.class]++
		if v.class == undecidable {
			r.reasons[v.why]++
		}
		if len(v.extra) > 0 {
			r.extra++
		}
		if v.class == missed || v.class == misplaced || v.class == noticed || len(v.extra) > 0 {
			r.noted = append(r.noted, v)
		}
	}
}

// scoreTable is the result of a run.
type scoreTable struct {
	repo string
	rows []*scoreRow
}

// score is the share of decidable faults that were caught, in percent.
func (t *scoreTable) score() float64 {
	hit, all := 0, 0 // of what can be decided
	for _, r := range t.rows {
		hit += r.count[caught]
		all += r.count[caught] + r.count[missed] + r.count[misplaced]
	}
	if all == 0 {
		return 100
	}
	return share(hit, all)
}

// share is a part of a whole in percent; of nothing it is none.
func share(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

func (t *scoreTable) print(w io.Writer) {
	fmt.Fprintf(w, "%s\n%-55s %7s %6s %6s %6s %6s %6s %6s\n", t.repo, "fault", "mutants", "caught", "missed", "place", "extra", "undec.", "idle")
	total, extra := map[class]int{}, 0
	for _, r := range t.rows {
		if r.operator.Harmless || len(r.verdicts) == 0 {
			continue
		}
		row(w, r.operator.Name, r.count, r.extra)
		for _, reason := range sortedKeys(r.reasons) {
			fmt.Fprintf(w, "%81s %s\n", fmt.Sprint(r.reasons[reason]), reason)
		}
		for c, n := range r.count {
			total[c] += n
		}
		extra += r.extra
	}
	row(w, "all", total, extra)
	fmt.Fprintf(w, "\n%-55s %7s %7s\n", "harmless change", "mutants", "noticed")
	for _, r := range t.rows {
		if r.operator.Harmless && len(r.verdicts) > 0 {
			fmt.Fprintf(w, "%-55s %7d %7d\n", r.operator.Name, len(r.verdicts), r.count[noticed])
		}
	}
	for _, r := range t.rows {
		for _, v := range r.noted {
			v.print(w, r.operator)
		}
	}
	open := total[undecidable]
	judged := total[caught] + total[missed] + total[misplaced]
	fmt.Fprintf(w, "\nmutation score %.1f %% of %d faults; %d more cannot be decided (%.0f %%)\n", t.score(), judged, open, share(open, open+judged))
}

func row(w io.Writer, name string, count map[class]int, extra int) {
	all := 0
	for _, n := range count {
		all += n
	}
	fmt.Fprintf(w, "%-55s %7d %6d %6d %6d %6d %6d %6d\n", name, all, count[caught], count[missed], count[misplaced], extra, count[undecidable], count[idle])
}

// most is how many places and findings of one change are printed.
const most = 4

func (v *verdictOf) print(w io.Writer, op mutate.Operator) {
	said := map[class]string{caught: "extra", missed: "missed", misplaced: "wrong place", noticed: "noticed"}[v.class]
	what, _, _ := strings.Cut(v.mutant.What, "\n")
	fmt.Fprintf(w, "\n%s: %s: %s:%d: %s %s\n", said, op.Name, v.mutant.At.File, v.mutant.At.Line, what, v.why)
	if v.class != caught {
		for _, p := range v.wanted[:min(len(v.wanted), most)] {
			fmt.Fprintf(w, "    want %s:%d %s\n", p.File, p.From, p.Name)
		}
	}
	for _, f := range v.extra[:min(len(v.extra), most)] {
		fmt.Fprintf(w, "    have %s:%d %s[%s] %s\n", f.At.File, f.At.Line, f.Severity, f.Rule, f.Message)
	}
}
