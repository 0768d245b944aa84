# METADATA
# title: Manifest that nothing applies
# description: |
#   The manifest stands beside ones that are live, but no kustomization lists it, so what it defines never exists. It is
#   an error where something live needs just that; the references concerned are then told at a lower level, as they are
#   mended by listing it. Of a directory that nothing applies only the directory is told. What a comment in the list names
#   is off on purpose.
# custom:
#   severity: warning
#   since: 0.1.0
#   grades: {needed: error, disabled: info}
#   remediation: List it in its kustomization, or delete it.
package tazlint.reference["unlisted-manifest"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.unlisted
	count(mark.needed) == 0
	message := sprintf("Nothing applies %s.", [mark.on_name])
}

report contains {"mark": mark.id, "message": message, "note": note, "grade": "needed"} if {
	some mark in input.marks.unlisted
	first := mark.needed[0]
	message := sprintf("Nothing applies %s, but %s needs %s.", [mark.on_name, first.from_name, first.to_name])
	note := sprintf("references that it would answer: %d", [count(mark.needed)])
}

report contains {"mark": mark.id, "message": message, "grade": "disabled"} if {
	some mark in input.marks.disabled
	message := sprintf("%s is commented out of the list.", [mark.on_name])
}
