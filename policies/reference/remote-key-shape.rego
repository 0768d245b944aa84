# METADATA
# title: Remote key in the wrong shape for its provider
# description: |
#   Providers read the same two fields differently. This reference reaches another place than the one it seems to
#   name, or the whole entry in place of one field.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Write the key as the provider expects it.
package tazlint.reference["remote-key-shape"]

report contains {"edge": edge.id, "message": message, "note": edge.misshape} if {
	some edge in input.misshapen
	message := sprintf("The remote key of %s has the wrong shape for %s.", [edge.from_name, edge.provider])
}
