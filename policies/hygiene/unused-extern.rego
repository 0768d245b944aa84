# METADATA
# title: Declared extern that nothing needs
# description: |
#   The configuration says that this place is defined outside, but no reference asks for it. A stale declaration
#   would hide a real mistake of that name.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Delete the declaration.
package tazlint.hygiene["unused-extern"]

report contains {"extern": extern.id, "message": message} if {
	some extern in input.externs
	not extern.used
	message := sprintf("No reference needs the declared %s.", [extern.name])
}
