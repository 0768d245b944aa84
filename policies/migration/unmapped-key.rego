# METADATA
# title: Secret without a destination
# description: |
#   Something still fetches the secret from a store that the migration leaves, and neither the map nor the convention of the
#   configuration says where it goes; or the convention fits several entries that the destination is known to hold. It is
#   silent where the configuration has neither: migration/legacy-store tells what is left.
# custom:
#   severity: warning
#   since: 0.4.0
#   requires: migration
#   remediation: Name its destination in the map of the migration.
package tazlint.migration["unmapped-key"]

described if count(data.tazlint.config.migration.map) > 0

described if data.tazlint.config.migration.convention != ""

report contains {"reason": reason.id, "message": message, "note": reason.text} if {
	some reason in input.reasons["no-destination"]
	described
	message := sprintf("Nothing says where %s goes, which %s fetches.", [reason.key, reason.consumer_name])
}

report contains {"reason": reason.id, "message": message, "note": reason.text} if {
	some reason in input.reasons.ambiguous
	described
	message := sprintf("Several entries may be the destination of %s, which %s fetches.", [reason.key, reason.consumer_name])
}
