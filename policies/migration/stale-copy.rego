# METADATA
# title: Values left behind
# description: |
#   The migration is done, and an inventory of what was left still lists secrets that the destination has as well. Nobody
#   renews them there, yet they open what they always opened. Only in the phase done: until then they are the way back.
# custom:
#   severity: warning
#   since: 0.4.0
#   requires: migration
#   remediation: Delete them there, and renew what others may have read.
package tazlint.migration["stale-copy"]

import data.tazlint.lib

report contains {"leftover": leftover.id, "message": message} if {
	data.tazlint.config.migration.phase == "done"
	some leftover in input.leftovers
	message := sprintf("The destination has what %s still lists: %s.", [leftover.file, lib.listed(leftover.names)])
}
