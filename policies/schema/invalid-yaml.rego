# METADATA
# title: Live manifest that does not parse
# description: |
#   Something applies this file, but it is not valid YAML. Its build fails, and everything in the same unit stays
#   as it was.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Correct the syntax.
package tazlint.schema["invalid-yaml"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks["invalid-yaml"]
	message := sprintf("%s does not parse: %s.", [mark.on_name, mark.detector])
}
