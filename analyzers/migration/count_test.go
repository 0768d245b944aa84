package migration_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// TestCountsAddUp counts plans made at random: every breakdown holds everything
// exactly once.
func TestCountsAddUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		checkCounts(t, randomPlan(rand.New(rand.NewPCG(seed, 1))))
	}
}

func checkCounts(t *testing.T, p *migration.Plan) {
	t.Helper()
	c := p.Counts()
	references, leaving := 0, 0
	for _, consumer := range p.Consumers {
		references += len(consumer.References)
		if consumer.Leaves() {
			leaving++
		}
	}
	for _, sum := range []struct {
		of        string
		breakdown []migration.Tally
		want      int
	}{
		{"sides", c.Sides, len(p.Consumers)}, {"kinds", c.Kinds, len(p.Consumers)}, {"stores", c.Stores, len(p.Consumers)},
		{"repositories", c.Repos, len(p.Consumers)}, {"layers", c.Layers, len(p.Consumers)}, {"verdicts", c.Verdicts, leaving},
		{"references", c.References, references}, {"values", c.Values, len(p.Values)}, {"residue", c.Residue, len(p.Uses())},
	} {
		if got := migration.Total(sum.breakdown); got != sum.want {
			t.Errorf("the %s add up to %d, not %d: %v", sum.of, got, sum.want, sum.breakdown)
		}
	}
	uses := 0
	for _, h := range p.Headlines() {
		uses += h.Uses
		if h.Layer == migration.LayerKubernetes && h.Of+h.Other != c.Layers[0].N {
			t.Errorf("%s: %d consumers", h, c.Layers[0].N)
		}
	}
	if uses != len(p.Uses()) || c.Leaving != leaving || p.Done() != (leaving == 0 && uses == 0) {
		t.Errorf("the headlines %v tell %d uses, not %d", p.Headlines(), uses, len(p.Uses()))
	}
}

func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

// randomPlan is a plan that need not make sense.
func randomPlan(r *rand.Rand) *migration.Plan {
	p := &migration.Plan{Move: migration.Move{From: []string{"old"}, To: "new"}}
	at := func() facts.Pos { return facts.Pos{Repo: pick(r, "home", "castle", ""), File: "f", Line: r.IntN(9)} }
	for i := range r.IntN(30) {
		c := &migration.Consumer{
			At: at(), Side: pick(r, migration.SideLegacy, migration.SideBoth, migration.SideTarget, migration.SideOther),
			Symbol:  pick(r, facts.Symbol(fmt.Sprintf("object:c/n/ExternalSecret/e%d", i)), "tf:m/data.x.y", "script:create.sh", "env:TOKEN", "vault-file:token"),
			Verdict: pick(r, migration.Ready, migration.Mechanical, migration.Unproven, migration.Reshape, migration.Blocked, "unheard of"),
		}
		for range r.IntN(3) {
			c.Passages = append(c.Passages, migration.Passage{At: at(), Store: facts.StorePlace("c", "SecretStore", "n", pick(r, "old", "new", "other"))})
			c.References = append(c.References, &migration.Reference{At: at(), Remote: pick[facts.Symbol](r, "infisical:/a#B", "remote:c/SecretStore/n/old/B"), Verdict: c.Verdict})
		}
		p.Consumers = append(p.Consumers, c)
	}
	for range r.IntN(9) {
		p.Residue = append(p.Residue, migration.Residue{Symbol: pick[facts.Symbol](r, "script:create.sh", "vault-file:token", "workload:c/n/Deployment/a"), At: at()})
		p.Values = append(p.Values, migration.Value{State: pick(r, migration.LegacyOnly, migration.Both, migration.Orphan)})
	}
	return p
}

func TestHeadlines(t *testing.T) {
	t.Parallel()
	store := func(side migration.Side, n int) []*migration.Consumer {
		return slices.Repeat([]*migration.Consumer{{Symbol: "object:c/n/ExternalSecret/e", Side: side}}, n)
	}
	read := &migration.Consumer{Symbol: "tf:m/data.x.y", Side: migration.SideLegacy, References: []*migration.Reference{{Remote: "infisical:/a#B", Address: "infisical:/a#B"}}}
	residue := []migration.Residue{{Symbol: "script:create.sh", At: facts.Pos{Repo: "castle", File: "create.sh", Line: 2}}}
	roles := &graph.Graph{Objects: []*facts.Object{{Repo: "castle", Roles: []facts.Role{facts.RoleBootstrap}}, {Repo: "pod", Roles: []facts.Role{facts.RoleVault}}, {Repo: "all", Roles: []facts.Role{facts.RoleGitOps, facts.RoleVault}}}}
	tests := map[string]struct {
		plan migration.Plan
		want []string
	}{
		"nothing": {migration.Plan{}, nil},
		"the cluster is done, the rest is not": {
			migration.Plan{Consumers: append(store(migration.SideTarget, 22), read), Residue: append(residue, residue...), Products: []string{"infisical"}},
			[]string{"Kubernetes: 22 of 22 consumers fetch through new", "bootstrap: 2 places still use infisical"},
		},
		"nobody looked for residue": {
			migration.Plan{Consumers: []*migration.Consumer{read}, Products: []string{"infisical"}}, []string{"bootstrap: 1 place still uses infisical"},
		},
		"what the bootstrap makes in a cluster is the bootstrap's": {
			migration.Plan{Graph: roles, Residue: []migration.Residue{
				{Symbol: "secret:*/a/b", At: facts.Pos{Repo: "castle", File: "main.tf", Line: 1}}, {Symbol: "secret:c/a/b", At: facts.Pos{Repo: "all", File: "a.yaml", Line: 1}},
			}},
			[]string{"Kubernetes: 1 place still uses old", "bootstrap: 1 place still uses old", "vault: no place uses old"},
		},
		"one of each": {
			migration.Plan{Consumers: slices.Concat(store(migration.SideBoth, 1), store(migration.SideOther, 3)), Residue: residue},
			[]string{"Kubernetes: 0 of 1 consumer fetches through new, 3 more through other stores", "bootstrap: 1 place still uses old"},
		},
	}
	for name, test := range tests {
		test.plan.Move = migration.Move{From: []string{"old"}, To: "new"}
		var got []string
		for _, h := range test.plan.Headlines() {
			got = append(got, h.String())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}
