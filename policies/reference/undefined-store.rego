# METADATA
# title: Reference to a store that nothing defines
# description: |
#   An ExternalSecret or one of its relatives fetches through a store, generator or login object, or a Certificate is
#   signed through an issuer, that no linked repository defines in its cluster, so the Secret never appears.
# custom:
#   severity: error
#   since: 0.1.0
#   grades: {explained: info}
#   remediation: Correct the name, define the store, or declare it under externs with a reason.
package tazlint.reference["undefined-store"]

import data.tazlint.lib

report contains {"edge": edge.id, "grade": lib.grade(edge), "message": message, "note": lib.known(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined.store
	message := sprintf("%s uses %s, which nothing defines.", [edge.from_name, edge.to_name])
}
