# METADATA
# title: Key that the move would rename
# description: |
#   After the move a Secret has other keys than before, because the destination names its fields otherwise, and something
#   still reads one by its old name. A key that is missing already is told by reference/undefined-key.
# custom:
#   severity: error
#   since: 0.4.0
#   requires: migration
#   remediation: Let the consumer give the key its old name, or change its readers in the same step.
package tazlint.migration["key-rename"]

report contains {"reason": reason.id, "message": message} if {
	some reason in input.reasons["key-rename"]
	message := sprintf("The move renames a key: %s.", [reason.text])
}
