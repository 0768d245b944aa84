# METADATA
# title: Suppression without a reason
# description: |
#   Nobody can judge later whether it may go. Without a reason it suppresses nothing.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Add a reason after two dashes, or delete it.
package tazlint.hygiene["suppression-without-reason"]

report contains {"suppression": exception.id, "message": message} if {
	some exception in input.suppressions
	exception.reasonless
	message := sprintf("This suppression of %s gives no reason.", [concat(", ", exception.rules)])
}
