package migration_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/source"
)

// FuzzMove plans moves that nobody meant: any text as a name, a convention, an
// entry of the map, an inventory and a manifest.
func FuzzMove(f *testing.F) {
	consumer := strings.NewReplacer("%[1]d", "1", "%[2]d", "1", "%[3]s", "KEY").Replace(crowdMember)
	f.Add("old", "new", "apps/{namespace}/{KEY}#value", "KEY", "apps/one#value", "apps/team-1/KEY#value", consumer)
	f.Add("old", "new", "{x}/{y}/{x}#{z}", "*", "*#*", "a/b/c#d\na/b#c", consumer)
	f.Add("infisical", "new", "(?i)[a-\x00{key}\xff\\", "/KEY#\x00", "../../../etc/passwd#%s", "\xff\n#\n/\n*", consumer)
	f.Add("vault-file", "pass", strings.Repeat("{a}", 300), "`<b>", "::error::x", "", strings.Replace(consumer, "KEY", `"\0\u202e::error::x"`, 1))
	f.Add("new", "old", "", "", "", "", crowdStores)
	f.Fuzz(func(t *testing.T, from, to, convention, key, place, inventory, manifest string) {
		texts := map[string][]byte{"stores.yaml": []byte(crowdStores), "a.yaml": []byte(manifest), "inventory": []byte(inventory)}
		opt := analyzers.Options{}
		opt.Source.Inventories = []source.InventorySource{{Backend: "kv", Mount: "secret", File: "inventory"}}
		g, err := graph.Link(analyzers.CompileTree(t.Context(), source.New("gitops", texts), []facts.Role{facts.RoleGitOps}, opt))
		if err != nil {
			return // told to the user: not what is looked at here
		}
		move := migration.Move{From: []string{from}, To: to, Convention: convention, Map: map[string]string{key: place}, At: map[string]facts.Pos{key: {Repo: "gitops", File: "m", Line: 1, Col: 1}}}
		p, err := migration.Make(g, move)
		if err != nil {
			t.Fatal(err)
		}
		reconcile(t, p)
		p.Gate(g, nil, nil)
		p.Headlines()
		p.Strays(g)
		p.Leftovers(g)
		migration.Rivals(g, p)
		none, all := func(*migration.Consumer) bool { return false }, p.Select(0, true).Has
		if diff := migration.Differences(p.Apply(g.Objects, none), g.Objects); len(diff) > 0 {
			t.Errorf("a move of nothing changes %v", diff)
		}
		once := p.Apply(g.Objects, all)
		if diff := migration.Differences(once, p.Apply(once, all)); len(diff) > 0 {
			t.Errorf("a move of what has moved changes %v", diff)
		}
	})
}

// reconcile demands that each consumer is told once, and each that moves in one
// wave.
func reconcile(t *testing.T, p *migration.Plan) {
	t.Helper()
	waves, seen := map[facts.Symbol]int{}, map[facts.Symbol]bool{}
	for _, w := range p.Waves {
		for _, s := range w.Consumers {
			if waves[s] != 0 {
				t.Errorf("%s moves in the waves %d and %d", s, waves[s], w.Number)
			}
			waves[s] = w.Number
		}
	}
	got := map[facts.Symbol]int{}
	for _, c := range p.Consumers {
		if seen[c.Symbol] {
			t.Errorf("%s is told twice", c.Symbol)
		}
		seen[c.Symbol] = true
		if c.Wave != 0 {
			got[c.Symbol] = c.Wave
		}
	}
	if diff := cmp.Diff(waves, got); diff != "" {
		t.Errorf("waves and consumers differ: %s", diff)
	}
}
