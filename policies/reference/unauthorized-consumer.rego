# METADATA
# title: Consumer that its store or login does not let in
# description: |
#   What is referred to exists and is certain to refuse: a store whose conditions leave out the namespace, a login
#   object that does not allow it, a ServiceAccount to log in as that is missing there, a Secret of another namespace
#   without a ReferenceGrant. Namespaces whose labels stand elsewhere, and accounts that a chart may make, are not judged.
# custom:
#   severity: error
#   grades: {review: info}
#   since: 0.2.0
#   remediation: Let the consumer's namespace in, move the consumer, or create what it logs in with.
package tazlint.reference["unauthorized-consumer"]

import data.tazlint.lib

report contains {"edge": denial.edge.id, "message": message(denial), "note": note(denial), "help": help(denial)} if {
	some denial in input.denials
	denial.guard != "review"
}

report contains {"edge": denial.edge.id, "message": message(denial), "help": help(denial), "grade": "review"} if {
	some denial in input.denials
	denial.guard == "review"
}

message(denial) := sprintf("%s may not use %s: its conditions leave out the namespace %s.", [denial.edge.from_name, denial.edge.to_name, denial.namespace]) if denial.guard == "conditions"

message(denial) := sprintf("%s may not log in through %s, which does not allow the namespace %s.", [denial.edge.from_name, denial.edge.to_name, denial.namespace]) if denial.guard == "login"

message(denial) := sprintf("%s logs in as %s, which nothing defines.", [denial.edge.from_name, denial.edge.to_name]) if denial.guard == "account"

message(denial) := sprintf("%s may not read %s: no ReferenceGrant in the namespace %s lets it.", [denial.edge.from_name, denial.edge.to_name, denial.namespace]) if denial.guard == "grant"

message(denial) := sprintf("%s logs in with the kubernetes method, for which %s must reach the cluster's API.", [denial.edge.from_name, concat(", ", denial.admitted)]) if denial.guard == "review"

note(denial) := sprintf("lets in: %s", [lib.listed(denial.admitted)]) if count(denial.admitted) > 0

note(denial) := sprintf("defined in %s, which nothing applies", [denial.edge.unlisted_file]) if denial.edge.unlisted

note(denial) := "" if {
	count(denial.admitted) == 0
	not denial.edge.unlisted
}

help(denial) := sprintf("Add %s to the conditions of the store.", [denial.namespace]) if denial.guard == "conditions"

help(denial) := sprintf("Add %s to allowedNamespaces; \"*\" counts only alone.", [denial.namespace]) if denial.guard == "login"

help(denial) := sprintf("Create the ServiceAccount in the namespace %s: the operator logs in where the consumer lives.", [denial.namespace]) if denial.guard == "account"

help(denial) := sprintf("Add a ReferenceGrant to the namespace %s.", [denial.namespace]) if denial.guard == "grant"

help(denial) := "Use the jwt method, whose tokens are checked without a call back." if denial.guard == "review"
