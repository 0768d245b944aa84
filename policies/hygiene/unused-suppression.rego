# METADATA
# title: Suppression that covers nothing
# description: |
#   The finding it was written for is gone. Left in place, it would hide the next one. Silent while one of its
#   rules is disabled, and about exceptions of other scanners: these may need them for what is no finding here.
#
#   Of an entry of the baseline that is a hint: its finding would have to come back just as it was.
# custom:
#   severity: warning
#   grades: {recorded: info}
#   since: 0.1.0
#   remediation: Delete it.
package tazlint.hygiene["unused-suppression"]

report contains {"suppression": exception.id, "message": message} if {
	some exception in input.suppressions
	exception.tool == ""
	not exception.recorded
	not exception.used
	not exception.reasonless
	not exception.expired
	exception.judged
	message := sprintf("This suppression of %s covers nothing.", [concat(", ", exception.rules)])
}

report contains {"suppression": exception.id, "message": message, "help": "Run \"tazlint baseline --prune\".", "grade": "recorded"} if {
	some exception in input.suppressions
	exception.recorded
	not exception.used
	exception.judged
	message := sprintf("This entry of the baseline for %s matches nothing any more.", [concat(", ", exception.rules)])
}
