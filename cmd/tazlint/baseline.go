package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/rules/baseline"
	"github.com/tazzo/tazlint/rules/report"
)

const (
	baselineName  = ".tazlint-baseline.jsonl"
	baselineLimit = 16 << 20 // bytes; a line has about two hundred
)

var _ = register(command{
	name:  "baseline",
	args:  "[PATH]",
	short: "record the findings of today, so that lint tells only new ones",
	long: `Writes every finding that no comment or configuration suppresses to the baseline and
drops the entries whose findings are gone. Entries of rules that did not run and of
repositories that are not at hand stay. With --history it is the same for what lint
--history finds, and the entries of the tree stay. The file is the one that --baseline names, else
baseline: in ` + configName + `, else ` + baselineName + ` beside it. lint uses it when
--baseline or the configuration says so.`,
	setup: setupBaseline,
})

// baselineFlags name the baseline.
type baselineFlags struct{ baseline string }

func (f *baselineFlags) declare(flags *pflag.FlagSet, usage string) {
	flags.StringVar(&f.baseline, "baseline", "", usage)
}

// recordFlags are the flags of baseline.
type recordFlags struct {
	workspaceFlags
	judgeFlags
	baselineFlags
	importFlags
	prune   bool
	check   bool
	history bool
}

func setupBaseline(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var f recordFlags
	f.workspaceFlags.declare(flags)
	f.judgeFlags.declareRules(flags)
	f.baselineFlags.declare(flags, "`FILE` to write")
	f.importFlags.declare(flags)
	flags.BoolVar(&f.prune, "prune", false, "only drop entries, add none")
	flags.BoolVar(&f.check, "check", false, "write nothing; exit with 1 if entries should be dropped")
	flags.BoolVar(&f.history, "history", false, "record what all commits brought, as lint --history finds it")
	return func(ctx context.Context, a *app, args []string) error {
		path, err := oneArg(args, "path", ".")
		if err != nil {
			return err
		}
		if f.prune && f.check {
			return usagef("--check writes nothing, so it goes without --prune")
		}
		return a.baseline(ctx, &f, path)
	}
}

// recorded is a baseline and the file it was read from.
type recorded struct {
	*baseline.Baseline
	at facts.Pos
}

// file is the baseline that flags or configuration name, or none.
func (f *baselineFlags) file(ws *workspace) string {
	switch {
	case f.baseline != "":
		return f.baseline
	case ws.cfg.Baseline != "":
		return ws.cfg.path(ws.cfg.Baseline)
	}
	return ""
}

// recorded reads the baseline of a run, if it has one.
func (f *baselineFlags) recorded(ws *workspace) (*recorded, error) {
	file := f.file(ws)
	if file == "" {
		return nil, nil
	}
	return readBaseline(ws, file)
}

func readBaseline(ws *workspace, file string) (*recorded, error) {
	text, err := readLimited(file, baselineLimit)
	if err != nil {
		return nil, usagef("read baseline: %w", err)
	}
	b, err := baseline.Decode(text)
	if err != nil {
		return nil, usagef("read baseline %s: %w", file, err)
	}
	return &recorded{b, ws.placeOf(file)}, nil
}

// known applies a baseline to what was compiled.
func (c *compiled) known(r *recorded) *baseline.Use {
	if r == nil {
		return nil
	}
	return &baseline.Use{Baseline: r.Baseline, At: r.at, Content: c.texts().literal, Judged: c.judged(), History: c.mode == report.ModeHistory}
}

// judged tells the entries whose findings would have been seen: in a file that
// could not be read the absence of a finding proves nothing, and as little
// anywhere in an analysis that is incomplete. Of the whole tree only the entries
// of the tree are seen, of the history only its own, and of what is staged none.
func (c *compiled) judged() func(baseline.Entry) bool {
	complete := true
	unread := map[[2]string]bool{}
	for _, p := range c.problems() {
		complete = complete && p.Told
		unread[[2]string{p.At.Repo, p.At.File}] = true
	}
	return func(e baseline.Entry) bool {
		return complete && c.mode != report.ModeStaged && e.History == (c.mode == report.ModeHistory) && (e.Repo == "" || c.trees[e.Repo] != nil) && !unread[[2]string{e.Repo, e.File}]
	}
}

