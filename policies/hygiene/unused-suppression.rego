# METADATA
# title: Suppression that covers nothing
# description: |
#   The finding it was written for is gone. Left in place, it would hide the next one. Silent while one of its
#   rules is disabled, and about exceptions of other scanners: these may need them for what is no finding here.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Delete it.
package tazlint.hygiene["unused-suppression"]

report contains {"suppression": exception.id, "message": message} if {
	some exception in input.suppressions
	exception.tool == ""
	not exception.used
	not exception.reasonless
	not exception.expired
	exception.judged
	message := sprintf("This suppression of %s covers nothing.", [concat(", ", exception.rules)])
}
