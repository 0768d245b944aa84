package main

import (
	"bytes"
	"context"
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
to change that, and in which wave.`,
	setup: setupMigrate,
})

// migrateFlags are the flags of migrate besides the workspace's.
type migrateFlags struct {
	workspaceFlags
	format, output string
}

func setupMigrate(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var f migrateFlags
	f.declare(flags)
	flags.StringVar(&f.format, "format", "text", "one of "+strings.Join(formatNames("migrate"), ", "))
	flags.StringVarP(&f.output, "output", "o", "-", "`FILE` to write, - for standard output")
	return func(ctx context.Context, a *app, args []string) error {
		path, err := oneArg(args, "path", ".")
		if err != nil {
			return err
		}
		if err := oneOf("--format", f.format, formatNames("migrate")...); err != nil {
			return err
		}
		return a.migrate(ctx, &f, path)
	}
}

func (a *app) migrate(ctx context.Context, f *migrateFlags, path string) error {
	plan, c, err := a.plan(ctx, &f.workspaceFlags, path)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := report.WritePlan(&b, f.format, plan); err != nil {
		return err
	}
	if err := a.writeOutput(f.output, b.Bytes()); err != nil {
		return err
	}
	return a.tellProblems(c.problems())
}

// plan links the workspace and plans the move that its configuration describes.
func (a *app) plan(ctx context.Context, w *workspaceFlags, path string) (*migration.Plan, *compiled, error) {
	tuneStart(a.env)
	ws, err := w.resolve(path)
	if err != nil {
		return nil, nil, err
	}
	move, err := ws.cfg.move()
	if err != nil {
		return nil, nil, err
	}
	linked, c, err := ws.link(ctx)
	if err != nil {
		return nil, nil, err
	}
	plan, err := migration.Make(linked, move)
	return plan, c, err
}

// move is the migration that the configuration describes.
func (c *config) move() (migration.Move, error) {
	m := c.Migration
	if m == nil {
		return migration.Move{}, usagef("no move is described: %s has no migration", configName)
	}
	return migration.Move{From: m.From, To: m.To, Convention: m.Convention, Map: m.Map}, nil
}
