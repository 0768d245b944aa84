package main

import (
	"bytes"
	"context"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/rules/report"
)

var _ = register(command{
	name:  "graph",
	args:  "[PATH]",
	short: "write the graph of the secret flow",
	setup: setupGraph,
})

type graphFlags struct {
	workspaceFlags
	format, output, focus string
	depth                 int
}

func setupGraph(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var g graphFlags
	g.declare(flags)
	flags.StringVar(&g.format, "format", "mermaid", "one of "+strings.Join(formatNames("graph"), ", "))
	flags.StringVarP(&g.output, "output", "o", "-", "`FILE` to write, - for standard output")
	flags.StringVar(&g.focus, "focus", "", "only what is near a `SYMBOL`, such as secret:home/auth/dex, or the end of one")
	flags.IntVar(&g.depth, "depth", 2, "how many references away from the focus")
	return func(ctx context.Context, a *app, args []string) error {
		path, err := oneArg(args, "path", ".")
		if err != nil {
			return err
		}
		return a.graph(ctx, &g, path)
	}
}

func (a *app) graph(ctx context.Context, f *graphFlags, path string) error {
	if err := oneOf("--format", f.format, formatNames("graph")...); err != nil {
		return err
	}
	if f.depth < 0 {
		return usagef("--depth is %d; it counts references", f.depth)
	}
	linked, c, err := a.link(ctx, &f.workspaceFlags, path)
	if err != nil {
		return err
	}
	flow, err := f.part(linked)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := report.WriteFlow(&b, f.format, flow); err != nil {
		return err
	}
	if err := a.writeOutput(f.output, b.Bytes()); err != nil {
		return err
	}
	return a.tellProblems(c.problems())
}

// part is the asked part of the graph.
func (f *graphFlags) part(g *graph.Graph) (report.Flow, error) {
	if f.focus == "" {
		return report.Whole(g), nil
	}
	focus, err := findSymbol(g, f.focus)
	if err != nil {
		return report.Flow{}, err
	}
	return report.Around(g, focus, f.depth), nil
}

// link compiles and links the workspace of a path.
func (a *app) link(ctx context.Context, w *workspaceFlags, path string) (*graph.Graph, *compiled, error) {
	tuneStart(a.env)
	ws, err := w.resolve(path)
	if err != nil {
		return nil, nil, err
	}
	return ws.link(ctx)
}

func (ws *workspace) link(ctx context.Context) (*graph.Graph, *compiled, error) {
	c, err := ws.compile(ctx, version())
	if err != nil {
		return nil, nil, err
	}
	linked, err := graph.Link(c.objects...)
	return linked, c, err
}

// problems are those of the compiled repositories: an object's were told when
// it was written.
func (c *compiled) problems() []facts.Problem {
	var list []facts.Problem
	for _, o := range c.objects {
		if c.trees[o.Repo] != nil {
			list = append(list, o.Coverage.Problems...)
		}
	}
	return list
}
