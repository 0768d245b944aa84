# METADATA
# title: Credential in a tracked file
# description: |
#   A text with the form of a known credential stands in a file that git carries to every clone. Placeholders,
#   encrypted values and public certificates are left alone. In examples and tests most are made up
#   to look real, which nobody can tell by their form, and so they are graded lower there.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Revoke the credential, then keep only its name here and let a store or the vault supply the value.
#   grades:
#     sample: info
package tazlint.leak.credential

import data.tazlint.lib

report contains {"mark": mark.id, "message": message, "note": lib.feeds(mark), "grade": lib.sampled(mark)} if {
	some mark in input.marks.credential
	message := sprintf("A credential of the form %s stands in %s%s.", [mark.detector, mark.file, lib.among(mark)])
}
