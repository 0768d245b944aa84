# METADATA
# title: Registration that outlives the cluster
# description: |
#   Something joins a network outside of the cluster, and the script that destroys the cluster does nothing there. The
#   names stay taken: what the next cluster registers gets numbered ones, and the old lead to dead devices. Silent
#   where no script destroys anything.
# custom:
#   severity: info
#   since: 0.3.0
#   remediation: Log out, delete the devices through the network's API, or remove what manages them first.
package tazlint.bootstrap["destroy-residue"]

released contains mark.detector if some mark in input.marks.released

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.registered
	"cluster" in released
	not mark.detector in released
	message := sprintf("%s joins %s, and no script that destroys the cluster removes it there.", [mark.on_name, mark.detector])
}
