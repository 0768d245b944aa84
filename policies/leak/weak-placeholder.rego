# METADATA
# title: Default password left in place
# description: |
#   The literal in a field for a secret is one that everybody knows. It protects nothing, and it works until
#   somebody tries it.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Give the field a reference to a generated secret, or remove it.
package tazlint.leak["weak-placeholder"]

import data.tazlint.lib

where(mark) := sprintf("%s of %s", [mark.field, mark.on_name]) if mark.field != ""

where(mark) := mark.on_name if mark.field == ""

report contains {"mark": mark.id, "message": message, "note": lib.feeds(mark)} if {
	some mark in input.marks["weak-placeholder"]
	message := sprintf("A well-known default is given for a secret in %s.", [where(mark)])
}
