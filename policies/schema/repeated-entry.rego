# METADATA
# title: Entry of the vault that hides another
# description: |
#   Two entries of one mapping file are written to one file, or are pointed to by one variable. Only one of them can
#   be had, the one that comes last.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Give each entry a file and a variable of its own, and remove what is left over.
package tazlint.schema["repeated-entry"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks["invalid-object"]
	message := sprintf(sentences[mark.detector], [mark.field])
}

sentences := {
	"repeated-file": "Two entries are written to the file %s; the second replaces the first.",
	"repeated-variable": "Two entries are pointed to by %s; the second hides the first.",
}
