package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/migration/rewrite"
)

// writeFlags are the flags of migrate that have files changed.
type writeFlags struct {
	write, dryRun, unproven bool
	wave                    int
}

func (f *writeFlags) declare(flags *pflag.FlagSet) {
	flags.BoolVar(&f.write, "write", false, "change the files of those whose change is known exactly, if it is proved that all get the same secrets")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print what --write would change as a diff, and write nothing")
	flags.IntVar(&f.wave, "wave", 0, "with --write or --dry-run, move only wave `N`")
	flags.BoolVar(&f.unproven, "unproven", false, "with --write or --dry-run, also those of whose destination no inventory is declared")
}

// changes reports whether files are to be changed, or shown as they would be.
func (f *writeFlags) changes(flags *pflag.FlagSet) (bool, error) {
	switch {
	case f.write && f.dryRun:
		return false, usagef("--write and --dry-run exclude each other")
	case !f.write && !f.dryRun && (flags.Changed("wave") || f.unproven):
		return false, usagef("--wave and --unproven choose what --write or --dry-run change")
	case flags.Changed("wave") && f.wave < 1:
		return false, usagef("--wave %d: waves are counted from 1", f.wave)
	case (f.write || f.dryRun) && flags.Changed("format"):
		return false, usagef("--write and --dry-run have no --format")
	case f.write && flags.Changed("output"):
		return false, usagef("--write changes the files themselves; --output has no part in it")
	}
	return f.write || f.dryRun, nil
}

// planned is a move before it is made.
type planned struct {
	ws   *workspace
	c    *compiled
	g    *graph.Graph
	plan *migration.Plan
}

