package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/entries"
)

// listingLimit bounds what is read of a tool's output; names alone are short.
const listingLimit = 16 << 20

var _ = register(command{
	name:  "inventory",
	short: "turn what a backend's tool lists on standard input into an inventory of names",
	long: `It takes names: a plain list, "vault kv list" as table or JSON, a JSON array of names,
"gopass ls" with or without --flat, "pass ls". Whatever could hold a value is refused by
its line, unprinted. A listing shows one folder; --under puts the folder before its names:

  vault kv list -format=json secret/apps | tazlint inventory --backend kv --under apps
  vault kv get -format=json secret/apps/blog | jq '.data.data | keys' |
    tazlint inventory --backend kv --under apps/blog#
  infisical export --format=json | jq -r '.[].key' | tazlint inventory --backend infisical
  gopass ls --flat | tazlint inventory --backend gopass`,
	setup: setupInventory,
})

// namesOnly says by backend which command prints no values.
var namesOnly = map[string]string{
	"kv":        "vault kv list -format=json PATH prints names, vault kv get -format=json PATH | jq '.data.data | keys' fields",
	"infisical": "infisical export --format=json | jq -r '.[].key' prints names",
	"gopass":    "gopass ls --flat prints names",
}

func setupInventory(flags *pflag.FlagSet) func(context.Context, *app, []string) error {
	var l entries.Listing
	flags.StringVar(&l.Backend, "backend", "", "one of "+strings.Join(sortedKeys(namesOnly), ", "))
	flags.StringVar(&l.Mount, "mount", "secret", "mount of a kv backend")
	flags.StringVar(&l.Under, "under", "", "`PATH` of the folder that was listed, or of an entry with # for its fields")
	output := flags.StringP("output", "o", "-", "`FILE` to write, - for standard output")
	return func(_ context.Context, a *app, args []string) error {
		if len(args) > 0 {
			return usagef("inventory takes no arguments; it reads standard input")
		}
		if err := oneOf("--backend", l.Backend, sortedKeys(namesOnly)...); err != nil {
			return err
		}
		return a.inventory(l, *output)
	}
}

func (a *app) inventory(l entries.Listing, output string) error {
	text, err := io.ReadAll(io.LimitReader(a.in, listingLimit+1))
	if err != nil {
		return exitError{exitIncomplete, fmt.Errorf("read standard input: %w", err)}
	}
	if len(text) > listingLimit {
		return usagef("standard input is longer than %d MiB", listingLimit>>20)
	}
	names, folders, err := l.Names(text)
	switch {
	case errors.Is(err, entries.ErrValues):
		return usagef("standard input, %w; an inventory holds names only: %s", err, namesOnly[l.Backend])
	case err != nil:
		return usagef("standard input, %w", err)
	case len(names) == 0:
		return exitError{exitIncomplete, errors.New("no names on standard input")}
	}
	if folders > 0 {
		writef(a.err, "tazlint: note: folders listed without what is in them: %d; list these as well", folders)
	}
	var b bytes.Buffer
	for _, name := range names {
		fmt.Fprintln(&b, name)
	}
	return a.writeOutput(output, b.Bytes())
}
