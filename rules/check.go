package rules

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// evalLimit bounds one policy: the built-in ones need milliseconds, and one of
// a user must not run for ever.
const evalLimit = 30 * time.Second

// Options say which rules judge and how much their findings matter. The zero
// value runs every rule and suppresses nothing.
type Options struct {
	Enable     []string            // ids or categories; when given, only these run
	Disable    []string            // ids or categories that do not run
	Severities map[string]Severity // by id or category; the id wins
	Phase      string              // of a migration; chooses among a rule's severities
	Data       map[string]any      // what policies see as data.tazlint.config
	Today      string              // YYYY-MM-DD; empty means that nothing expires
	Ignores    []ConfigIgnore
	Suppress   bool             // apply suppressions, inline and configured
	Only       []facts.MarkKind // when given, only rules run that need no more than these marks, of a part of the repositories
	// Plan makes the plan of the move that the configuration describes; nil without
	// one. It is asked only for rules that need it, which are then incomplete
	// without it.
	Plan func(*graph.Graph) (*migration.Plan, error)
	// Known marks findings that a baseline has and returns its entries. It is
	// asked first for all rules but those about suppressions, then for these.
	Known func([]Finding) []Recorded
}

// Recorded is an entry of a baseline and what became of it.
type Recorded struct {
	Rule   string
	At     facts.Pos // the entry
	Used   bool      // it is about a finding
	Judged bool      // the place it names was looked at
}

// runs reports whether a rule is enabled and the configuration gives it
// something to judge by.
func (o Options) runs(id string, about outline) bool {
	if about.requires != "" && o.Data[about.requires] == nil {
		return false
	}
	named := func(list []string) bool { return slices.Contains(list, id) || slices.Contains(list, categoryOf(id)) }
	switch {
	case slices.Contains(o.Disable, id):
		return false
	case slices.Contains(o.Enable, id):
		return true // named itself, even where its category is off
	}
	return !named(o.Disable) && (len(o.Enable) == 0 || named(o.Enable))
}

// known applies the baseline, if there is one.
func (o Options) known(found []Finding) []Recorded {
	if o.Known == nil || !o.Suppress {
		return nil
	}
	return o.Known(found)
}

// severity is what the configuration says of the rule or its category, else
// what the rule says of the grade, else of itself.
func (o Options) severity(r Rule, grade string) Severity {
	for _, name := range []string{r.ID, r.Category} {
		if s, ok := o.Severities[name]; ok {
			return s
		}
	}
	if s, ok := r.Grades[grade]; ok {
		return s
	}
	return r.severityIn(o.Phase)
}

// Check judges a graph. A rule that fails is named in the error and stops no
// other: findings and error may both be there. Findings are sorted by file,
// line, column and rule.
func (b *Book) Check(ctx context.Context, g *graph.Graph, opt Options) ([]Finding, error) {
	j, err := b.open(g, opt)
	if err != nil {
		return nil, err
	}
	var early, late []string
	ran, ranEarly := map[string]bool{}, map[string]bool{}
	for _, id := range b.Ran(opt) {
		ran[id] = true
		if slices.Contains(b.outlines[id].tables, "suppressions") {
			late = append(late, id)
		} else {
			early = append(early, id)
			ranEarly[id] = true
		}
	}
	found, err := j.judge(ctx, early)
	suppress(found, j.exceptions, opt.Suppress)
	noteJudged(j.exceptions, b.IDs(), ran)
	if opt.Only != nil {
		j.exceptions = readHere(j.exceptions)
	}
	if err != nil {
		clear(ranEarly) // a rule that failed found nothing, which proves nothing
	}
	j.addRecorded(opt.known(found), ranEarly)
	hygiene, lateErr := j.judge(ctx, late)
	opt.known(hygiene)
	all := append(found, hygiene...)
	finish(all)
	return all, errors.Join(err, lateErr)
}

// Ran lists the ids of the rules that judge with these options.
func (b *Book) Ran(opt Options) []string {
	return slices.DeleteFunc(b.IDs(), func(id string) bool {
		return !opt.runs(id, b.outlines[id]) || opt.Only != nil && !b.outlines[id].needsOnly(opt.Only)
	})
}

// NeedOnly reports whether the rules that judge with these options can do so by
// marks of these kinds.
func (b *Book) NeedOnly(kinds []facts.MarkKind, opt Options) bool {
	return !slices.ContainsFunc(b.Ran(opt), func(id string) bool { return !b.outlines[id].needsOnly(kinds) })
}

func categoryOf(id string) string {
	category, _, _ := strings.Cut(id, "/")
	return category
}

// judgement is one run of a book over a graph.
type judgement struct {
	book       *Book
	g          *graph.Graph
	opt        Options
	data       map[string]any
	exceptions []*exception
	elements   elements
}

