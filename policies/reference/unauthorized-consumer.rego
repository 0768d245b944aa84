# METADATA
# title: Consumer that its store or login does not let in
# description: |
#   What is referred to exists and is certain to refuse: a store whose conditions leave out the namespace, a login
#   object that does not allow it, a ServiceAccount to log in as that is missing there, a Secret of another namespace
#   without a ReferenceGrant. Namespaces whose labels stand elsewhere, and accounts that a chart may make, are not judged.
#
#   Of Vault itself: a role that does not let in what a login says of itself, a role that does not issue the name of a
#   certificate, a path that no policy of the login grants. This needs the one definition of the role or token, and
#   every policy of it, in the linked repositories; a role, a policy or a group of identities that is not known in full
#   silences the rule. The policy called default counts unless the role or token does without it. External Secrets looks
#   its own token up (auth/token/lookup-self) before a store becomes valid; default grants that. Where it is not known
#   how a store's token is made, and the policy that fits what the store reads does not grant the look-up, that is a hint.
#
#   A role or policy that no linked repository defines may have been made by hand. Where they define other roles of the
#   same mount, a role of that name at another mount, or other policies, a warning asks whether the name is right. A
#   policy that does not exist is no error to Vault: the login succeeds and may do nothing. Declare what is made by hand
#   as extern: `role:jwt/apps`, `policy:apps`.
# custom:
#   severity: error
#   grades: {role: warning, carried: warning, review: info, lookup: info}
#   since: 0.2.0
#   remediation: Let the consumer's namespace in, move the consumer, or create what it logs in with.
package tazlint.reference["unauthorized-consumer"]

import data.tazlint.lib

graded := {"role", "carried", "review", "lookup"}

report contains {"edge": denial.edge.id, "message": message(denial), "note": note(denial), "help": help(denial)} if {
	some denial in input.denials
	not denial.guard in graded
}

report contains {"edge": denial.edge.id, "message": message(denial), "note": note(denial), "help": help(denial), "grade": denial.guard} if {
	some denial in input.denials
	denial.guard in graded
}

message(denial) := sprintf("%s may not use %s: its conditions leave out the namespace %s.", [denial.edge.from_name, denial.edge.to_name, denial.namespace]) if denial.guard == "conditions"

message(denial) := sprintf("%s may not log in through %s, which does not allow the namespace %s.", [denial.edge.from_name, denial.edge.to_name, denial.namespace]) if denial.guard == "login"

message(denial) := sprintf("%s logs in as %s, which nothing defines.", [denial.edge.from_name, denial.edge.to_name]) if denial.guard == "account"

message(denial) := sprintf("%s may not read %s: no ReferenceGrant in the namespace %s lets it.", [denial.edge.from_name, denial.edge.to_name, denial.namespace]) if denial.guard == "grant"

message(denial) := sprintf("%s logs in with the kubernetes method, for which %s must reach the cluster's API.", [denial.edge.from_name, concat(", ", denial.admitted)]) if denial.guard == "review"

message(denial) := sprintf("%s logs in as %s, which %s does not let in.", [denial.caller, denial.asks, denial.by_name]) if {
	denial.guard == "claim"
	startswith(denial.asks, "system:")
}

message(denial) := sprintf("%s logs in for the audience %s, which %s does not let in.", [denial.caller, denial.asks, denial.by_name]) if {
	denial.guard == "claim"
	not startswith(denial.asks, "system:")
}

message(denial) := sprintf("%s asks for the claim %s, which no token of a ServiceAccount has: %s cannot log in.", [denial.by_name, denial.asks, denial.caller]) if denial.guard == "unsaid"

message(denial) := sprintf("%s binds no audience, so Vault refuses the token of %s, which has one.", [denial.by_name, denial.caller]) if denial.guard == "unbound"

message(denial) := sprintf("%s asks for a certificate for %s, which %s does not issue.", [denial.caller, denial.asks, denial.by_name]) if denial.guard == "issue"

message(denial) := sprintf("%s needs %s on %s, which no policy of %s grants.", [denial.caller, denial.capability, denial.asks, denial.by_name]) if denial.guard == "policy"

message(denial) := sprintf("%s asks for %s, which no linked repository defines.", [denial.caller, denial.by_name]) if denial.guard == "role"

message(denial) := sprintf("%s carries the policy %s, which no linked repository defines.", [denial.by_name, denial.asks]) if denial.guard == "carried"

message(denial) := sprintf("%s looks its token up before it is valid, which %s does not grant.", [denial.caller, lib.listed(denial.admitted)]) if denial.guard == "lookup"

note(denial) := sprintf("policies: %s", [lib.listed(denial.admitted)]) if {
	denial.guard == "policy"
	count(denial.admitted) > 0
}

note(denial) := sprintf("defined: %s", [lib.listed(denial.admitted)]) if denial.guard in {"role", "carried"}

note(denial) := "" if denial.guard in {"review", "lookup"}

note(denial) := sprintf("lets in: %s", [lib.listed(denial.admitted)]) if {
	not denial.guard in {"policy", "role", "carried", "review", "lookup"}
	count(denial.admitted) > 0
}

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

help(denial) := "Let the role bind what the login says: * in bound_subject stands for itself, in bound_claims with the type glob for any text." if {
	denial.guard == "claim"
	startswith(denial.asks, "system:")
}

help(denial) := "Name one audience in the login and in the role." if {
	denial.guard == "claim"
	not startswith(denial.asks, "system:")
}

help(denial) := "Name one audience in the login and in the role." if denial.guard == "unbound"

help(denial) := "Bind sub, or a part of the claim kubernetes.io by its path, such as /kubernetes.io/namespace." if denial.guard == "unsaid"

help(denial) := "Set allow_wildcard_certificates and allow_subdomains in the role." if {
	denial.guard == "issue"
	startswith(denial.asks, "*.")
}

help(denial) := "Add the domain to allowed_domains, with allow_subdomains or allow_bare_domains as it is needed." if {
	denial.guard == "issue"
	not startswith(denial.asks, "*.")
}

help(denial) := sprintf("Grant %s on %s, or read another path.", [denial.capability, denial.asks]) if denial.guard == "policy"

help(denial) := "Grant read on auth/token/lookup-self, unless the token has the policy default too." if denial.guard == "lookup"

help(denial) := "Correct the name or the mount, or define the role beside the others." if denial.guard == "role"

help(denial) := "Correct the name, or define the policy beside the others." if denial.guard == "carried"
