# METADATA
# title: API version that is no longer served
# description: |
#   The operator in this cluster does not serve the version: the API server knows no such kind, and the unit
#   that applies it fails as a whole. That is certain where the release can be read from the chart's version or the
#   definitions stand in the repository. Otherwise the rule only says which release dropped the version, with a warning
#   for Kubernetes itself, of which no maintained release serves it.
# custom:
#   severity: warning
#   grades:
#     certain: error
#     hint: info
#   since: 0.1.0
#   remediation: Change apiVersion to one that is served.
package tazlint.schema["removed-version"]

import data.tazlint.lib

report contains {"edge": edge.id, "message": message, "note": lib.known(edge), "grade": "certain"} if {
	some edge in input.undefined.version
	message := sprintf("%s is of version %s, which is not served in its cluster.", [edge.from_name, edge.key])
}

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks["retired-version"]
	mark.vintage == "builtin"
	message := sprintf("%s has an API version that Kubernetes %s and newer do not serve.", [mark.on_name, mark.detector])
}

report contains {"mark": mark.id, "message": message, "grade": "hint"} if {
	some mark in input.marks["retired-version"]
	mark.vintage == ""
	message := sprintf("%s has an API version that its operator does not serve from release %s on.", [mark.on_name, mark.detector])
}
