# METADATA
# title: Template reads a variable that its sources do not supply
# description: |
#   The template of an ExternalSecret names a variable that none of its data entries brings, so rendering fails
#   and the Secret is never written. Templates fed by whole entries are not judged.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Correct the variable, or add a data entry with that secretKey.
package tazlint.reference["undefined-template-variable"]

import data.tazlint.lib

report contains {"edge": edge.id, "message": message, "note": lib.known(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined["template-variable"]
	message := sprintf("The %s reads %q, which no data entry supplies.", [edge.to_name, edge.key])
}
