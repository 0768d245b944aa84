# METADATA
# title: Version on the path of secrets that moves
# description: |
#   What fetches secrets, or finds the hosts they come from, follows a name like latest or unstable: it changes without
#   a commit, and nothing else of the cluster changes with it. Only operators and servers of secrets and certificates,
#   and resolvers on the way to them, are looked at; an image that a digest pins is not told.
# custom:
#   severity: warning
#   since: 0.3.0
#   remediation: Name the release that the other parts of the path were tested with.
package tazlint.hygiene["moving-version"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.moving
	message := sprintf("%s is needed to bring secrets, and its %s moves: %s.", [mark.on_name, mark.field, mark.detector])
}
