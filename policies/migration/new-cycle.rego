# METADATA
# title: Circle that the move would close
# description: |
#   Once its consumers have moved, the destination would be reached only by way of something that it delivers itself. What
#   runs today goes on running; the next cluster does not start.
# custom:
#   severity: error
#   since: 0.4.0
#   requires: migration
#   remediation: Hand over one secret of the circle without the destination, and move the others.
package tazlint.migration["new-cycle"]

report contains {"reason": reason.id, "message": message} if {
	some reason in input.reasons.cycle
	message := sprintf("After the move %s.", [reason.text])
}
