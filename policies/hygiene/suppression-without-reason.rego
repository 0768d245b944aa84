# METADATA
# title: Suppression without a reason
# description: |
#   Nobody can judge later whether it may go. Without a reason a comment of tazlint's own suppresses nothing. Other
#   scanners ask for no reason: their exceptions are honoured, and asked for one where they cover a finding.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Add a reason after two dashes, or delete it.
package tazlint.hygiene["suppression-without-reason"]

report contains {"suppression": exception.id, "message": message} if {
	some exception in input.suppressions
	exception.reasonless
	exception.tool == ""
	message := sprintf("This suppression of %s gives no reason.", [concat(", ", exception.rules)])
}

report contains {"suppression": exception.id, "message": message, "help": help} if {
	some exception in input.suppressions
	exception.reasonless
	exception.tool != ""
	exception.used
	message := sprintf("This exception of %s hides a finding and gives no reason.", [exception.tool])
	help := object.get(helps, exception.file, "Write the reason behind it on its line, or delete it.")
}

helps := {
	".gitleaks.toml": "Describe it with description or a comment above, or delete it.",
	".gitleaksignore": "Write the reason as a comment above it, or delete it.",
}
