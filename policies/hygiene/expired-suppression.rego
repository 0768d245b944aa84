# METADATA
# title: Suppression whose time has passed
# description: |
#   It was granted until a day that is over, and no longer suppresses anything.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Solve what it hid, or extend it with a new reason.
package tazlint.hygiene["expired-suppression"]

report contains {"suppression": exception.id, "message": message} if {
	some exception in input.suppressions
	exception.expired
	message := sprintf("This suppression of %s expired after %s.", [concat(", ", exception.rules), exception.until])
}
