package migration_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/source"
)

// BenchmarkPlan plans the move of 1,000, 4,000 and 16,000 consumers, each with a
// reader, a destination in the inventory and, one in twenty, none; answers the
// gate and compares the graph with itself. The time that a consumer takes should
// not grow with their number.
func BenchmarkPlan(b *testing.B) {
	for _, consumers := range []int{1_000, 4_000, 16_000} {
		b.Run(fmt.Sprint(consumers), func(b *testing.B) {
			g, move := crowd(b, consumers)
			b.ReportAllocs()
			for b.Loop() {
				p, err := migration.Make(g, move)
				if err != nil || len(p.Consumers) != consumers {
					b.Fatalf("%d consumers: %v", len(p.Consumers), err)
				}
				p.Gate(g, nil, nil)
				p.Headlines()
				p.Strays(g)
				p.Leftovers(g)
				migration.Rivals(g, p)
				s := p.Select(0, true)
				s.Moving()
				s.Stays()
				if _, err := p.Prove(g, s.Has, p.Apply(g.Objects, s.Has)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*consumers), "µs/consumer")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys>>20), "MiB")
		})
	}
}

// crowd is a workspace of many consumers and a move of all of them. A tenth is
// sent by the map, a tenth by folder patterns, the rest by the inventory.
func crowd(tb testing.TB, consumers int) (*graph.Graph, migration.Move) {
	tb.Helper()
	move := migration.Move{From: []string{"old"}, To: "new", Convention: "{owner}/static/{key}#value", Map: map[string]string{}, At: map[string]facts.Pos{}}
	texts := map[string][]byte{"kustomization.yaml": nil, "stores.yaml": []byte(crowdStores)}
	resources, old, held := []string{"stores.yaml"}, []string{}, []string{}
	for i := range consumers {
		team, key, file := i/20, fmt.Sprintf("KEY_%d", i), fmt.Sprintf("team-%d/%d.yaml", i/20, i)
		place := fmt.Sprintf("team-%d/static/key-%d", team, i)
		switch i % 10 {
		case 0:
			move.Map[key] = place + "#value"
			move.At[key] = facts.Pos{Repo: "gitops", File: ".tazlint.yaml", Line: i + 1, Col: 1}
		case 1:
			key = fmt.Sprintf("/team-%d/%s", team, key)
			move.Map[fmt.Sprintf("/team-%d/*", team)] = fmt.Sprintf("team-%d/static/*", team)
		}
		old = append(old, key)
		if i%20 != 0 {
			held = append(held, place+"#value")
		}
		texts[file] = fmt.Appendf(nil, crowdMember, i, team, key)
		resources = append(resources, file)
	}
	texts["kustomization.yaml"] = []byte("resources:\n- " + strings.Join(resources, "\n- ") + "\n")
	texts["inventory/old"], texts["inventory/new"] = []byte(strings.Join(old, "\n")), []byte(strings.Join(held, "\n"))
	opt := analyzers.Options{}
	opt.Source.Inventories = []source.InventorySource{{Backend: "infisical", File: "inventory/old"}, {Backend: "kv", Mount: "secret", File: "inventory/new"}}
	g, err := graph.Link(analyzers.CompileTree(tb.Context(), source.New("gitops", texts), []facts.Role{facts.RoleGitOps}, opt))
	if err != nil {
		tb.Fatal(err)
	}
	return g, move
}

const crowdStores = `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: old}
spec: {provider: {infisical: {secretsScope: {projectSlug: lab, environmentSlug: prod, secretsPath: /, recursive: true}}}}
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: new}
spec: {provider: {vault: {server: https://vault.example.net, path: secret, version: v2, auth: {kubernetes: {mountPath: kubernetes, role: eso}}}}}
`

const crowdMember = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app-%[1]d, namespace: team-%[2]d}
spec:
  secretStoreRef: {kind: ClusterSecretStore, name: old}
  data: [{secretKey: token, remoteRef: {key: %[3]s}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app-%[1]d, namespace: team-%[2]d}
spec: {template: {spec: {containers: [{name: c, env: [{name: T, valueFrom: {secretKeyRef: {name: app-%[1]d, key: token}}}]}]}}}
`
