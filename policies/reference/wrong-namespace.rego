# METADATA
# title: Consumer and Secret live in different namespaces
# description: |
#   The Secret exists, but a Pod can only read Secrets of its own namespace, and nothing mirrors this one there.
# custom:
#   severity: error
#   since: 0.1.0
#   grades: {explained: info}
#   remediation: Produce the Secret in the consumer's namespace, or mirror it there.
package tazlint.reference["wrong-namespace"]

import data.tazlint.lib

report contains {"edge": edge.id, "grade": lib.grade(edge), "message": message, "note": note} if {
	some edge in input.undefined.namespace
	message := sprintf("%s needs %s, which exists only in other namespaces.", [edge.from_name, edge.to_name])
	note := sprintf("found in: %s", [lib.listed(edge.known)])
}
