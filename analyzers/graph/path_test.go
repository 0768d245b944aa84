package graph

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

const chain = `
roles gitops bootstrap vault
owns vault-file
owns secret c
def vault-file:token entry
def env:TOKEN script by script:create.sh
ref env:TOKEN derives vault-file:token
def tf:live/inputs.token terraform
ref tf:live/inputs.token derives env:TOKEN
def tf:module/var.token terraform
ref tf:module/var.token derives tf:live/inputs.token
def secret:c/flux/git terraform exact =username,password ground by tf:module/kubernetes_secret.git
ref secret:c/flux/git#password derives tf:module/var.token
def tf:module/kubernetes_secret.git terraform
ref origin:c/GitRepository/flux/flux authenticates secret:c/flux/git#password
def kv:secret/app/x#value inventory
owns kv
def store:c/ClusterSecretStore/s manifest exact
ref store:c/ClusterSecretStore/s backend kv:secret
owns store c
def secret:c/app/x external-secret exact =config by object:c/app/ExternalSecret/x
def object:c/app/ExternalSecret/x manifest
def template:c/app/x scope exact =v
ref secret:c/app/x#config derives template:c/app/x#v
ref template:c/app/x#v derives remote:c/ClusterSecretStore/s/app%2Fx#value
ref workload:c/app/Deployment/x consumes secret:c/app/x#config
`

func TestFlows(t *testing.T) {
	t.Parallel()
	g := link(t, object(t, "r", chain))
	var got []string
	for _, f := range g.Flows() {
		var names []string
		for _, s := range f.Steps {
			names = append(names, string(s.Symbol))
		}
		got = append(got, strings.Join(append(names, string(f.Reader)), " > "))
	}
	want := []string{
		"vault-file:token > env:TOKEN > tf:live/inputs.token > tf:module/var.token > tf:module/kubernetes_secret.git > secret:c/flux/git#password > origin:c/GitRepository/flux/flux",
		"kv:secret/app/x#value > template:c/app/x#v > secret:c/app/x#config > workload:c/app/Deployment/x",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestConsumers(t *testing.T) {
	t.Parallel()
	g := link(t, object(t, "r", chain))
	for place, want := range map[string]string{
		"vault-file:token":      "origin:c/GitRepository/flux/flux",
		"kv:secret/app/x":       "workload:c/app/Deployment/x",
		"secret:c/app/x":        "workload:c/app/Deployment/x",
		"workload:c/app/x/none": "",
	} {
		var got []string
		for _, s := range g.Consumers(facts.Symbol(place)) {
			got = append(got, string(s))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", place, got, want)
		}
	}
}
