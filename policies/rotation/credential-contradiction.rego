# METADATA
# title: Credential that is not what its use needs
# description: |
#   A key is made for one machine and given to several, a token is to live longer than the server lets any, what expires
#   within months is kept as if it lasted, a public key is pinned that its owner replaces. The day on which it fails is
#   not the day on which it is written. That several machines get one key is told from the script that makes it: a loop
#   over anything but attempts, or one function called for different machines. Keys and entries that only may run out
#   one day are hints.
# custom:
#   severity: warning
#   grades: {expires: info, pinned: info}
#   since: 0.2.0
#   remediation: Make the credential fit its use.
package tazlint.rotation["credential-contradiction"]

report contains {"mark": mark.id, "message": sprintf(said[mark.detector].message, [mark.on_name, mark.field]), "help": said[mark.detector].help} if {
	some mark in input.marks.contradiction
	said[mark.detector]
	not mark.detector in {"expires", "pinned"}
}

report contains {"mark": mark.id, "message": sprintf(said[mark.detector].message, [mark.on_name, mark.field]), "help": said[mark.detector].help, "grade": mark.detector} if {
	some mark in input.marks.contradiction
	mark.detector in {"expires", "pinned"}
}

said := {
	"single-use": {
		"message": "%s makes %s for one machine and gives it to several.",
		"help": "Make the key reusable and short-lived, or one for each machine.",
	},
	"outlives": {
		"message": "%s asks for a %s beyond what the server grants any token.",
		"help": "Renew the token before each use, make it periodic, or raise max_lease_ttl.",
	},
	"expires": {
		"message": "%s keeps a key that expires within 90 days%s.",
		"help": "Keep an OAuth client instead, and make keys when they are needed.",
	},
	"pinned": {
		"message": "%s pins the cluster's public key%s: it holds until the cluster gets another.",
		"help": "Give the key to the cluster and to Vault from one place, or let Vault fetch it by jwks_url.",
	},
}
