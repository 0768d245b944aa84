# METADATA
# title: Two writers of one Secret
# description: |
#   Several live objects write the same place, each as if it were alone. They overwrite each other, and removing
#   one deletes the result for all. Handovers and writers that merge are no conflict.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Keep one writer, or let the others merge or write another name.
package tazlint.reference["conflicting-owners"]

import data.tazlint.lib

report contains {"duplicate": place.id, "message": message, "note": note(place)} if {
	some place in input.duplicates
	message := sprintf("%s has %d writers: %s.", [place.name, count(place.writers), concat(" and ", {writer.by_name | some writer in place.writers})])
}

note(place) := sprintf("all of them write: %s", [lib.listed(place.keys)]) if count(place.keys) > 0

note(place) := "" if count(place.keys) == 0
