# METADATA
# title: Identity without the right to do this
# description: |
#   Something acts under an identity that does not exist or may not do what is done: a tag that the tailnet's policy
#   does not own, or that its giver does not; a scope that the operator's OAuth client lacks; a step of a workflow whose
#   token may only read, which is the default of repositories created since February 2023; an action that no policy
#   allows on a bucket. Nothing is said where no linked repository holds the policy, the client or the grant.
# custom:
#   severity: warning
#   since: 0.3.0
#   remediation: Grant the right where the identity is declared, or act under one that has it.
package tazlint.reference["unowned-identity"]

import data.tazlint.lib

report contains {"edge": edge.id, "message": message, "note": lib.known(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined.identity
	not startswith(edge.place, "identity:s3/")
	message := sprintf("%s uses %s, which the policy of the tailnet does not own.", [edge.from_name, edge.to_name])
}

report contains {"edge": edge.id, "message": message} if {
	some edge in input.undefined.right
	edge.rel == "assigns"
	message := sprintf("%s asks for %s, which no OAuth client may assign: they hold %s.", [edge.from_name, edge.to_name, lib.listed(edge.known)])
}

report contains {"edge": edge.id, "message": message, "help": help} if {
	some edge in input.undefined.right
	edge.rel == "bears"
	startswith(edge.place, "identity:tailscale/")
	message := sprintf("%s gives its devices %s, which %s does not own.", [edge.from_name, edge.to_name, edge.key])
	help := sprintf("Add %s to the tagOwners of %s.", [edge.key, edge.to_name])
}

# A client is told once for each scope, with all that needs it.
report contains {"node": place, "message": message} if {
	some place in {edge.place | some edge in input.undefined.right}
	startswith(place, "identity:tailscale-client/")
	lacking := {edge.key | some edge in input.undefined.right; edge.place == place}
	names := {edge.from_name | some edge in input.undefined.right; edge.place == place}
	name := [edge.to_name | some edge in input.undefined.right; edge.place == place][0]
	message := sprintf("%s lacks the scope %s, which %s needs.", [name, concat(", ", lacking), lib.listed(sort(names))])
}

report contains {"edge": edge.id, "message": message, "note": note} if {
	some edge in input.undefined.right
	startswith(edge.place, "identity:github/")
	message := sprintf("%s does this with the %s, which lacks %s.", [edge.from_name, edge.to_name, edge.key])
	note := default_note(edge)
}

default_note(edge) := "nothing gives it more than the default, which is to read in repositories created since February 2023" if count(edge.known) == 0

default_note(edge) := lib.known(edge) if count(edge.known) > 0

report contains {"edge": edge.id, "message": message, "note": lib.known(edge)} if {
	some edge in input.undefined.right
	startswith(edge.place, "identity:s3/")
	message := sprintf("%s needs %s on %s, which no policy allows.", [edge.from_name, edge.key, edge.to_name])
}
