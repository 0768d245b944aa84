package main

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/rules/report"
)

var _ = register(command{
	name:  "ready",
	args:  "[PATH]",
	short: "tell whether nothing touches a store any more that is to be retired",
	long: `The gate at the end of a move. It lists every place that still touches what is left:
what fetches through it, asks it without a store, provides its login or belongs to its
tooling, in every linked repository. Exit code 0 means that there is none, 1 that there
is, and 3 that none is known while not everything is.

What is left are the stores of --from, or those that .tazlint.yaml names under
migration; a product (infisical) or kind of places (vault-file) can be named too.`,
	setup: setupReady,
})

// readyFlags are the flags of ready besides the workspace's.
type readyFlags struct {
	workspaceFlags
	format, output string
	roles          []string
}

func setupReady(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var f readyFlags
	f.declare(flags)
	flags.StringVar(&f.to, "target", "", "`STORE` that serves alone afterwards; that of the configuration by default")
	flags.StringSliceVar(&f.from, "from", nil, "`STORE` or product that is left; repeatable; those of the configuration by default")
	flags.StringSliceVar(&f.roles, "role", nil, "judge only repositories of a `ROLE`: vault, bootstrap or gitops; repeatable")
	flags.StringVarP(&f.format, "format", "f", "text", "one of "+strings.Join(report.GateFormats(), ", "))
	flags.StringVarP(&f.output, "output", "o", "-", "`FILE` to write, - for standard output")
	return func(ctx context.Context, a *app, args []string) error {
		path, err := oneArg(args, "path", ".")
		if err != nil {
			return err
		}
		if err := f.check(); err != nil {
			return err
		}
		return a.ready(ctx, &f, path)
	}
}

func (f *readyFlags) check() error {
	for _, role := range f.roles {
		if err := oneOf("--role", role, string(facts.RoleVault), string(facts.RoleBootstrap), string(facts.RoleGitOps)); err != nil {
			return err
		}
	}
	return oneOf("--format", f.format, report.GateFormats()...)
}

func (a *app) ready(ctx context.Context, f *readyFlags, path string) error {
	tuneStart(a.env)
	ws, err := f.resolve(path)
	if err != nil {
		return err
	}
	move, err := ws.leaving()
	if err != nil {
		return err
	}
	a.tellEach(ws.notes)
	linked, c, err := ws.link(ctx)
	if err != nil {
		return err
	}
	if err := checkTarget(linked, move.To); err != nil {
		return err
	}
	plan, err := migration.Make(linked, move)
	if err != nil {
		return exitError{exitIncomplete, err}
	}
	gate := plan.Gate(linked, f.judged(), productNames())
	r := &report.GateReport{
		Tool: toolName, Version: version(), Gate: gate, Coverage: report.Cover(linked),
		Dirs: c.dirs(cmp.Or(a.env("GITHUB_WORKSPACE"), ".")),
	}
	var b bytes.Buffer
	if err := report.WriteGate(&b, f.format, r); err != nil {
		return err
	}
	if err := a.writeOutput(f.output, b.Bytes()); err != nil {
		return err
	}
	return a.answer(gate, c)
}

// answer turns a gate into the exit code: what is left wins over what is not
// known.
func (a *app) answer(gate *migration.Gate, c *compiled) error {
	incomplete := a.tellProblems(c.problems())
	switch {
	case gate.Left() > 0:
		return exitError{code: exitFindings}
	case len(gate.Doubts) > 0:
		return cmp.Or(incomplete, error(exitError{code: exitIncomplete}))
	}
	return nil
}

// leaving is the move at whose end the workspace is asked to be.
func (ws *workspace) leaving() (migration.Move, error) {
	switch m := ws.cfg.Migration; {
	case m == nil || m.To == "":
		return migration.Move{}, usagef("--target is missing: name the store that serves alone afterwards")
	case len(m.From) == 0:
		return migration.Move{}, usagef("nothing is named that is left: give --from, or migration.from in %s", configName)
	}
	return ws.move()
}

func (f *readyFlags) judged() []facts.Role {
	var roles []facts.Role
	for _, role := range f.roles {
		roles = append(roles, facts.Role(role))
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// productNames are the backends that are known by name.
func productNames() []string {
	var names []string
	for _, b := range source.Backends {
		names = append(names, b.Name)
	}
	return names
}

// checkTarget demands that something linked calls a store or a kind of places
// so.
func checkTarget(g *graph.Graph, name string) error {
	known := slices.Concat(migration.Names(g))
	if slices.Contains(known, name) {
		return nil
	}
	return usagef("--target %s: nothing linked has a store of that name%s", name, suggestion(name, known))
}