// baseline writes, prunes or checks the baseline.
func (a *app) baseline(ctx context.Context, f *recordFlags, path string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // what is read on demand
	tuneStart(a.env)
	mode := f.mode()
	ws, err := f.resolve(path)
	if err != nil {
		return err
	}
	file := f.file(ws)
	if file == "" {
		file = ws.beside(baselineName)
	}
	old := &recorded{baseline.New(), facts.Pos{}}
	if exists(file) {
		if old, err = readBaseline(ws, file); err != nil {
			return err
		}
	}
	found, err := f.findings(ctx, a, ws, mode)
	if err != nil {
		return err
	}
	if mode == report.ModeHistory {
		found.entries = old.OfHistory(found.entries)
	}
	next, dropped, added := found.update(old.Baseline, f.prune || f.check)
	switch {
	case f.check:
		err = a.tellStale(file, old.Baseline, next)
	default:
		if err = a.writeOutput(file, next.Encode()); err == nil {
			writef(a.out, "wrote %s: entries: %d (%d added, %d dropped)", file, len(next.Entries()), added, dropped)
		}
	}
	if err != nil {
		return err
	}
	return found.incomplete(a)
}

// tellStale lists the entries that another baseline no longer has.
func (a *app) tellStale(file string, old, next *baseline.Baseline) error {
	stale := slices.DeleteFunc(old.Entries(), next.Has)
	for _, e := range stale {
		writef(a.out, "%s:%d: nothing matches this entry for %s any more", file, old.Line(e), e.Rule)
	}
	if len(stale) > 0 {
		return exitError{code: exitFindings}
	}
	return nil
}

// survey is what a run found, to be recorded.
type survey struct {
	c       *compiled
	entries []baseline.Entry
	ran     map[string]bool // by rule; false for one that did not run
	broken  error           // of policies
}

// mode is what the flags ask to look at.
func (f *recordFlags) mode() report.Mode {
	if !f.history {
		return report.ModeWhole
	}
	f.alone, f.only = true, analyzers.LocalMarks()
	return report.ModeHistory
}

// findings judges the workspace as lint does without a baseline.
func (f *recordFlags) findings(ctx context.Context, a *app, ws *workspace, mode report.Mode) (*survey, error) {
	imports, err := readImports(f.imports)
	if err != nil {
		return nil, err
	}
	book, err := f.open()
	if err != nil {
		return nil, err
	}
	opt, err := f.options(book, ws)
	if err != nil {
		return nil, err
	}
	c, err := a.read(ctx, ws, mode, false)
	if err != nil {
		return nil, err
	}
	c.join(ws, imports)
	linked, err := graph.Link(c.objects...)
	if err != nil {
		return nil, exitError{exitIncomplete, err}
	}
	s := &survey{c: c, ran: map[string]bool{}}
	for _, id := range book.IDs() {
		s.ran[id] = false
	}
	for _, id := range book.Ran(opt) {
		s.ran[id] = true
	}
	found, broken := book.Check(ctx, linked, opt)
	s.entries, s.broken = baseline.Of(c.atHand(found), c.texts().literal), broken
	s.entries = slices.DeleteFunc(s.entries, func(e baseline.Entry) bool { return e.Rule == "" })
	return s, nil
}

// update brings a baseline up to date.
func (s *survey) update(old *baseline.Baseline, prune bool) (next *baseline.Baseline, dropped, added int) {
	met := map[baseline.Entry]bool{}
	for _, e := range s.entries {
		met[e] = true
	}
	add := s.entries
	if prune {
		add = nil
	}
	looked := s.c.judged()
	judged := func(e baseline.Entry) bool {
		ran, exists := s.ran[e.Rule]
		return s.broken == nil && looked(e) && (ran || !exists)
	}
	return old.Update(met, judged, add)
}

// incomplete is what kept the run from seeing everything.
func (s *survey) incomplete(a *app) error {
	err := a.tellProblems(s.c.problems())
	if s.broken != nil {
		return exitError{exitIncomplete, fmt.Errorf("judge: %w", s.broken)}
	}
	return err
}

// beside is a file in the directory of the configuration, else of PATH.
func (ws *workspace) beside(name string) string {
	if ws.cfg.file != "" {
		return ws.cfg.path(name)
	}
	return filepath.Join(ws.dir, name)
}

// placeOf is a file's place in the workspace.
func (ws *workspace) placeOf(file string) facts.Pos {
	if abs, err := filepath.Abs(file); err == nil {
		if repo, relative, ok := ws.owner(abs); ok {
			return facts.Pos{Repo: repo, File: relative}
		}
	}
	return facts.Pos{File: filepath.Base(file)}
}
