# METADATA
# title: Address that contradicts another
# description: |
#   Two settings that must agree do not: a host that is nearly one the cluster serves or another store uses, the name
#   of a Service that lives in another namespace, a restore that looks elsewhere than the backup writes, a login
#   method of Vault that accepts one of the issuers which the API server, given a list with commas, writes as one text,
#   a program that fills another region, or an older address, than the stores read, an object outside of every prefix
#   that a policy opens in its bucket, a profile whose region is not its portal's. Hosts that differ by numbers, regions
#   or whole names are otherwise taken for different machines.
# custom:
#   severity: warning
#   since: 0.2.0
#   remediation: Write the same address in both places.
package tazlint.reference["endpoint-drift"]

import data.tazlint.lib

report contains {"edge": drift.edge.id, "message": message, "help": sprintf("Did you mean %s?", [drift.meant])} if {
	some drift in input.drifts
	drift.clue != "issuer"
	message := sprintf("%s talks to %s, but %s.", [drift.edge.from_name, drift.edge.to_short, because(drift)])
}

report contains {"edge": drift.edge.id, "message": message, "help": sprintf("Accept %s, or let the cluster write one issuer.", [drift.meant])} if {
	some drift in input.drifts
	drift.clue == "issuer"
	message := sprintf("%s accepts tokens of %s, but %s makes the cluster write %s.", [drift.edge.from_name, drift.edge.to_short, drift.by_name, drift.meant])
}

report contains {"edge": edge.id, "message": message, "note": lib.known(edge)} if {
	some edge in input.undefined.identity
	startswith(edge.place, "identity:s3/")
	message := sprintf("%s uses %s, where no policy of that bucket looks.", [edge.from_name, edge.to_name])
}

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.drift
	mark.detector == "sso_region"
	message := sprintf("%s sets sso_region to another region than that of the portal in its sso_start_url.", [mark.on_name])
}

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.drift
	mark.detector != "sso_region"
	message := sprintf("%s restores with another %s than it backs up with.", [mark.on_name, mark.detector])
}

because(drift) := sprintf("%s to %s", [drift.by_name, drift.meant]) if drift.clue in {"twin", "tenant", "moved"}

because(drift) := sprintf("%s serves %s", [drift.by_name, drift.meant]) if drift.clue == "served"

because(drift) := sprintf("that Service is %s", [drift.meant]) if drift.clue == "service"
