package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// generators are the resources whose value the provider makes up (registry
// pages of hashicorp/random, hashicorp/tls, OJFord/wireguard).
var generators = map[string]bool{
	"random_password": true, "random_bytes": true, "random_string": true, "random_id": true, "random_uuid": true,
	"tls_private_key": true, "wireguard_asymmetric_key": true,
}

// traits says whether the state keeps a resource, whether it makes up its value,
// and whether a later run may replace that: any change of an argument does,
// unless that is ignored or refused, or keepers say when.
func (r *resource) traits() facts.Traits {
	traits := facts.Traits{Persisted: r.block.Type != "ephemeral"}
	if r.block.Type != "resource" || !generators[r.typ] {
		return traits
	}
	traits.Generated, traits.Rotation = true, facts.RotatesRerun
	if r.block.Body.Attributes["keepers"] != nil || pinned(nested(r.block.Body, "lifecycle")) {
		traits.Rotation = facts.RotatesNever
	}
	return traits
}

// pinned reports whether a lifecycle block keeps what was made.
func pinned(lifecycle *hclsyntax.Block) bool {
	if lifecycle == nil {
		return false
	}
	attrs := lifecycle.Body.Attributes
	return attrs["ignore_changes"] != nil || attrs["prevent_destroy"] != nil
}
