# METADATA
# title: Manifest that nothing applies
# description: |
#   The manifest stands beside ones that are live, but no kustomization lists it, so what it defines never exists.
#   Files commented out in a list are off on purpose.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: List it in its kustomization, or delete it.
package tazlint.reference["unlisted-manifest"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.unlisted
	message := sprintf("Nothing applies %s.", [mark.on_name])
}
