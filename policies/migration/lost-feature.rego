# METADATA
# title: Feature that the destination does not have
# description: |
#   The consumer fetches in a way that the destination or its operator understands differently or not at all: it searches
#   by name or tag, asks for a version, decodes, renames, merges or writes back; or it has a setting that was ignored so far and
#   would be obeyed.
# custom:
#   severity: warning
#   since: 0.4.0
#   requires: migration
#   remediation: Change how the secret is kept or asked for before its consumer moves.
package tazlint.migration["lost-feature"]

report contains {"reason": reason.id, "message": message} if {
	some code in {"lost-feature", "search", "becomes-active", "push"}
	some reason in input.reasons[code]
	message := sprintf("%s cannot move as it is: %s.", [reason.consumer_name, reason.text])
}
