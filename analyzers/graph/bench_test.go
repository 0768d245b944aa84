package graph

import (
	"fmt"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// generated is a GitOps object with n Secrets, each made by an ExternalSecret
// of one store and read by two workloads, one of which misspells the key.
func generated(n int) []*facts.Object {
	gitops := &facts.Object{Format: facts.Format, Repo: "gitops", Roles: []facts.Role{facts.RoleGitOps},
		Owns: []facts.Scope{{Kind: facts.Secret, Cluster: "c"}, {Kind: facts.Store, Cluster: "c"}, {Kind: facts.Unit, Cluster: "c"}}}
	store := facts.StorePlace("c", "ClusterSecretStore", "", "main")
	unit := facts.New(facts.Unit, "c", "flux-system", "apps")
	at := func(i int) facts.Pos { return facts.Pos{Repo: "gitops", File: fmt.Sprint(i), Line: 1, Col: 1} }
	gitops.Defs = append(gitops.Defs, facts.Def{Symbol: store, Kind: facts.KindManifest}, facts.Def{Symbol: unit, Kind: facts.KindManifest})
	gitops.Refs = append(gitops.Refs, facts.Ref{From: store, To: "kv:secret", Rel: facts.RelBackend})
	for i := range n {
		namespace, name := fmt.Sprintf("n%d", i%100), fmt.Sprintf("s%d", i)
		place := facts.SecretPlace("c", namespace, name)
		es := facts.New(facts.ObjectSymbol, "c", namespace, "ExternalSecret", name)
		gitops.Defs = append(gitops.Defs,
			facts.Def{Symbol: place, Kind: facts.KindExternalSecret, Keys: facts.ExactKeys("a", "b"), By: es, At: at(i)},
			facts.Def{Symbol: es, Kind: facts.KindManifest, At: at(i)})
		gitops.Refs = append(gitops.Refs,
			facts.Ref{From: es, To: store, Rel: facts.RelStore, At: at(i)},
			facts.Ref{From: es, To: unit, Rel: facts.RelAppliedBy, At: at(i)},
			facts.Ref{From: place.WithKey("a"), To: facts.RemoteKey(store, "apps/"+name, "value"), Rel: facts.RelDerives, At: at(i)},
			facts.Ref{From: facts.New(facts.Workload, "c", namespace, "Deployment", name), To: place.WithKey("a"), Rel: facts.RelConsumes, At: at(i)},
			facts.Ref{From: facts.New(facts.Workload, "c", namespace, "CronJob", name), To: place.WithKey("c"), Rel: facts.RelConsumes, At: at(i)})
	}
	return []*facts.Object{gitops, {Format: facts.Format, Repo: "bootstrap", Roles: []facts.Role{facts.RoleBootstrap}}}
}

// Ledger (2 cores, Go 1.26): see the commits that changed the numbers.
func BenchmarkLink(b *testing.B) {
	for _, n := range []int{500, 5_000, 50_000} {
		objects := generated(n)
		b.Run(fmt.Sprintf("%d-secrets", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Link(objects...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
