# METADATA
# title: Remote key that the inventory does not list
# description: |
#   The reference asks a backend for a name that its declared inventory lacks. Nothing is said where no inventory
#   of that backend is given.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Correct the name, create the entry in the backend, or refresh the inventory.
package tazlint.reference["undefined-remote-key"]

import data.tazlint.lib

wanted(edge) := sprintf("%s#%s", [edge.to_name, edge.key]) if edge.key != ""

wanted(edge) := edge.to_name if edge.key == ""

report contains {"edge": edge.id, "message": message, "note": lib.known(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined["remote-key"]
	message := sprintf("%s asks for %s, which the inventory does not list.", [edge.from_name, wanted(edge)])
}
