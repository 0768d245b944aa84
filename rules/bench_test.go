package rules

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// generate makes a graph of about n places: Secrets of two keys, each fetched
// through one store and read by one workload; one reader in fifty asks for a
// key that is not there.
func generate(b *testing.B, n int) *graph.Graph {
	b.Helper()
	var text strings.Builder
	text.WriteString("roles gitops bootstrap\nowns secret c\nowns store c\ndef store:c/ClusterSecretStore/main manifest\nref store:c/ClusterSecretStore/main backend kv:secret\n")
	for i := range n / 3 {
		secret := facts.SecretPlace("c", fmt.Sprintf("ns%d", i%40), fmt.Sprintf("s%d", i))
		object := facts.New(facts.ObjectSymbol, "c", secret.Segment(1), "ExternalSecret", secret.Name())
		reader := facts.New(facts.Workload, "c", secret.Segment(1), "Deployment", secret.Name())
		key := "a"
		if i%50 == 0 {
			key = "missing"
		}
		fmt.Fprintf(&text, "def %s external-secret exact=a,b\nref %s store store:c/ClusterSecretStore/main\nref %s consumes %s#%s\n", secret, object, reader, secret, key)
	}
	return link(b, text.String())
}

// BenchmarkCheck judges generated graphs with all policies. On a shared 2-core
// machine, Go 1.26:
//
//	                2,000 places       20,000 places
//	first           13.3 ms  3.8 MB    106 ms  33 MB
//	only the migration rules need every reference through a store; they
//	run only where a migration is configured
//	                 2.1 ms  0.6 MB     14 ms  1.8 MB
func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{2000, 20000} {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			book, g := builtin(b), generate(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := book.Check(b.Context(), g, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLoad parses, checks and compiles the built-in policies.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		builtin(b)
	}
}
