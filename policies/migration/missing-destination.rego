# METADATA
# title: Destination that the inventory does not list
# description: |
#   The secret goes to an entry that is absent from the inventory of the destination, so that its consumer would wait for
#   ever after the move. Without an inventory the rule is silent.
# custom:
#   severity: error
#   since: 0.4.0
#   requires: migration
#   remediation: Write the value there and list the entry, or correct the map.
#   phases:
#     planned: warning
package tazlint.migration["missing-destination"]

report contains {"reason": reason.id, "message": message} if {
	some reason in input.reasons["not-in-inventory"]
	message := sprintf("%s would fetch %s, which %s is not known to have.", [reason.consumer_name, reason.to, reason.to_store])
}
