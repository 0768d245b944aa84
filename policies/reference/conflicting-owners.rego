# METADATA
# title: Two writers of one Secret
# description: |
#   Several live objects write the same place, each as if it were alone. They overwrite each other, and removing
#   one deletes the result for all. Handovers and writers that merge are no conflict. An object that a module and
#   the cluster's own delivery declare differently under one name has two owners too. A warning is a Secret fetched from
#   elsewhere under the name of a database user's own, one namespace away: one password with two authorities. So is one
#   that is fetched from where it is written back to, and an object that a script deletes or patches while a GitOps
#   repository keeps applying it, which may be meant: some refresh a Secret in this way.
# custom:
#   severity: error
#   grades: {apart: warning, changed: warning, looped: warning}
#   since: 0.1.0
#   remediation: Keep one writer, or let the others merge or write another name.
package tazlint.reference["conflicting-owners"]

import data.tazlint.lib

report contains {"duplicate": place.id, "message": message, "note": note(place)} if {
	some place in input.duplicates
	not place.apart
	not place.looped
	not place.split
	not place.changed
	message := sprintf("%s has %d writers: %s.", [place.name, count(place.writers), concat(" and ", {writer.by_name | some writer in place.writers})])
}

report contains {"duplicate": place.id, "message": message, "help": help, "grade": "apart"} if {
	some place in input.duplicates
	place.apart
	message := sprintf("%s is fetched by %s, and %s makes a password of its own under that name.", [place.name, place.writers[1].by_name, place.writers[0].by_name])
	help := "Mirror the Secret that the operator makes."
}

report contains {"duplicate": place.id, "message": message, "help": help, "grade": "looped"} if {
	some place in input.duplicates
	place.looped
	message := sprintf("%s is fetched by %s from where %s writes it: each side restores what the other has.", [place.name, place.writers[0].by_name, place.writers[1].by_name])
	help := "Let one side decide: fetch it once, or push it from where it is made."
}

report contains {"duplicate": place.id, "message": message, "help": help} if {
	some place in input.duplicates
	place.split
	message := sprintf("%s is declared by %s and by %s, and they write different Secrets or keys.", [place.name, place.writers[0].file, place.writers[1].file])
	help := "Keep one declaration, or give the other another name."
}

report contains {"duplicate": place.id, "message": message, "help": help, "grade": "changed"} if {
	some place in input.duplicates
	place.changed
	message := sprintf("%s deletes or changes %s, which the GitOps repository keeps: it comes back as it was.", [place.writers[1].by_name, place.name])
	help := "Change the object where it is declared, or take it out of the GitOps repository."
}

note(place) := sprintf("all of them write: %s", [lib.listed(place.keys)]) if count(place.keys) > 0

note(place) := "" if count(place.keys) == 0
