# METADATA
# title: One value kept in two places of a store
# description: |
#   The entry repeats, as fields, entries that stand beside it in the same folder. Nothing keeps the two alike: after
#   one is rotated the other still gives the old value.
# custom:
#   severity: warning
#   since: 0.2.0
#   remediation: Read the entries themselves, and delete the copy.
package tazlint.rotation["stale-copy"]

import data.tazlint.lib

report contains {"edge": duplicate.edge.id, "message": message} if {
	some duplicate in input.copies
	message := sprintf("%s reads %s, which repeats entries beside it: %s.", [duplicate.edge.from_name, duplicate.edge.to_name, lib.listed(duplicate.fields)])
}
