package main

import (
	"bytes"
	"context"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/rules/report"
)

var _ = register(command{
	name:  "trace",
	args:  "NAME [PATH]",
	short: "print every way of a value through one secret, key, file, variable or workload",
	long: `NAME is a symbol such as secret:home/auth/dex#client-secret, what a report calls the
place, or the end of either: github-token, GITHUB_TOKEN, flux-system/flux-system#password.
Ways begin where the value rests and end with what uses it; each line says where a
person would edit that step.`,
	setup: setupTrace,
})

func setupTrace(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var w workspaceFlags
	w.declare(flags)
	format := flags.String("format", "text", "one of "+strings.Join(report.TraceFormats(), ", "))
	output := flags.StringP("output", "o", "-", "`FILE` to write, - for standard output")
	return func(ctx context.Context, a *app, args []string) error {
		if len(args) == 0 || args[0] == "" {
			return usagef("expected the name of a place")
		}
		path, err := oneArg(args[1:], "path", ".")
		if err != nil {
			return err
		}
		if err := oneOf("--format", *format, report.TraceFormats()...); err != nil {
			return err
		}
		return a.trace(ctx, &w, args[0], path, *format, *output)
	}
}

func (a *app) trace(ctx context.Context, w *workspaceFlags, name, path, format, output string) error {
	linked, c, err := a.link(ctx, w, path)
	if err != nil {
		return err
	}
	focus, err := findSymbol(linked, name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := report.WriteTrace(&b, format, linked.Trace(focus)); err != nil {
		return err
	}
	if err := a.writeOutput(output, b.Bytes()); err != nil {
		return err
	}
	return a.tellProblems(c.problems())
}
