# METADATA
# title: Key that the move would rename
# description: |
#   After the move a Secret has other keys than before, because the destination names its fields otherwise or its operator
#   calls keys as fields are called, and something still reads one by its old name. A warning is a key that a template
#   can keep. One that is missing already is told by reference/undefined-key.
# custom:
#   severity: error
#   grades: {kept: warning}
#   since: 0.4.0
#   requires: migration
#   remediation: Let a template give the key its old name, or change its readers in the same step.
package tazlint.migration["key-rename"]

report contains {"reason": reason.id, "message": message, "grade": grade(reason)} if {
	some reason in input.reasons["key-rename"]
	message := sprintf("The move renames a key: %s.", [reason.text])
}

grade(reason) := "kept" if reason.verdict == "reshape"

grade(reason) := "" if reason.verdict != "reshape"
