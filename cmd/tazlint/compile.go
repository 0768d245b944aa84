package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/facts"
)

var _ = register(command{
	name:  "compile",
	args:  "[PATH]",
	short: "write the names and places of one repository as a facts object",
	long: `The object holds no value of any secret. Other repositories link it with --with, or
with facts: in their configuration, where the repository itself is not at hand.`,
	setup: setupCompile,
})

func setupCompile(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var w workspaceFlags
	w.declare(flags)
	output := flags.StringP("output", "o", "-", "`FILE` to write, - for standard output")
	return func(ctx context.Context, a *app, args []string) error {
		path, err := oneArg(args, "path", ".")
		if err != nil {
			return err
		}
		return a.compile(ctx, &w, path, *output)
	}
}

func (a *app) compile(ctx context.Context, w *workspaceFlags, path, output string) error {
	tuneStart(a.env)
	ws, err := w.resolve(path)
	if err != nil {
		return err
	}
	repo, err := ws.home()
	if err != nil {
		return err
	}
	object, _, err := ws.object(ctx, repo, version())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := facts.Encode(&b, object); err != nil {
		return err
	}
	if err := a.writeOutput(output, b.Bytes()); err != nil {
		return err
	}
	return a.tellProblems(object.Coverage.Problems)
}

// writeOutput writes a whole result at once. A file is replaced by renaming,
// so that no reader finds half of it.
func (a *app) writeOutput(name string, text []byte) error {
	if name == "-" || name == "" {
		if _, err := a.out.Write(text); err != nil {
			return exitError{exitIncomplete, fmt.Errorf("write output: %w", err)}
		}
		return nil
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return wrapWrite(name, os.WriteFile(name, text, 0o644)) // a device or pipe
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".tazlint-*")
	if err != nil {
		return wrapWrite(name, err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(text)
	if closing := temp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(temp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	return wrapWrite(name, err)
}

func wrapWrite(name string, err error) error {
	if err == nil {
		return nil
	}
	if cause := new(fs.PathError); errors.As(err, &cause) {
		err = cause.Err // its path may be that of a temporary file
	}
	return exitError{exitUsage, fmt.Errorf("write %s: %w", name, err)}
}
