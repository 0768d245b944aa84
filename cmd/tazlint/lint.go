package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/rules"
	"github.com/tazzo/tazlint/rules/report"
)

var _ = register(command{
	name:  "lint",
	args:  "[PATH]",
	short: "check the workspace that PATH belongs to",
	long: `Finds the repositories of the workspace, links what they say about secrets and reports
what is wrong in those that are at hand as directories. PATH is the current directory
by default. Findings that fail the run win over an incomplete analysis: exit code 1
means "fix these", 3 means "nothing failed, but not everything could be judged".

--leaks, --staged and --history look at the one repository that PATH lies in and link
nothing: they find values that stand in the open, in its files, in the index or in every
text that a commit brought.`,
	setup: setupLint,
})

// lintFlags are the flags of lint besides the workspace's.
type lintFlags struct {
	workspaceFlags
	judgeFlags
	baselineFlags
	importFlags
	formats    []string
	failOn     string
	maxUnknown int
	color      string
	quiet      bool
	debug      bool
	timing     bool
	leaks      bool
	staged     bool
	history    bool
}

func setupLint(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var f lintFlags
	f.workspaceFlags.declare(flags)
	f.judgeFlags.declare(flags)
	f.baselineFlags.declare(flags, "report only what is not in a baseline `FILE`")
	f.importFlags.declare(flags)
	flags.StringArrayVarP(&f.formats, "format", "f", nil, "`F[=FILE]`: report in a format, to a file if named; repeatable ("+strings.Join(formatNames("lint"), ", ")+")")
	flags.StringVar(&f.failOn, "fail-on", string(rules.Error), "least `SEVERITY` that fails the run: error, warning, info or never")
	flags.IntVar(&f.maxUnknown, "max-unknown", -1, "fail when more than `N` references cannot be judged")
	flags.StringVar(&f.color, "color", "auto", "`WHEN` to use colours: auto, always or never")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "only findings of warning and worse, no summary")
	flags.BoolVar(&f.debug, "debug", false, "say on standard error what was found and read")
	flags.BoolVar(&f.leaks, "leaks", false, "judge only what files of PATH's repository hold, by the rules that single files are enough for")
	flags.BoolVar(&f.staged, "staged", false, "judge only what the next commit changes, by the rules that single files are enough for")
	flags.BoolVar(&f.history, "history", false, "judge what all commits brought, by the rules that single files are enough for")
	flags.BoolVar(&f.timing, "timing", false, "say on standard error how long each stage took")
	return func(ctx context.Context, a *app, args []string) error {
		path, err := oneArg(args, "path", ".")
		if err != nil {
			return err
		}
		return a.lint(ctx, &f, path)
	}
}

// preparation is what a run needs to know before it reads a repository: all that
// a user can have got wrong.
type preparation struct {
	targets []target
	mode    report.Mode
	ws      *workspace
	known   *recorded // the baseline; nil without one
	imports []importedReport
	book    *rules.Book
	opt     rules.Options
}

func (f *lintFlags) prepare(path string) (p preparation, err error) {
	if p.targets, err = f.targets(); err != nil {
		return p, err
	}
	if p.mode, err = f.mode(); err != nil {
		return p, err
	}
	if p.ws, err = f.resolve(path); err != nil {
		return p, err
	}
	if p.known, err = f.recorded(p.ws); err != nil {
		return p, err
	}
	if p.imports, err = readImports(f.imports); err != nil {
		return p, err
	}
	if p.book, err = f.open(); err != nil {
		return p, err
	}
	if p.opt, err = f.options(p.book, p.ws); err != nil {
		return p, err
	}
	p.ws.local = p.book.NeedOnly(analyzers.LocalMarks(), p.opt)
	return p, nil
}

// lint is the whole tool in the order of its stages.
func (a *app) lint(ctx context.Context, f *lintFlags, path string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // what is read on demand until the reports are written
	tuneStart(a.env)
	clock := newStopwatch()
	p, err := f.prepare(path)
	if err != nil {
		return err
	}
	a.tellWorkspace(f, p.ws)
	c, err := a.read(ctx, p.ws, p.mode, f.quiet)
	if err != nil {
		return err
	}
	a.tellNotes(f, c.join(p.ws, p.imports))
	clock.lap("read")
	linked, err := graph.Link(c.objects...)
	if err != nil {
		return exitError{exitIncomplete, err}
	}
	clock.lap("link")
	if known := c.known(p.known); known != nil {
		p.opt.Known = known.Known
	}
	findings, broken := p.book.Check(ctx, linked, p.opt)
	rules.JoinEqual(findings, c.texts().literal)
	clock.lap("judge")
	r := c.report(linked, findings, p.book)
	f.dress(a, r, c, clock)
	if err := a.writeReports(r, p.targets); err != nil {
		return err
	}
	clock.lap("report")
	a.tellStages(f, c, clock)
	return a.verdict(f, r, c, broken)
}

// report gathers what the formats need.
func (c *compiled) report(g *graph.Graph, findings []rules.Finding, book *rules.Book) *report.Report {
	r := &report.Report{Tool: toolName, Version: version(), Coverage: report.Cover(g), Sources: c.text}
	r.Findings = c.atHand(findings)
	for i := range r.Coverage.Repos {
		r.Coverage.Repos[i].FactsOnly = c.trees[r.Coverage.Repos[i].Name] == nil
	}
	c.cover(r)
	for _, m := range g.Marks {
		r.Marks = append(r.Marks, m.Mark)
	}
	for _, rule := range book.Rules() {
		r.Rules = append(r.Rules, report.RuleDoc{
			ID: rule.ID, Title: rule.Title, Description: rule.Description, Remediation: rule.Remediation, Severity: rule.Severity, Page: pageOf(rule.ID),
		})
	}
	return r
}

