# METADATA
# title: Suppression without a reason
# description: |
#   Nobody can judge later whether it may go. Without a reason a comment of tazlint's own suppresses nothing. Other
#   scanners ask for no reason: their exceptions are honoured, and asked for one where they cover a finding.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Add a reason after two dashes, as the description of an allowlist or above a fingerprint, or delete it.
package tazlint.hygiene["suppression-without-reason"]

report contains {"suppression": exception.id, "message": message} if {
	some exception in input.suppressions
	exception.reasonless
	exception.tool == ""
	message := sprintf("This suppression of %s gives no reason.", [concat(", ", exception.rules)])
}

report contains {"suppression": exception.id, "message": message} if {
	some exception in input.suppressions
	exception.reasonless
	exception.tool != ""
	exception.used
	message := sprintf("This exception of %s hides a finding and gives no reason: %s.", [exception.tool, lacks(exception.file)])
}

lacks(".gitleaks.toml") := "there is neither a description nor a comment above it"

lacks(".gitleaksignore") := "there is no comment above it"

lacks(file) := "no words follow it" if not file in {".gitleaks.toml", ".gitleaksignore"}
