package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/rules/report"
)

var _ = register(command{
	name:  "migrate",
	args:  "[PATH]",
	short: "tell how far a move from some stores to another is, and what it takes",
	long: `The move is the one that .tazlint.yaml describes under migration. Each secret that
still comes from a store to leave is told with where it would come from, what it takes
to change that, and in which wave. --from and --to describe another move; destinations
are still found by the map and convention of the configuration.`,
	setup: setupMigrate,
})

// migrateFlags are the flags of migrate besides the workspace's.
type migrateFlags struct {
	workspaceFlags
	writeFlags
	formats []string
	output  string
}

func setupMigrate(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var f migrateFlags
	f.workspaceFlags.declare(flags)
	f.writeFlags.declare(flags)
	f.declareMove(flags)
	flags.StringArrayVarP(&f.formats, "format", "f", nil, "`F[=FILE]`: report in a format, to a file if named; repeatable ("+strings.Join(formatNames("migrate"), ", ")+")")
	flags.StringVarP(&f.output, "output", "o", "-", "`FILE` for the format that names none, - for standard output")
	return func(ctx context.Context, a *app, args []string) error {
		path, err := oneArg(args, "path", ".")
		if err != nil {
			return err
		}
		if change, err := f.changes(flags); err != nil {
			return err
		} else if change {
			return a.migrateFiles(ctx, &f, path)
		}
		return a.migrate(ctx, &f, path)
	}
}

// targets are the reports to write.
func (f *migrateFlags) targets() ([]target, error) {
	list, err := targetsOf(f.formats, formatNames("migrate"))
	if err != nil || f.output == "-" {
		return list, err
	}
	i := slices.IndexFunc(list, target.toOutput)
	if i < 0 {
		return nil, usagef("--output %s: every --format names its own file", f.output)
	}
	list[i].file = f.output
	return list, nil
}

func (a *app) migrate(ctx context.Context, f *migrateFlags, path string) error {
	targets, err := f.targets()
	if err != nil {
		return err
	}
	plan, c, err := a.plan(ctx, &f.workspaceFlags, path)
	if err != nil {
		return err
	}
	a.tellUnused(plan)
	for _, t := range targets {
		var b bytes.Buffer
		if err := report.WritePlan(&b, t.format, plan); err != nil {
			return exitError{exitIncomplete, err}
		}
		if err := a.writeOutput(t.file, b.Bytes()); err != nil {
			return err
		}
	}
	return a.tellProblems(c.problems())
}

// tellUnused names entries of the map that send nothing anywhere: slips, or secrets
// that nothing asks for any more.
func (a *app) tellUnused(plan *migration.Plan) {
	unused := plan.Unused
	if len(unused) == 0 {
		return
	}
	more := ""
	if n := len(unused) - maxCandidates; n > 0 {
		unused, more = unused[:maxCandidates], fmt.Sprintf(" and %d more", n)
	}
	writef(a.err, "tazlint: note: nothing asks for what the map sends somewhere: %s%s", strings.Join(unused, ", "), more)
}

// plan links the workspace and plans the move that its configuration describes.
func (a *app) plan(ctx context.Context, w *workspaceFlags, path string) (*migration.Plan, *compiled, error) {
	p, err := a.planned(ctx, w, path)
	if err != nil {
		return nil, nil, err
	}
	return p.plan, p.c, nil
}