// atHand are the findings in repositories that are there as directories.
func (c *compiled) atHand(findings []rules.Finding) []rules.Finding {
	return slices.DeleteFunc(findings, func(f rules.Finding) bool { return f.At.Repo != "" && c.trees[f.At.Repo] == nil })
}

// dress adds what depends on where the report goes.
func (f *lintFlags) dress(a *app, r *report.Report, c *compiled, clock *stopwatch) {
	terminal := isTerminal(a.out)
	r.Quiet = f.quiet
	r.Dirs = c.dirs(cmp.Or(a.env("GITHUB_WORKSPACE"), "."))
	r.Color = f.color == "always" || f.color == "auto" && terminal && a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
	if terminal {
		r.Duration = clock.total()
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// dirs are the repositories as seen from where annotations are read.
func (c *compiled) dirs(base string) map[string]string {
	dirs := map[string]string{}
	abs, err := filepath.Abs(base)
	if err != nil {
		return dirs
	}
	root, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return dirs
	}
	for name, tree := range c.trees {
		if rel, err := filepath.Rel(root, tree.Dir); err == nil {
			dirs[name] = filepath.ToSlash(rel)
		}
	}
	return dirs
}

// targets parses the flags that can be wrong before anything is read.
func (f *lintFlags) targets() ([]target, error) {
	if err := oneOf("--fail-on", f.failOn, "error", "warning", "info", "never"); err != nil {
		return nil, err
	}
	if err := oneOf("--color", f.color, "auto", "always", "never"); err != nil {
		return nil, err
	}
	return targetsOf(f.formats, formatNames("lint"))
}

func (a *app) writeReports(r *report.Report, targets []target) error {
	for _, t := range targets {
		copied := *r
		if t.file != "" && t.file != "-" {
			copied.Color, copied.Duration = false, 0
		}
		var b bytes.Buffer
		if err := report.Write(&b, t.format, &copied); err != nil {
			return exitError{exitIncomplete, err}
		}
		if err := a.writeOutput(t.file, b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// verdict turns a report into the exit code. See the help of lint for what wins.
func (a *app) verdict(f *lintFlags, r *report.Report, c *compiled, broken error) error {
	incomplete := a.tellProblems(c.problems())
	if broken != nil {
		writef(a.err, "tazlint: %v", broken)
		incomplete = exitError{code: exitIncomplete}
	}
	if slices.ContainsFunc(r.Findings, f.fails) {
		return exitError{code: exitFindings}
	}
	if n := r.Coverage.References.TotalUnknown(); f.maxUnknown >= 0 && n > f.maxUnknown {
		return exitError{exitFindings, fmt.Errorf("%d references cannot be judged, more than --max-unknown %d", n, f.maxUnknown)}
	}
	return incomplete
}

// fails reports whether a finding fails the run.
func (f *lintFlags) fails(found rules.Finding) bool {
	worstFirst := []string{"error", "warning", "info"}
	limit := slices.Index(worstFirst, f.failOn)
	return found.Suppressed == nil && limit >= 0 && slices.Index(worstFirst, string(found.Severity)) <= limit
}

// tellWorkspace says what the user should know before the findings.
func (a *app) tellWorkspace(f *lintFlags, ws *workspace) {
	a.tellNotes(f, ws.notes)
	if !f.debug {
		return
	}
	writef(a.err, "debug: configuration %q", ws.cfg.file)
	for _, r := range ws.repos {
		writef(a.err, "debug: repository %s, roles %v, directory %q, facts %q", r.name, r.roles, r.dir, r.facts)
	}
}

func (a *app) tellNotes(f *lintFlags, notes []string) {
	if !f.quiet {
		a.tellEach(notes)
	}
}

func (a *app) tellEach(notes []string) {
	for _, note := range notes {
		writef(a.err, "tazlint: note: %s", note)
	}
}

func (a *app) tellStages(f *lintFlags, c *compiled, clock *stopwatch) {
	if f.debug {
		for _, o := range c.objects {
			writef(a.err, "debug: %s: %d definitions, %d references, %d marks, %d problems", o.Repo, len(o.Defs), len(o.Refs), len(o.Marks), len(o.Coverage.Problems))
			for _, run := range o.Ran {
				writef(a.err, "debug: %s: analyzer %s understood %d files", o.Repo, run.Analyzer, run.Files)
			}
		}
	}
	if f.timing {
		for _, lap := range clock.laps {
			fmt.Fprintf(a.err, "timing: %-7s %7.1f ms\n", lap.name, float64(lap.took.Microseconds())/1000)
		}
		fmt.Fprintf(a.err, "timing: %-7s %7.1f ms\n", "total", float64(clock.total().Microseconds())/1000)
	}
}

// stopwatch measures the stages of a run.
type stopwatch struct {
	start, last time.Time
	laps        []lap
}

type lap struct {
	name string
	took time.Duration
}

func newStopwatch() *stopwatch {
	now := time.Now()
	return &stopwatch{start: now, last: now}
}

func (s *stopwatch) lap(name string) {
	now := time.Now()
	s.laps = append(s.laps, lap{name, now.Sub(s.last)})
	s.last = now
}

func (s *stopwatch) total() time.Duration { return time.Since(s.start) }

// rolesLine names roles for a person.
func rolesLine(roles []facts.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}
