package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// The exit codes; there are no others.
const (
	exitClean      = 0
	exitFindings   = 1 // a finding at or above --fail-on, or more unknowns than --max-unknown
	exitUsage      = 2 // wrong flags, arguments or configuration
	exitIncomplete = 3 // no input, an unreadable file, a policy error, a fault of tazlint
)

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// app is what a command may touch of the outside.
type app struct {
	streams
	env func(string) string
}

// command is one verb of the tool.
type command struct {
	name  string
	args  string // as shown after the name
	short string // one line for the overview
	long  string // more, for its own help
	// setup declares the flags and returns what runs once they are parsed.
	setup func(*pflag.FlagSet) func(context.Context, *app, []string) error
}

var commands []command

func register(c command) command {
	commands = append(commands, c)
	slices.SortFunc(commands, func(a, b command) int { return strings.Compare(a.name, b.name) })
	return c
}

// exitError is an error that decides the exit code.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return exitError{exitUsage, fmt.Errorf(format, args...)}
}

// run is the whole tool: it never exits and touches only what it is given.
func run(ctx context.Context, args []string, s streams, env func(string) string) (code int) {
	defer func() {
		if recover() != nil {
			// The panic's own text may quote a repository; its place cannot.
			fmt.Fprintf(s.err, "tazlint: stopped unexpectedly in %s; please report this\n", panicSite(debug.Stack()))
			code = exitIncomplete
		}
	}()
	a := &app{s, env}
	err := a.dispatch(ctx, args)
	if err == nil {
		return exitClean
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(s.err, "tazlint:", printable(text))
	}
	var exit exitError
	if errors.As(err, &exit) {
		return exit.code
	}
	return exitIncomplete
}

// panicSite is the function that panicked, from the stack of its recovery.
func panicSite(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "panic(") && i+2 < len(lines) {
			name := lines[i+2]
			if cut := strings.LastIndexByte(name, '('); cut > 0 {
				name = name[:cut]
			}
			return name[strings.LastIndexByte(name, '/')+1:]
		}
	}
	return "an unknown place"
}

// dispatch finds the command, lint being the default, and runs it.
func (a *app) dispatch(ctx context.Context, args []string) error {
	c, rest, err := pick(args)
	if err != nil {
		return err
	}
	flags := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.SortFlags = true
	action := c.setup(flags)
	if err := flags.Parse(rest); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			a.commandHelp(c, flags)
			return nil
		}
		return usagef("%s: %w (tazlint help %s lists its flags)", c.name, err, c.name)
	}
	return action(ctx, a, flags.Args())
}

// pick splits the arguments into a command and its own. A first argument that
// names no command is the path to lint, unless it looks like a mistyped one.
func pick(args []string) (command, []string, error) {
	if len(args) > 0 {
		switch args[0] {
		case "-h", "--help":
			return find("help"), args[1:], nil
		case "--version":
			return find("version"), args[1:], nil
		}
		if c := find(args[0]); c.name != "" {
			return c, args[1:], nil
		}
		if isMistyped(args[0]) {
			return command{}, nil, unknownCommand(args[0])
		}
	}
	return find("lint"), args, nil
}

func find(name string) command {
	for _, c := range commands {
		if c.name == name {
			return c
		}
	}
	return command{}
}

// isMistyped reports whether a first argument can only be meant as a command:
// a plain word that is no directory.
func isMistyped(arg string) bool {
	return arg != "" && !strings.HasPrefix(arg, "-") && !strings.ContainsAny(arg, "./\\") && !isDir(arg)
}

func unknownCommand(name string) error {
	return usagef("no command or directory %q%s", name, suggestion(name, commandNames()))
}

func commandNames() []string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
	}
	return names
}

// oneArg returns the only argument, or fallback when there is none.
func oneArg(args []string, what, fallback string) (string, error) {
	switch {
	case len(args) == 1 && args[0] == "":
		return "", usagef("expected a %s, got an empty argument", what)
	case len(args) == 1:
		return args[0], nil
	case len(args) > 1:
		return "", usagef("expected one %s, got %d arguments", what, len(args))
	case fallback == "":
		return "", usagef("expected a %s", what)
	}
	return fallback, nil
}
