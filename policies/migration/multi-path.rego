# METADATA
# title: Several entries for an operator that reads one
# description: |
#   A Secret needs several entries of the store, and the Vault Secrets Operator reads one for each Secret. Objects that
#   write it together, each its half, overwrite each other. A consumer of several entries cannot move to that operator as it is.
# custom:
#   severity: warning
#   since: 0.4.0
#   remediation: Let External Secrets gather the entries, or keep what belongs together in one entry.
package tazlint.migration["multi-path"]

import data.tazlint.lib

report contains {"duplicate": halves.duplicate, "message": message} if {
	some halves in input.halves
	message := sprintf("%s is made of several entries, %s, and the Vault Secrets Operator reads one for each Secret.", [halves.name, lib.listed(halves.entries)])
}

report contains {"reason": reason.id, "message": message} if {
	some reason in input.reasons["multi-path"]
	message := sprintf("%s cannot move as it is: %s.", [reason.consumer_name, reason.text])
}
