# METADATA
# title: Secret manifest with readable data
# description: |
#   The data of a Secret manifest is only base64 away from anybody who can read the repository. Encrypted
#   manifests, empty Secrets, placeholders and public material are left alone.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Replace the manifest by an ExternalSecret, or encrypt it, and rotate the value.
package tazlint.leak["plaintext-secret"]

import data.tazlint.lib

report contains {"mark": mark.id, "message": message, "note": lib.feeds(mark)} if {
	some mark in input.marks["plaintext-secret"]
	message := sprintf("%s holds a readable value in %s.", [mark.on_name, mark.field])
}
