# METADATA
# title: Script that damages or drops a secret
# description: |
#   A secret that was fetched does not arrive: a filter for tokens takes the blanks out of a certificate, a second fetch
#   replaces the first, a failure looks like success, or a command never runs. A warning is what goes wrong only
#   when something else does: a declaration that hides whether its fetch failed, and a wait that fails at
#   once while there is nothing yet to wait for.
# custom:
#   severity: error
#   grades: {chance: warning}
#   since: 0.2.0
#   remediation: Let the secret through as it is, fetch it from one place, and stop where the fetch fails.
package tazlint.shell["lost-secret"]

report contains {"mark": mark.id, "message": message, "help": helps[mark.detector]} if {
	some mark in input.marks.lost
	not mark.detector in chances
	message := sprintf(sentences[mark.detector], [subject(mark)])
}

report contains {"mark": mark.id, "message": message, "help": helps[mark.detector], "grade": "chance"} if {
	some mark in input.marks.lost
	mark.detector in chances
	message := sprintf(sentences[mark.detector], [subject(mark)])
}

chances := {"masked", "no-match"}

# subject is the variable or field that is lost, or what has none.
subject(mark) := mark.field if mark.field != ""

subject(mark) := mark.on_name if mark.field == ""

sentences := {
	"filter": "%s is a certificate or key by its name, and the script removes blanks or line breaks from it, which no PEM survives.",
	"first-line": "%s is a certificate or key by its name, and the script reads only its first line.",
	"overwritten": "%s is fetched again from another source before anything reads what was fetched first.",
	"masked": "%s is declared and fetched at once, so set -e does not stop the script when the fetch fails.",
	"status": "%s asks for the status of a fetch and gets another one, which tells nothing about it.",
	"unbound": "%s is asked for by its name while set -u is on: where it is not set, the script ends instead of going on.",
	"no-match": "%s waits for objects by a label, which fails at once while there are none.",
	"word-list": "%s is a word of the command before it and never runs.",
}

helps := {
	"filter": "Pass certificates and keys on as they are; clean only tokens.",
	"first-line": "Read the whole file.",
	"overwritten": "Fetch from the second source only where the first gave nothing.",
	"masked": "Assign first, and export or declare the variable in a statement of its own.",
	"status": "Save $? in the statement right after the fetch, without ! or a declaration around it.",
	"unbound": "Write ${!name:-}.",
	"no-match": "Wait for their creation first: kubectl wait --for=create, or a loop around kubectl get.",
	"word-list": "Put && or a line break between the commands.",
}
