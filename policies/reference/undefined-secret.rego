# METADATA
# title: Reference to a Secret that nothing produces
# description: |
#   A consumed Secret or ConfigMap has no producer in its cluster: no manifest, no operator with known output, no
#   bootstrap step. Pods that mount it never start.
# custom:
#   severity: error
#   since: 0.1.0
#   grades: {explained: info}
#   remediation: Define it where its owner lives, or declare it under externs with a reason.
package tazlint.reference["undefined-secret"]

import data.tazlint.lib

hidden(edge) := sprintf("written only by %s, which nothing applies", [edge.unlisted_file]) if edge.unlisted

hidden(edge) := lib.known(edge) if not edge.unlisted

report contains {"edge": edge.id, "grade": lib.grade(edge), "message": message, "note": hidden(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined.secret
	message := sprintf("%s needs %s, which nothing produces.", [edge.from_name, edge.to_name])
}

report contains {"mark": mark.id, "message": message, "help": "Name the Secret under configuration of the data source too."} if {
	some mark in input.marks.nameless
	message := sprintf("%s restores from %s and names no Secret with the keys, as its backup does.", [mark.on_name, mark.detector])
}
