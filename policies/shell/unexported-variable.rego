# METADATA
# title: Variable that does not reach the command that needs it
# description: |
#   A script assigns a variable and starts a command that reads it from its environment, without exporting it: the
#   command falls back to a default, another login, or fails. Silent where the variable is handed on by an option, an
#   argument or the input, and where something exports it before. A warning is a variable that may be exported
#   already, and then reaches the command: one that the script takes from its environment when it is there, and one
#   that a tool documents and people export in their own shells, such as VAULT_ADDR or AWS_PROFILE.
# custom:
#   severity: error
#   grades: {inherited: warning}
#   since: 0.2.0
#   remediation: Export the variable, or set it for the command alone.
package tazlint.shell["unexported-variable"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.unexported
	mark.field != ""
	message := sprintf("%s is assigned and not exported, so %s does not see it.", [mark.field, mark.detector])
}

report contains {"mark": mark.id, "message": message, "grade": "inherited"} if {
	some mark in input.marks.unexported
	mark.field == ""
	message := sprintf("%s reads the %s, which is set here and not exported: it sees it only if whoever starts the script has exported it.", [mark.detector, mark.on_name])
}
