# METADATA
# title: Object that does not have the shape of its kind
# description: |
#   The API server refuses a value of the wrong type, and drops a field that it does not know without a word:
#   what the field should have done does not happen. Whether a field is unknown is certain where the release of the
#   operator can be read (a chart's version, an OCI tag) and its definitions are known here; a newer release is not
#   judged, and one that cannot be read makes a warning.
#   Modules of Terraform and files of Terragrunt have a shape as well: functions, variables, locals and outputs that exist,
#   one required_providers block, generated ones included, and all providers in it where it is generated.
# custom:
#   severity: warning
#   grades:
#     certain: error
#   since: 0.1.0
#   remediation: Compare the field with the definition of its kind; kubectl explain shows where it belongs and what it holds.
package tazlint.schema["invalid-object"]

# open are the faults that another release may not share.
open := {"unknown-field", "unknown-value", "missing-field", "missing-annotation", "unknown-function", "undeclared-provider", "unset-variable"}

report contains {"mark": mark.id, "message": message(mark), "grade": "certain"} if {
	some mark in input.marks["invalid-object"]
	certain(mark)
}

report contains {"mark": mark.id, "message": message(mark)} if {
	some mark in input.marks["invalid-object"]
	mark.detector in open
	not certain(mark)
	mark.vintage != "newer"
}

certain(mark) if not mark.detector in open

certain(mark) if mark.vintage == "read"

certain(mark) if {
	mark.vintage == "builtin"
	mark.detector == "missing-field"
}

message(mark) := sprintf(sentences[mark.detector], [mark.on_name, mark.field])

sentences := {
	"unknown-field": "%s has a field that its kind does not have, and loses it: %s.",
	"misplaced-field": "%s has a field at a place where no object has it: %s.",
	"missing-field": "%s lacks a field that its kind demands: %s.",
	"unknown-value": "%s has a value that its kind does not know in %s.",
	"not-a-map": "%s needs named fields in %s, not a list or text.",
	"not-a-list": "%s needs a list in %s, not fields or text.",
	"not-a-text": "%s needs one value in %s, not a list or fields.",
	"not-a-string": "%s needs a text in %s: what stands there must be put in quotes.",
	"not-a-number": "%s needs a number in %s.",
	"not-a-boolean": "%s needs true or false in %s.",
	"indented-armor": "%s writes a certificate or key that does not begin and end at the margin, where no program finds it: %s.",
	"missing-file": "%s leaves out a file that is read under this name: %s.",
	"missing-annotation": "%s lacks an annotation without which its agent cannot log in: %s.",
	"unknown-function": "%s calls a function that no release of its tool known here has: %s.",
	"undefined-name": "%s uses a name that nothing declares: %s.",
	"unset-variable": "%s does not set a variable that its module needs: %s.",
	"repeated-block": "%s has a block that its module has twice, with the generated ones, and may have once: %s.",
	"undeclared-provider": "%s uses a provider that neither its module nor what is generated into it declares: %s.",
	"comment-field": "%s holds a remark as a field, which the API refuses: %s. Write it as a comment.",
	"comment-in-json": "%s decodes a file as JSON that holds comments, which JSON does not have: %s.",
	"tag-in-group": "%s lists a tag among the people of a group, where the API takes none: %s.",
	"forward-to-name": "%s forwards to a name, where CoreDNS takes addresses and files: %s.",
	"one-line-block": "%s writes a block on one line, which CoreDNS does not start with: %s.",
	"not-a-label": "%s needs a name of lower-case letters, digits and dashes in %s: a Secret is named after it.",
}
