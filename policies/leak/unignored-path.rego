# METADATA
# title: Secret file that git would take
# description: |
#   A script or module writes secrets to a file of the working tree, or reads them from one there, and no rule of a
#   .gitignore covers the path: the next "git add" takes it. Files that the repository has already are judged by
#   what is in them.
# custom:
#   severity: warning
#   since: 0.3.0
#   remediation: Add the path to .gitignore, or keep the file outside of the working tree.
package tazlint.leak["unignored-path"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.unignored
	message := sprintf("%s will hold secrets, and no ignore rule covers it.", [mark.on_name])
}
