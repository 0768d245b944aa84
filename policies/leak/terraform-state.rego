# METADATA
# title: Secret in the state of Terraform
# description: |
#   Terraform writes every argument and result of resources and data sources, and every output of a root module, into
#   its state as plain text. A variable or output that is marked sensitive is only hidden on the terminal. Whoever reads
#   the state, its backups and its older versions reads the secret. Ephemeral resources and variables, write-only
#   arguments, provisioners and configurations of providers are not kept; certificates and public keys are no secrets.
# custom:
#   severity: warning
#   since: 0.2.0
#   remediation: Read it with an ephemeral resource and pass it to a write-only argument (data_wo, value_wo), or bring it to its place outside of Terraform; where the state is protected on purpose, declare that as an exception.
package tazlint.leak["terraform-state"]

import data.tazlint.lib

report contains {"keep": keep.id, "message": message, "note": lib.listed(keep.parts)} if {
	some keep in input.kept
	message := sprintf("%s keeps a secret readable in %s: %s.%s", [keep.thing, states(keep), lib.listed(keep.sources), copies(keep)])
}

copies(keep) := "" if count(keep.copies) == 0

copies(keep) := sprintf(" So do those that take it: %s.", [lib.listed(keep.copies)]) if count(keep.copies) > 0

states(keep) := "the state of Terraform" if count(keep.homes) == 0

states(keep) := concat(" and ", [sprintf("the state of %s (backend %s%s)", [home.owner, home.backend, outside(home)]) |
	some home in keep.homes
]) if {
	count(keep.homes) > 0
}

outside(home) := ", outside of the repository" if home.outside

outside(home) := "" if not home.outside
