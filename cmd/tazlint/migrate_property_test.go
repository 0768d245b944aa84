package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/migration/rewrite"
	"github.com/tazzo/tazlint/analyzers/source"
)

// inventions is how many workspaces are made up: some in a usual run, as many as
// TAZLINT_INVENTIONS says in a long one.
func inventions(t *testing.T) int {
	t.Helper()
	n := 24
	if text := os.Getenv("TAZLINT_INVENTIONS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 {
			t.Fatalf("TAZLINT_INVENTIONS=%s is no number of workspaces", text)
		}
	}
	return n
}

// read plans the move of a workspace that is held in memory.
func (m *moving) read(t *testing.T) *planned {
	t.Helper()
	if m.planned == nil {
		m.planned = m.plan(t)
	}
	return m.planned
}

func (m *moving) plan(t *testing.T) *planned {
	t.Helper()
	repo := repository{name: "gitops", dir: "/gitops", roles: []facts.Role{facts.RoleGitOps}}
	ws := &workspace{dir: repo.dir, repos: []repository{repo}, cfg: &config{
		file: "/gitops/" + configName, Migration: m.migration,
		Inventory: []inventoryConfig{{Backend: "infisical", File: "inventory/old.txt"}, {Backend: "kv", Mount: "secret", File: "inventory/new.txt"}},
	}}
	tree := source.New(repo.name, m.texts)
	o := ws.objectOf(t.Context(), tree, repo, "test")
	c := &compiled{objects: []*facts.Object{o}, trees: map[string]*source.Tree{repo.name: tree}}
	g, err := graph.Link(o)
	if err != nil {
		t.Fatal(err)
	}
	move, err := ws.cfg.move()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := migration.Make(g, move)
	if err != nil {
		t.Fatal(err)
	}
	return &planned{ws, c, g, plan}
}

// with is the workspace with other texts.
func (m *moving) with(changes []rewrite.Change) *moving {
	changed := &moving{texts: maps.Clone(m.texts), migration: m.migration}
	for _, c := range changes {
		changed.texts[c.File] = c.After
	}
	return changed
}

// write makes a move and answers the workspace after it, and what moved. It
// fails where the move is not proved.
func (m *moving) write(t *testing.T, wave int) (*moving, *migration.Selection) {
	t.Helper()
	p := m.read(t)
	chosen := p.plan.Select(wave, false)
	changes := p.rewrite(chosen)
	if len(changes) == 0 {
		return m, chosen
	}
	if _, err := p.prove(t.Context(), chosen, changes); err != nil {
		t.Errorf("not proved: %v", err)
		if u, ok := err.(unproved); ok {
			for _, d := range u.differences {
				t.Logf("%s: %s", placeOf(d.At), d.Text)
			}
		}
		for _, c := range changes {
			t.Logf("%s\n%s", c.Diff(), c.Before)
		}
	}
	return m.with(changes), chosen
}

// TestMoveKeepsSecrets makes up workspaces, moves all that can move, and compares
// who gets what before and after.
func TestMoveKeepsSecrets(t *testing.T) {
	t.Parallel()
	all := inventions(t)
	moved, stayed := make([]int, all), make([]int, all)
	t.Run("seeds", func(t *testing.T) {
		for n := range all {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				m := invent(uint64(n))
				moved[n], stayed[n] = m.check(t, n%3 == 0)
				if t.Failed() {
					for _, name := range sortedKeys(m.texts) {
						t.Logf("-- %s --\n%s", name, m.texts[name])
					}
				}
			})
		}
	})
	sum := func(list []int) (all int) {
		for _, n := range list {
			all += n
		}
		return all
	}
	t.Logf("%d moved, %d stayed", sum(moved), sum(stayed))
	if sum(moved) < 4*sum(stayed) {
		t.Errorf("only %d consumers move and %d stay: that proves little", sum(moved), sum(stayed))
	}
}

// check moves a workspace, if asked to also wave by wave, and counts what moved
// and what stayed.
func (m *moving) check(t *testing.T, waves bool) (moved, stayed int) {
	before := m.read(t)
	if problems := before.c.problems(); len(problems) > 0 {
		t.Fatalf("the workspace itself is not understood: %v", problems)
	}
	all, chosen := m.write(t, 0)
	after := all.read(t)
	if found := migration.Losses(before.g, after.g); len(found) > 0 {
		t.Errorf("what is delivered changed: %v", found)
	}
	if diff := cmp.Diff(symbols(before.plan.Consumers), symbols(after.plan.Consumers)); diff != "" {
		t.Errorf("other consumers: %s", diff)
	}
	for _, c := range after.plan.Consumers {
		if chosen.Has(c) && (c.Side == migration.SideLegacy || c.Side == migration.SideBoth) {
			t.Errorf("%s moved and is still %s", c.Symbol, c.Side)
		}
	}
	m.compareLines(t, all)
	if again, _ := all.write(t, 0); !alike(all, again) {
		t.Error("a second run changes something")
	}
	if waves {
		m.inWaves(t, all)
	}
	return len(chosen.Moving()), len(chosen.Stays())
}

func symbols(consumers []*migration.Consumer) []facts.Symbol {
	var all []facts.Symbol
	for _, c := range consumers {
		all = append(all, c.Symbol)
	}
	return all
}

func alike(a, b *moving) bool { return maps.EqualFunc(a.texts, b.texts, bytes.Equal) }

// fields are the names that a line which a move changes may have.
var fields = []string{"name:", "kind:", "key:", "property:", "apiVersion:", "remoteKey:", "secretStoreRef:", "storeRef:", "remoteRef:", "value:"}

// compareLines: only lines that name a store, a key, a field or a version are
// other ones.
func (m *moving) compareLines(t *testing.T, changed *moving) {
	t.Helper()
	for name, was := range m.texts {
		is := changed.texts[name]
		if bytes.Equal(was, is) {
			continue
		}
		had := map[string]int{}
		for line := range strings.Lines(string(was)) {
			had[line]++
		}
		for line := range strings.Lines(string(is)) {
			had[line]--
			if had[line] < 0 && !slices.ContainsFunc(fields, func(f string) bool { return strings.Contains(line, f) }) {
				t.Errorf("%s has a new line %q", name, line)
			}
		}
	}
}

// inWaves: one wave after the other ends in the same bytes as all at once. What
// has moved is in no wave any more, so that the waves behind it move up, but for
// those that stay.
func (m *moving) inWaves(t *testing.T, all *moving) {
	t.Helper()
	step, wave := m, 1
	for range 2 * len(m.texts) {
		last := 0
		for _, c := range step.read(t).plan.Consumers {
			last = max(last, c.Wave)
		}
		if wave > last {
			break
		}
		next, _ := step.write(t, wave)
		if next == step {
			wave++
		} else {
			step, wave = next, 1
		}
	}
	if !alike(step, all) {
		t.Error("one wave after the other ends in other bytes than all at once")
	}
}
