# METADATA
# title: Path outside the convention
# description: |
#   An entry of the destination, read by something or named by the map, does not lie where the convention of the
#   migration says, or has another field. Combined entries are of this sort: they repeat what lies at paths of its own, and
#   nobody renews the copy. What logs in by itself is told only in the tree that the convention speaks of, and what builds a
#   cluster only of such copies. A hint is a certificate that stands in several templates and so has no path at all.
# custom:
#   severity: warning
#   grades: {pasted: info}
#   since: 0.4.0
#   requires: migration
#   remediation: Keep the value at the path that the convention gives, once, and read it there.
package tazlint.migration["path-convention"]

import data.tazlint.lib

config := data.tazlint.config.migration

report contains {"stray": stray.id, "message": message, "note": note(stray)} if {
	some stray in input.strays
	stray.key == ""
	stray.path != ""
	message := sprintf("%s reads %s, and the convention is %s.", [stray.from_name, stray.path, config.convention])
}

report contains {"stray": stray.id, "message": message, "note": note(stray)} if {
	some stray in input.strays
	stray.key != ""
	message := sprintf("The map sends %s to %s, and the convention is %s.", [stray.key, stray.path, config.convention])
}

report contains {"stray": stray.id, "message": message, "grade": "pasted"} if {
	some stray in input.strays
	stray.path == ""
	message := sprintf("%s has a certificate in its template that others repeat, and no path of the convention holds it.", [stray.from_name])
}

note(stray) := sprintf("it repeats entries beside it: %s", [lib.listed(stray.repeats)]) if count(stray.repeats) > 0

note(stray) := "" if count(stray.repeats) == 0
