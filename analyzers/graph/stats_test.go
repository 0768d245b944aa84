package graph

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// TestExternal: a key of a backend without an inventory leaves what is linked,
// whatever the provider and however the key is spelt.
func TestExternal(t *testing.T) {
	t.Parallel()
	g := link(t, object(t, "r", `
roles gitops bootstrap
owns store c
def store:c/ClusterSecretStore/vault manifest exact
ref store:c/ClusterSecretStore/vault backend kv:secret
def store:c/ClusterSecretStore/op manifest exact
ref store:c/ClusterSecretStore/op backend backend:onepassword
def object:c/app/ExternalSecret/x manifest
ref object:c/app/ExternalSecret/x derives remote:c/ClusterSecretStore/vault/app%2Fx#value
ref object:c/app/ExternalSecret/x derives remote:c/ClusterSecretStore/vault/*%2Fx#value templated
ref object:c/app/ExternalSecret/x derives remote:c/ClusterSecretStore/op/item#field
def remote:c/ClusterSecretStore/op/pushed operator exact
ref object:c/app/ExternalSecret/x derives remote:c/ClusterSecretStore/op/pushed
`))
	want := Stats{Resolved: 1, External: 3, Unknown: map[facts.Reason]int{}}
	if diff := cmp.Diff(want, g.Stats()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
