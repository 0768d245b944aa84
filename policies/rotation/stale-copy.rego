# METADATA
# title: One value kept in two places of a store
# description: |
#   The entry repeats, as fields, entries that stand beside it in the same folder, or that several others lie at below
#   it, or that are alone in being called so in several folders below. Nothing keeps the two alike: after one is rotated
#   the other still gives the old value. The same holds for a Secret that a policy of Kyverno writes itself of the
#   content of the Secrets it watches. A hint is a certificate that stands in several templates.
# custom:
#   severity: warning
#   grades: {pasted: info}
#   since: 0.2.0
#   remediation: Read the entries themselves, and delete the copy.
package tazlint.rotation["stale-copy"]

import data.tazlint.lib

report contains {"edge": duplicate.edge.id, "message": message} if {
	some duplicate in input.copies
	not duplicate.strayed
	message := sprintf("%s reads %s, which repeats other entries: %s.", [duplicate.edge.from_name, duplicate.edge.to_name, lib.listed(duplicate.fields)])
}

report contains {"mark": mark.id, "message": message, "help": help} if {
	some mark in input.marks.copied
	mark.detector == "generated"
	message := sprintf("%s is made by a policy of the content of other Secrets: when they change it may be left behind, or deleted.", [mark.on_name])
	help := "Make the whole Secret where it comes from, or clone it: a clone follows its source."
}

report contains {"mark": mark.id, "message": message, "help": help, "grade": "pasted"} if {
	some mark in input.marks.copied
	mark.detector == "pasted"
	not mark.strayed
	message := sprintf("%s has a certificate in its template that other templates repeat.", [mark.on_name])
	help := "Keep it once, in a ConfigMap or beside the Secret, and mount it from there."
}
