# METADATA
# title: Credential that is not what its use needs
# description: |
#   A key is made for one machine and given to several, a token is to live longer than the server lets any, what expires
#   within months is kept as if it lasted, a public key is pinned that its owner replaces. The day on which it fails is
#   not the day on which it is written. That several machines get one key is told from the script that makes it: a loop
#   over anything but attempts, or one function called for different machines. Keys and entries that only may run out
#   one day are hints, and so is Vault's root token where Terraform logs in with it day by day: nothing limits it, and
#   it should be revoked once there is another way in.
# custom:
#   severity: warning
#   grades: {expires: info, pinned: info, root: info}
#   since: 0.2.0
#   remediation: Make the credential fit its use.
package tazlint.rotation["credential-contradiction"]

hints := {"expires", "pinned"}

report contains {"mark": mark.id, "message": message(mark), "help": help[mark.detector]} if {
	some mark in input.marks.contradiction
	not mark.detector in hints
}

report contains {"mark": mark.id, "message": message(mark), "help": help[mark.detector], "grade": mark.detector} if {
	some mark in input.marks.contradiction
	mark.detector in hints
}

report contains {"edge": rooted.edge.id, "message": message, "help": help, "grade": "root"} if {
	some rooted in input.rooted
	message := sprintf("%s logs in with a token that may do everything: %s.", [rooted.edge.from_name, rooted.token_name])
	help := "Log in as a role or AppRole whose policy covers the module, and revoke the root token."
}

message(mark) := sprintf("%s makes %s for one machine and gives it to several.", [mark.on_name, mark.field]) if mark.detector == "single-use"

message(mark) := sprintf("%s is to live longer than the server lets any token.", [mark.on_name]) if mark.detector == "outlives"

message(mark) := sprintf("%s is a key that expires within 90 days.", [mark.on_name]) if mark.detector == "expires"

message(mark) := sprintf("%s holds a public key of the cluster, and nothing replaces it when the cluster does.", [mark.on_name]) if mark.detector == "pinned"

help := {
	"single-use": "Make the key reusable and short-lived, or one for each machine.",
	"outlives": "Make the token periodic and renew it before use, or raise max_lease_ttl.",
	"expires": "Keep an OAuth client instead, and make keys when they are needed.",
	"pinned": "Give the key to the cluster and to Vault from one place, or let Vault fetch it by jwks_url.",
}
