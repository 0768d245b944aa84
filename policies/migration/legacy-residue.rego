# METADATA
# title: Tooling of the retired backend
# description: |
#   A provider, command, variable or host name of the backend that the migration leaves is still in use. It keeps
#   the old credentials alive after the last reference is gone. Where the migration leaves the files of the operator's vault
#   (vault-file) or a password store (pass), so is whatever still reads an entry there; one that is gone is told by the
#   rules about references.
# custom:
#   severity: warning
#   since: 0.1.0
#   requires: migration
#   remediation: Remove it, or replace it by that of the destination.
#   phases:
#     planned: info
#     window: warning
#     done: error
package tazlint.migration["legacy-residue"]

import data.tazlint.lib

config := data.tazlint.config.migration

retired contains store.provider if {
	some store in input.edges.backend
	some name in config.from
	lib.called(store.from, name)
}

# A backend can also be named itself, when no store of it is left.
retired contains name if some name in config.from

kept contains store.provider if {
	some store in input.edges.backend
	lib.called(store.from, config.to)
}

# A login of the Vault Secrets Operator names no backend: it stands on whatever Vault holds.
kept contains "vault" if {
	some edge in input.edges.store
	some login in {edge.from, edge.to}
	contains(login, "/VaultAuth/")
	lib.called(login, config.to)
}

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks["backend-use"]
	mark.detector in retired
	not mark.detector in kept
	message := sprintf("The retired %s is still used by %s.", [mark.detector, mark.on_name])
}

# places are kinds of places that a migration may leave as a whole.
places := {"vault-file", "pass"}

report contains {"edge": edge.id, "message": message} if {
	some rel in {"derives", "reads"}
	some edge in input.edges[rel]
	edge.to_kind in places
	edge.to_kind in config.from
	edge.state != "undefined"
	message := sprintf("The retired %s is still read by %s.", [edge.to_name, edge.from_name])
}
