# METADATA
# title: Listed file that does not exist
# description: |
#   A kustomization, a unit's path or a module's source names a file or directory that is not in the repository.
#   The build fails, and with it everything in the same unit.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Correct the path, or remove the entry.
package tazlint.reference["missing-resource"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks["missing-file"]
	message := sprintf("%s does not exist.", [mark.on_name])
}
