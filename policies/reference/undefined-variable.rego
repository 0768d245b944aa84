# METADATA
# title: Substitution variable without a value
# description: |
#   A manifest holds a variable that neither the unit's own list nor the ConfigMaps and Secrets that feed it
#   define, and it has no default. It becomes an empty text in the cluster.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Add the variable to what feeds the unit, or give it a default.
package tazlint.reference["undefined-variable"]

import data.tazlint.lib

report contains {"edge": edge.id, "message": message, "note": lib.known(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined.variable
	message := sprintf("%s uses the variable %q, which nothing substitutes.", [edge.from_name, edge.key])
}
