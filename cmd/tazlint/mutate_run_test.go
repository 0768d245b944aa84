package main

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/mutate"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/policies"
	"github.com/tazzo/tazlint/rules"
)

// bench is a workspace of which one repository is changed again and again. All
// that stays the same is computed once.
type bench struct {
	ws     *workspace
	repo   repository // the one that the path given lies in
	base   *compiled
	book   *rules.Book
	opt    rules.Options
	estate *mutate.Estate
	found  []rules.Finding // unchanged
	lines  map[string]int  // base findings by line
	files  map[string]int  // base findings by file
	rules  map[string]int  // base findings by rule and message
}

// openBench finds the workspace of a repository and judges it unchanged, by the
// rules that are chosen.
func openBench(t *testing.T, dir string, chosen *judgeFlags, roles ...string) *bench {
	t.Helper()
	flags := &workspaceFlags{}
	for _, role := range roles {
		flags.repos = append(flags.repos, role+"="+dir)
	}
	ws, err := flags.resolve(dir)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{ws: ws}
	if b.book, err = rules.Load(policies.FS); err != nil {
		t.Fatal(err)
	}
	if b.opt, err = chosen.options(b.book, ws); err != nil {
		t.Fatal(err)
	}
	ws.local = b.book.NeedOnly(analyzers.LocalMarks(), b.opt)
	if b.base, err = ws.compile(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	for _, r := range ws.repos {
		if r.dir == ws.dir || strings.HasPrefix(ws.dir, r.dir+string(filepath.Separator)) {
			b.repo = r
		}
	}
	tree := b.base.trees[b.repo.name]
	if tree == nil {
		t.Fatalf("%s is no repository of the workspace", dir)
	}
	b.estate = mutate.Read(t.Context(), tree)
	for _, r := range ws.repos {
		if other := b.base.trees[r.name]; other != nil && other != tree {
			b.estate.Beside = append(b.estate.Beside, other)
		}
	}
	_, b.found, err = b.judge(t.Context(), tree)
	if err != nil {
		t.Fatal(err)
	}
	b.lines, b.files, b.rules = counted(b.found, byLine), counted(b.found, byFile), counted(b.found, byRule)
	return b
}

// judge does what the lint command does after a change to one repository.
func (b *bench) judge(ctx context.Context, tree *source.Tree) (*graph.Graph, []rules.Finding, error) {
	objects := slices.Clone(b.base.objects)
	for i, r := range b.ws.repos {
		if r.name == tree.Repo {
			objects[i] = b.ws.objectOf(ctx, tree, r, "test")
		}
	}
	g, err := graph.Link(objects...)
	if err != nil {
		return nil, nil, err
	}
	found, err := b.book.Check(ctx, g, b.opt)
	return g, slices.DeleteFunc(found, func(f rules.Finding) bool { return f.Suppressed != nil }), err
}

// The ways to recognise a finding after a change.
func byRule(f rules.Finding) string { return f.Rule + "|" + f.Message }
func byFile(f rules.Finding) string { return byRule(f) + "|" + f.At.Repo + "/" + f.At.File }
func byLine(f rules.Finding) string { return fmt.Sprintf("%s:%d", byFile(f), f.At.Line) }

func counted(found []rules.Finding, by func(rules.Finding) string) map[string]int {
	count := map[string]int{}
	for _, f := range found {
		count[by(f)]++
	}
	return count
}

// fresh are the findings that are not among the counted.
func fresh(found []rules.Finding, count map[string]int, by func(rules.Finding) string) []rules.Finding {
	seen := map[string]int{}
	var list []rules.Finding
	for _, f := range found {
		if seen[by(f)]++; seen[by(f)] > count[by(f)] {
			list = append(list, f)
		}
	}
	return list
}

// run applies operators, as many changes at a time as there are processors.
// The result does not depend on timing.
func (b *bench) run(ctx context.Context, operators []mutate.Operator, sample int) *scoreTable {
	table := &scoreTable{repo: b.repo.name}
	type job struct {
		row, index int
		mutant     mutate.Mutant
	}
	var jobs []job
	for _, op := range operators {
		mutants := op.Mutants(b.estate, sample)
		for i, m := range mutants {
			jobs = append(jobs, job{len(table.rows), i, m})
		}
		table.rows = append(table.rows, &scoreRow{operator: op, verdicts: make([]verdictOf, len(mutants))})
	}
	next := make(chan job)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for j := range next {
				row := table.rows[j.row]
				row.verdicts[j.index] = b.try(ctx, row.operator, j.mutant)
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wg.Wait()
	for _, r := range table.rows {
		r.sum()
	}
	return table
}

// try makes one change and says what became of it.
func (b *bench) try(ctx context.Context, op mutate.Operator, m mutate.Mutant) verdictOf {
	v := verdictOf{mutant: m}
	if b.ws.local {
		v.tryLeak(ctx, b, op.Harmless)
		return v
	}
	tree := b.base.trees[cmp.Or(m.At.Repo, b.repo.name)].With(m.Texts)
	if op.Harmless {
		_, found, err := b.judge(ctx, tree)
		v.settleHarmless(b, found, err)
		return v
	}
	c := b.consequences(ctx, m, tree)
	if len(c.places) == 0 {
		v.class = idle
		return v
	}
	g, found, err := b.judge(ctx, tree)
	if err != nil {
		v.class, v.why = missed, err.Error()
		return v
	}
	news := fresh(found, b.lines, byLine)
	news = slices.DeleteFunc(news, func(f rules.Finding) bool { return f.Severity == rules.Info })
	v.settle(g, c, news)
	return v
}

// consequences looks at the changed repository for what a fault causes beside
// what it says itself.
func (b *bench) consequences(ctx context.Context, m mutate.Mutant, tree *source.Tree) consequences {
	c := consequences{repo: b.repo.name, names: m.Names, places: slices.Clone(m.Places)}
	if tree.Repo != b.repo.name {
		return c
	}
	changed := mutate.Read(ctx, tree)
	gone, files := b.estate.Gone(changed)
	c.names, c.files = slices.Concat(c.names, gone), files
	if m.Breaks {
		broken := b.estate.Broken(changed)
		c.places = append(c.places, broken...)
		for _, p := range broken {
			c.names = append(c.names, p.Name)
		}
	}
	if m.Orphans {
		c.places = append(c.places, b.estate.Orphans(changed)...)
	}
	return c
}

// consequences are what a fault explains.
type consequences struct {
	repo   string
	places []mutate.Place // where it must be told
	names  []string       // that it changed or took away
	files  []string       // of objects that came or went
}

func (c consequences) expects(f rules.Finding) bool {
	return slices.ContainsFunc(c.places, func(p mutate.Place) bool { return f.At.Repo == cmp.Or(p.Repo, c.repo) && p.Holds(f.At) })
}

// explains reports whether a finding is about a name of the fault, or about a
// directory whose objects came or went.
func (c consequences) explains(f rules.Finding) bool {
	dir := path.Dir(f.At.File)
	return f.At.Repo == c.repo && slices.ContainsFunc(c.files, func(file string) bool { return strings.HasPrefix(file, dir+"/") }) ||
		slices.ContainsFunc(c.names, func(name string) bool {
			return name != "" && (strings.Contains(f.Message, name) || strings.Contains(f.Note, name) || strings.Contains(string(f.Symbol), name))
		})
}

// settleHarmless demands that no finding comes or goes.
func (v *verdictOf) settleHarmless(b *bench, found []rules.Finding, err error) {
	by, count := byFile, b.files
	if v.mutant.Moves || len(v.mutant.Names) > 0 {
		by, count = byRule, b.rules
	}
	news := fresh(found, count, by)
	lost := fresh(b.found, counted(found, by), by)
	switch {
	case err != nil:
		v.class, v.why = noticed, err.Error()
	case len(v.mutant.Names) > 0 && len(news) == len(lost):
		v.class = quiet // the same findings about another name
	case len(news)+len(lost) > 0:
		v.class, v.extra = noticed, append(news, lost...)
		v.why = fmt.Sprintf("%d new, %d lost", len(news), len(lost))
	default:
		v.class = quiet
	}
}

// settle decides whether new findings stand where the fault hurts.
func (v *verdictOf) settle(g *graph.Graph, c consequences, news []rules.Finding) {
	hit := false
	for _, f := range news {
		expected := c.expects(f)
		hit = hit || expected
		if !expected && !c.explains(f) {
			v.extra = append(v.extra, f)
		}
	}
	v.wanted = c.places
	switch {
	case hit:
		v.class = caught
	case v.mutant.Unsure != "":
		v.class, v.why = undecidable, v.mutant.Unsure
	default:
		if v.class, v.why = undecided(g, c.repo, c.places); v.class == missed && len(news) > 0 {
			v.class, v.extra = misplaced, news
		}
	}
}

// undecided asks the graph why nothing is said of the references at a fault's
// places: missed unless it has a reason.
func undecided(g *graph.Graph, repo string, places []mutate.Place) (class, string) {
	var reasons []string
	for _, e := range g.Edges {
		if !e.Judged() && e.Rel != facts.RelRunsAs {
			continue
		}
		for _, p := range places {
			if e.At.Repo != cmp.Or(p.Repo, repo) || !stands(e, p) {
				continue
			}
			switch {
			case e.Rel == facts.RelRunsAs && lacksFiles(g):
				reasons = append(reasons, "a listed file is missing")
			case e.Rel == facts.RelRunsAs:
			case e.State == graph.Unknown:
				reasons = append(reasons, string(e.Reason))
			case e.Weak:
				reasons = append(reasons, "optional")
			case e.Open:
				reasons = append(reasons, "open key set")
			}
		}
	}
	if len(reasons) == 0 {
		return missed, ""
	}
	slices.Sort(reasons)
	return undecidable, reasons[0]
}

// stands reports whether a reference may be the one that a place names. A key
// that is read can stand elsewhere in the file than the name of its Secret.
func stands(e *graph.Edge, p mutate.Place) bool {
	if p.Name == "" || p.File != e.At.File {
		return false
	}
	return e.To.Name() == p.Name || p.Near(e.At) && strings.Contains(string(e.To), p.Name)
}

// lacksFiles reports whether a list names a file that is not there. Absent
// ServiceAccounts are not judged then: it may have defined them.
func lacksFiles(g *graph.Graph) bool {
	return slices.ContainsFunc(g.Marks, func(m *graph.Mark) bool { return m.Kind == facts.MarkMissingFile })
}
