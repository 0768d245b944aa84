# METADATA
# title: Dependency that does not exist
# description: |
#   A unit waits for another unit, source or layer that nothing defines. It waits for ever.
# custom:
#   severity: error
#   since: 0.1.0
#   grades: {explained: info}
#   remediation: Correct the name, or remove the dependency.
package tazlint.reference["undefined-dependency"]

import data.tazlint.lib

report contains {"edge": edge.id, "grade": lib.grade(edge), "message": message, "note": lib.known(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined.dependency
	message := sprintf("%s depends on %s, which does not exist.", [edge.from_name, edge.to_name])
}
