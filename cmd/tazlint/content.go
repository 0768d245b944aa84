package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/rules/report"
)

// mode is what the flags ask to look at.
func (f *lintFlags) mode() (report.Mode, error) {
	mode := report.ModeWhole
	if f.leaks {
		mode = report.ModeLeaks
	}
	if f.staged {
		mode = report.ModeStaged
	}
	if f.history {
		mode = report.ModeHistory
	}
	switch {
	case f.leaks && f.staged, f.leaks && f.history, f.staged && f.history:
		return mode, usagef("--leaks, --staged and --history exclude each other")
	case mode == report.ModeWhole:
		return mode, nil
	}
	if len(f.with) > 0 || f.maxUnknown >= 0 {
		return mode, usagef("--%s links nothing, so that --with and --max-unknown have no part in it", mode)
	}
	f.alone, f.only = true, analyzers.LocalMarks()
	return mode, nil
}

// read compiles what a mode looks at.
func (a *app) read(ctx context.Context, ws *workspace, mode report.Mode, quiet bool) (*compiled, error) {
	if mode == report.ModeWhole {
		c, err := ws.compile(ctx, version())
		if err == nil && ws.local {
			c.mode = report.ModeLeaks // all that the rules of this run ask for
		}
		return c, err
	}
	repo, err := ws.contentHome(ctx, mode)
	if err != nil {
		return nil, wrapContent(ws.dir, mode, err)
	}
	c := &compiled{mode: mode}
	switch mode {
	case report.ModeLeaks:
		err = c.readFiles(ctx, ws, repo, source.Open)
	case report.ModeStaged:
		err = c.readFiles(ctx, ws, repo, source.OpenStaged)
	case report.ModeHistory:
		progress := a.progress(quiet)
		err = c.readHistory(ctx, ws, repo, progress.tell)
		progress.end()
	}
	if err != nil {
		return nil, wrapContent(ws.dir, mode, err)
	}
	return c, ctx.Err()
}

// contentHome is the repository that PATH lies in, also one that plays no role:
// what a file holds is judged alone.
func (ws *workspace) contentHome(ctx context.Context, mode report.Mode) (repository, error) {
	if repo, err := ws.home(); err == nil && repo.dir != "" {
		return repo, nil
	}
	top, err := source.Toplevel(ctx, ws.dir)
	if errors.Is(err, source.ErrNoGit) && mode == report.ModeLeaks {
		top, err = ws.dir, nil // a directory will do
	}
	if err != nil {
		return repository{}, err
	}
	return repository{name: filepath.Base(top), dir: top}, nil
}

func wrapContent(dir string, mode report.Mode, err error) error {
	if errors.Is(err, source.ErrNoGit) {
		return usagef("--%s: %s is in no git repository", mode, dir)
	}
	if errors.Is(err, source.ErrNoFiles) {
		return usagef("--%s: %s is a bare repository: the rules of today and what still stands are seen in a checkout; name a clone of it", mode, dir)
	}
	return exitError{exitIncomplete, err}
}

// readFiles compiles the files of a repository, or those that the next commit
// changes.
func (c *compiled) readFiles(ctx context.Context, ws *workspace, repo repository, open func(context.Context, string, string, source.Options) (*source.Tree, error)) error {
	tree, err := open(ctx, repo.name, repo.dir, source.Options{Exclude: ws.cfg.Exclude})
	if err != nil {
		return err
	}
	tune(len(tree.Files))
	c.trees = map[string]*source.Tree{repo.name: tree}
	c.objects = []*facts.Object{analyzers.CompileTree(ctx, tree, repo.roles, ws.localOptions())}
	return nil
}

func (ws *workspace) localOptions() analyzers.Options {
	return analyzers.Options{Tool: toolName + " " + version(), Local: true}
}

// readHistory compiles what all commits brought.
func (c *compiled) readHistory(ctx context.Context, ws *workspace, repo repository, tell func(done, total int)) error {
	opt := source.Options{Exclude: ws.cfg.Exclude}
	today, err := source.Open(ctx, repo.name, repo.dir, opt)
	if err != nil {
		return err
	}
	c.trees = map[string]*source.Tree{repo.name: today}
	tuneLong()
	c.history, err = analyzers.CompileHistory(ctx, today, repo.roles, ws.localOptions(), source.HistoryOptions{Options: opt, Progress: tell})
	if err != nil {
		return err
	}
	c.history.Object.Revision = source.Revision(ctx, repo.dir)
	c.objects = []*facts.Object{c.history.Object}
	c.blobs, err = source.OpenTexts(ctx, today.Dir)
	return err
}

// tuneLong collects by growth: a history has no end that is near, and what is in
// use at a time is little.
func tuneLong() {
	if filesRead.Load() >= 0 { // else the user's own settings win
		debug.SetGCPercent(100)
	}
}

// past returns a file as a commit brought it.
func (c *compiled) past(_, file, commit string) ([]byte, error) {
	if c.history == nil {
		return nil, errNoSource
	}
	if blob, known := c.history.Blobs[analyzers.Moment{File: file, Commit: commit}]; known {
		return c.blobs.Text(blob)
	}
	return nil, errNoSource
}

// cover says in a report what the mode looked at.
func (c *compiled) cover(r *report.Report) {
	r.Coverage.Mode = c.mode
	if c.history != nil {
		r.Past = c.past
		r.Coverage.Commits, r.Coverage.Shallow = c.history.Past.Commits, c.history.Past.Shallow
	}
}

// progress shows on a terminal how far a long run is.
type progress struct {
	app   *app
	shown time.Time
	width int
}

// progressPause is the time between two lines of progress.
const progressPause = 300 * time.Millisecond

// progress is silent where nobody watches.
func (a *app) progress(quiet bool) *progress {
	if quiet || !isTerminal(a.err) {
		return nil
	}
	return &progress{app: a, shown: time.Now()}
}

// tell is told of every commit.
func (p *progress) tell(done, total int) {
	if p == nil || time.Since(p.shown) < progressPause {
		return
	}
	p.shown = time.Now()
	of := ""
	if total > 0 {
		of = fmt.Sprintf(" of %d", total)
	}
	p.write(fmt.Sprintf("tazlint: %d%s commits", done, of))
}

// end removes the line.
func (p *progress) end() {
	if p != nil && p.width > 0 {
		p.write("")
		p.write("")
	}
}

// write replaces the line.
func (p *progress) write(line string) {
	fmt.Fprintf(p.app.err, "\r%s%s", line, strings.Repeat(" ", max(p.width-len(line), 0)))
	p.width = len(line)
}
