# METADATA
# title: Reference through the retired store
# description: |
#   The configuration names the stores to leave. This reference still goes through one of them, or through another
#   store on its backend, or a script or module reads that backend itself. Where the migration changes the
#   product as well, such a direct read is told by migration/legacy-residue.
# custom:
#   severity: warning
#   since: 0.1.0
#   requires: migration
#   remediation: Point it at the destination store with the mapped key.
#   phases:
#     planned: info
#     window: warning
#     done: error
package tazlint.migration["legacy-store"]

import data.tazlint.lib

config := data.tazlint.config.migration

# retired holds the stores to leave and all others on their backends.
retired contains store.from if store := named[_]

retired contains store.from if {
	some store in input.edges.backend
	store.to in {old.to | old := named[_]}
	not lib.called(store.from, config.to)
}

# A product can be left as a whole, unless the destination is one of its own.
retired contains store.from if {
	some store in input.edges.backend
	store.provider in config.from
	not destination.provider == store.provider
	not lib.called(store.from, config.to)
}

named contains store if {
	some store in input.edges.backend
	some name in config.from
	lib.called(store.from, name)
}

report contains {"edge": edge.id, "message": message} if {
	some edge in input.edges.store
	edge.place in retired
	message := sprintf("%s still fetches through %s.", [edge.from_name, edge.to_name])
}

# left holds the backends that only retired stores stand on, of products that stay in use.
left contains store.to if {
	some store in input.edges.backend
	store.from in retired
	store.provider == destination.provider
	store.to != destination.to
}

destination := store if {
	some store in input.edges.backend
	lib.called(store.from, config.to)
}

report contains {"edge": edge.id, "message": message} if {
	some rel in {"derives", "reads"}
	some edge in input.edges[rel]
	some backend in left
	startswith(edge.to, sprintf("%s/", [backend]))
	regex.match(`^(env:|script:|tf:(.*/)?(data|ephemeral)[.])`, edge.from)
	message := sprintf("The retired %s is still read by %s.", [backend, edge.from_name])
}