func (b *Book) open(g *graph.Graph, opt Options) (*judgement, error) {
	known := func(name string) bool {
		return slices.ContainsFunc(b.IDs(), func(id string) bool { return id == name || categoryOf(id) == name })
	}
	names := slices.Concat(opt.Enable, opt.Disable, sortedKeys(opt.Severities))
	for _, name := range names {
		if !known(name) {
			return nil, fmt.Errorf("check rules: there is no rule or category %q", name)
		}
	}
	config := opt.Data
	if config == nil {
		config = map[string]any{}
	}
	j := &judgement{book: b, g: g, opt: opt, exceptions: exceptionsOf(g, opt)}
	j.data = map[string]any{"tazlint": map[string]any{"config": config}}
	j.elements = indexElements(g, j.exceptions)
	return j, nil
}

// judge asks the rules in parallel over one input; results are joined by index.
// A rule for which none of its tables holds anything has nothing to point at,
// and is not even read.
func (j *judgement) judge(ctx context.Context, ids []string) ([]Finding, error) {
	wanted := slices.Clone(j.book.shared)
	for _, id := range ids {
		wanted = append(wanted, j.book.outlines[id].tables...)
	}
	m, unplanned := j.moving(wanted)
	input := buildInput(j.g, wanted, j.exceptions, m)
	ids = slices.DeleteFunc(ids, func(id string) bool { return !slices.ContainsFunc(j.book.outlines[id].tables, input.holds) })
	if len(ids) == 0 {
		return nil, unplanned
	}
	rules, compiler, err := j.book.compiled(ids)
	if err != nil {
		return nil, err
	}
	queries, err := j.prepare(ctx, rules, compiler)
	if err != nil {
		return nil, err
	}
	maps.Copy(j.elements, m.elements())
	found, errs := make([][]Finding, len(rules)), make([]error, len(rules))
	inParallel(len(rules), func(i int) {
		if found[i], errs[i] = j.ask(ctx, rules[i], queries[i], input.value); errs[i] != nil {
			errs[i] = fmt.Errorf("judge %s: %w", rules[i].ID, errs[i])
		}
	})
	return slices.Concat(found...), errors.Join(append(errs, unplanned)...)
}

// moving is what the tables among those wanted say of a move.
func (j *judgement) moving(wanted []string) (*moving, error) {
	wants := func(table string) bool {
		return slices.ContainsFunc(wanted, func(w string) bool { return w == table || strings.HasPrefix(w, table+".") })
	}
	if j.opt.Plan == nil || !slices.ContainsFunc(moveTables, wants) {
		return newMoving(j.g, nil, wants), nil
	}
	plan, err := j.opt.Plan(j.g)
	if err != nil {
		return newMoving(j.g, nil, wants), fmt.Errorf("plan the move: %w", err)
	}
	return newMoving(j.g, plan, wants), nil
}

// inParallel runs work for every index, as many at a time as there are
// processors.
func inParallel(n int, work func(int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

func (j *judgement) prepare(ctx context.Context, rules []Rule, compiler *ast.Compiler) ([]rego.PreparedEvalQuery, error) {
	store := inmem.NewFromObject(j.data)
	queries := make([]rego.PreparedEvalQuery, len(rules))
	for i, r := range rules {
		var err error
		queries[i], err = rego.New(rego.Compiler(compiler), rego.Store(store), rego.ParsedQuery(r.query()),
			rego.Capabilities(hermetic()), rego.StrictBuiltinErrors(true)).PrepareForEval(ctx)
		if err != nil {
			return nil, fmt.Errorf("prepare %s: %w", r.ID, err)
		}
	}
	return queries, nil
}

// ask evaluates one rule.
func (j *judgement) ask(ctx context.Context, r Rule, q rego.PreparedEvalQuery, input ast.Value) ([]Finding, error) {
	limited, cancel := context.WithTimeout(ctx, evalLimit)
	defer cancel()
	results, err := q.Eval(limited, rego.EvalParsedInput(input))
	switch {
	case err != nil && ctx.Err() == nil && limited.Err() != nil:
		return nil, fmt.Errorf("stopped after %s", evalLimit)
	case err != nil:
		return nil, err
	}
	if len(results) == 0 || len(results[0].Expressions) == 0 {
		return nil, nil
	}
	entries, _ := results[0].Expressions[0].Value.([]any)
	var found []Finding
	for _, entry := range entries {
		f, grade, err := j.elements.finding(r, entry)
		if err != nil {
			return nil, err
		}
		f.Severity = j.opt.severity(r, grade)
		found = append(found, f)
	}
	return distinct(found), nil
}

// distinct drops what is said twice about one place: a file that several
// clusters apply is judged once for each.
func distinct(found []Finding) []Finding {
	slices.SortStableFunc(found, compareFindings)
	return slices.CompactFunc(found, func(a, b Finding) bool {
		return a.At == b.At && a.Message == b.Message && a.Commit == b.Commit
	})
}

func compareFindings(a, b Finding) int {
	return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Symbol, b.Symbol),
		cmp.Compare(a.Commit.Date, b.Commit.Date), cmp.Compare(a.Commit.ID, b.Commit.ID))
}