// planned links the workspace and plans the move that its configuration describes.
func (a *app) planned(ctx context.Context, w *workspaceFlags, path string) (*planned, error) {
	tuneStart(a.env)
	ws, err := w.resolve(path)
	if err != nil {
		return nil, err
	}
	move, err := ws.move()
	if err != nil {
		return nil, err
	}
	a.tellEach(ws.notes)
	linked, c, err := ws.link(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.checkMove(linked, move); err != nil {
		return nil, err
	}
	plan, err := migration.Make(linked, move)
	return &planned{ws, c, linked, plan}, err
}

// migrateFiles changes the files of those that can move, or shows how.
func (a *app) migrateFiles(ctx context.Context, f *migrateFlags, path string) error {
	p, err := a.planned(ctx, &f.workspaceFlags, path)
	if err != nil {
		return err
	}
	if err := p.checkWave(f.wave); err != nil {
		return err
	}
	chosen := p.plan.Select(f.wave, f.unproven)
	changes, after, err := p.settle(ctx, chosen)
	a.tellStays(chosen.Stays())
	switch {
	case err != nil:
		return a.tellUnproved(err)
	case len(changes) == 0:
		writef(a.err, "tazlint: nothing to write")
	default:
		if err := a.deliver(ctx, f, p, chosen, changes, after); err != nil {
			return err
		}
	}
	return a.tellProblems(p.c.problems())
}

// checkWave refuses a wave that there is not.
func (p *planned) checkWave(wave int) error {
	last := 0
	for _, c := range p.plan.Consumers {
		last = max(last, c.Wave)
	}
	switch {
	case wave <= last:
		return nil
	case last == 0:
		return usagef("--wave %d: nothing moves, so that there are no waves", wave)
	}
	return usagef("--wave %d: the last wave is %d", wave, last)
}

// rewrite changes the texts of those that are chosen. What cannot be rewritten is
// taken out, with all that shares a text with it, until nothing is left of that.
func (p *planned) rewrite(chosen *migration.Selection) []rewrite.Change {
	for {
		result := rewrite.Rewrite(p.plan, chosen.Has, p.c.text)
		refused := 0
		for _, r := range result.Refused {
			if chosen.Drop(r.Consumer, r.Why, r.At) {
				refused++
			}
		}
		if refused == 0 {
			return result.Changes
		}
	}
}

// maxProofs bounds how often what fails a proof is left out and the rest tried.
const maxProofs = 4

// settle rewrites the texts of those that are chosen and proves it. Those for
// whom the proof does not hold are left out; where it holds for nobody, or nobody
// can be named, the error is that of the first proof.
func (p *planned) settle(ctx context.Context, chosen *migration.Selection) ([]rewrite.Change, []*facts.Object, error) {
	var first error
	for range maxProofs {
		changes := p.rewrite(chosen)
		if len(changes) == 0 {
			break
		}
		after, err := p.prove(ctx, chosen, changes)
		var u unproved
		if !errors.As(err, &u) {
			return changes, after, err
		}
		if first == nil {
			first = err
		}
		if !chosen.Leave(u.differences) {
			break
		}
	}
	return nil, nil, first
}

// unproved is an error that lists what changed files would not keep.
type unproved struct{ differences []migration.Difference }

func (u unproved) Error() string {
	return "the changed files would not say what the plan says; nothing is written"
}

// prove compiles what the files would be, and compares it with the plan. It
// answers the objects of the changed files.
func (p *planned) prove(ctx context.Context, chosen *migration.Selection, changes []rewrite.Change) ([]*facts.Object, error) {
	texts := map[string]map[string][]byte{}
	for _, c := range changes {
		if texts[c.Repo] == nil {
			texts[c.Repo] = map[string][]byte{}
		}
		texts[c.Repo][c.File] = c.After
	}
	objects := slices.Clone(p.c.objects)
	for _, r := range p.ws.repos {
		tree := p.c.trees[r.name]
		if texts[r.name] == nil || tree == nil {
			continue
		}
		o := p.ws.objectOf(ctx, tree.With(texts[r.name]), r, version())
		i := slices.IndexFunc(objects, func(was *facts.Object) bool { return was.Repo == r.name })
		o.Revision = objects[i].Revision
		objects[i] = o
	}
	if err := ctx.Err(); err != nil {
		return nil, err // an object that is not complete proves nothing
	}
	differences, err := p.plan.Prove(p.g, chosen.Has, objects)
	if err == nil && len(differences) > 0 {
		err = unproved{differences}
	}
	return objects, err
}

// tellUnproved lists what a proof found.
func (a *app) tellUnproved(err error) error {
	var u unproved
	if !errors.As(err, &u) {
		return err
	}
	for i, d := range u.differences {
		if i == problemLimit {
			writef(a.err, "tazlint: and %d more", len(u.differences)-i)
			break
		}
		writef(a.err, "tazlint: %s: %s", placeOf(d.At), d.Text)
	}
	return exitError{exitFindings, err}
}

// tellStays lists what does not move, with the reason.
func (a *app) tellStays(stays []migration.Stay) {
	for _, s := range stays {
		writef(a.err, "tazlint: left: %s: %s: %s", placeOf(s.At), s.Consumer.Symbol.Title(), s.Why)
	}
}

// deliver writes the changes, or prints them.
func (a *app) deliver(ctx context.Context, f *migrateFlags, p *planned, chosen *migration.Selection, changes []rewrite.Change, after []*facts.Object) error {
	if f.dryRun {
		return a.printDiff(f.output, newPreview(chosen.Moving(), p.c.objects, after), changes)
	}
	files := &replacements{}
	for _, c := range changes {
		if err := files.add(p.c.trees[c.Repo].Dir, c.File, placeOf(facts.Pos{Repo: c.Repo, File: c.File}), c.Before, c.After); err != nil {
			files.clean()
			return exitError{exitIncomplete, restore(nil, err)}
		}
	}
	if err := ctx.Err(); err != nil {
		files.clean()
		return err
	}
	if err := files.write(); err != nil {
		return exitError{exitIncomplete, err}
	}
	a.tellWritten(changes, chosen.Moving())
	return nil
}

// printDiff writes one diff of all files.
func (a *app) printDiff(output string, show *preview, changes []rewrite.Change) error {
	var b strings.Builder
	for _, c := range changes {
		text, ok := show.diff(c)
		if !ok {
			writef(a.err, "tazlint: %s: its diff is not shown, as it would repeat a value", placeOf(facts.Pos{Repo: c.Repo, File: c.File}))
		}
		b.WriteString(text)
	}
	return a.writeOutput(output, []byte(b.String()))
}

// tellWritten says what changed.
func (a *app) tellWritten(changes []rewrite.Change, moving []*migration.Consumer) {
	for _, c := range changes {
		writef(a.out, "changed %s", placeOf(facts.Pos{Repo: c.Repo, File: c.File}))
	}
	for _, c := range moving {
		wave := ""
		if c.Wave > 0 {
			wave = fmt.Sprintf("wave %d: ", c.Wave)
		}
		writef(a.out, "%s%s", wave, c.Symbol.Title())
	}
	writef(a.out, "files changed: %d; moved: %d; all get the same keys of the same Secrets as before", len(changes), len(moving))
}
