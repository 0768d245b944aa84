package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// declareMove adds the flags that describe another move than the configuration.
func (f *workspaceFlags) declareMove(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.from, "from", nil, "leave the store, product or kind of places of that `NAME`; repeatable; the configuration's migration.from by default")
	flags.StringVar(&f.to, "to", "", "move to the store of that `NAME`; the configuration's migration.to by default")
}

// override replaces the ends of the move that is configured.
func (c *config) override(from []string, to string) {
	if len(from) == 0 && to == "" {
		return
	}
	var m migrationConfig
	if c.Migration != nil {
		m = *c.Migration
	}
	if len(from) > 0 {
		m.From = from
	}
	if to != "" {
		m.To = to
	}
	c.Migration = &m
}

// noMove tells how to describe a move.
const noMove = `no move is described; say which stores to leave for which in ` + configName + `:
migration:
  from: [old-store]
  to: new-store
  convention: apps/{namespace}/{KEY}#value
or with --from old-store --to new-store`

// move reads the migration that the configuration or flags describe.
func (c *config) move() (migration.Move, error) {
	m := c.Migration
	switch {
	case m == nil:
		return migration.Move{}, usagef(noMove)
	case len(m.From) == 0:
		return migration.Move{}, c.moveFault("no store to leave is named: migration.from, or --from")
	case m.To == "":
		return migration.Move{}, c.moveFault("no store to move to is named: migration.to, or --to")
	case slices.Contains(m.From, m.To):
		return migration.Move{}, c.moveFault("the move leaves %s and goes there", m.To)
	}
	return migration.Move{From: m.From, To: m.To, Convention: m.Convention, Map: m.Map}, nil
}

// move is the migration that the configuration or flags describe, with where the
// entries of its map stand.
func (ws *workspace) move() (migration.Move, error) {
	move, err := ws.cfg.move()
	if err != nil {
		return move, err
	}
	move.At = map[string]facts.Pos{}
	repo, file := ws.configPlace()
	for key := range move.Map {
		n := ws.cfg.at("migration", "map", key)
		move.At[key] = facts.Pos{Repo: repo, File: file, Line: n.Line, Col: n.Column}
	}
	return move, nil
}

// planMove plans the move that the configuration describes, as far as rules ask.
func (ws *workspace) planMove(linked *graph.Graph) (*migration.Plan, error) {
	move, err := ws.move()
	if err != nil {
		return nil, err
	}
	return migration.Try(linked, move)
}

// moveFault points at the migration in the configuration, if it has one.
func (c *config) moveFault(format string, args ...any) error {
	if c.file == "" || child(c.at(), "migration") == nil {
		return usagef(format, args...)
	}
	return c.fault([]any{"migration"}, format, args...)
}

// typo is how many letters of a destination may be wrong for it to be taken for
// one that exists, and not for one that is still to come.
const typo = 2

// checkMove compares the names of a move with what there is. A store to move to
// may be one that is not there yet: the plan tells.
func (a *app) checkMove(g *graph.Graph, move migration.Move) error {
	stores, others := migration.Names(g)
	for _, name := range move.From {
		if !slices.Contains(stores, name) && !slices.Contains(others, name) {
			writef(a.err, "tazlint: note: nothing that could be left is called %q%s", name, suggestion(name, slices.Concat(stores, others)))
		}
	}
	if slices.Contains(stores, move.To) {
		return nil
	}
	known := slices.DeleteFunc(stores, func(name string) bool { return slices.Contains(move.From, name) })
	there := "there is no other store"
	if len(known) > 0 {
		there = "there are " + strings.Join(known[:min(len(known), maxCandidates)], ", ")
	}
	if n := nearest(move.To, known); n != "" && distance(move.To, n) <= typo {
		return usagef("no store to move to is called %q, %s; did you mean %s?", move.To, there, n)
	}
	writef(a.err, "tazlint: note: no store to move to is called %q, %s", move.To, there)
	return nil
}
