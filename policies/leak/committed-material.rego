# METADATA
# title: Secret material in git
# description: |
#   A file that git carries to every clone is secret as a whole: a state or plan of Terraform, what a store printed at
#   its start, a kubeconfig or talosconfig with keys, a private key. Encrypted files and public keys are left alone,
#   and so are files whose names say that they show what another looks like. Among examples and tests most are made for
#   them, and are graded lower.
# custom:
#   severity: error
#   since: 0.3.0
#   remediation: Revoke what is in the file, remove it from git, and add its path to .gitignore.
#   grades:
#     sample: info
package tazlint.leak["committed-material"]

import data.tazlint.lib

report contains {"mark": mark.id, "message": message, "note": lib.feeds(mark), "grade": lib.sampled(mark)} if {
	some mark in input.marks.committed
	message := sprintf("%s is %s, and git holds it%s.", [mark.on_name, sorts[mark.detector], lib.among(mark)])
}

sorts := {
	"terraform-state": "a Terraform state",
	"terraform-plan": "a Terraform plan",
	"kubeconfig": "a kubeconfig with a login",
	"talosconfig": "a talosconfig with a key",
	"talos-secrets": "a set of Talos machine secrets",
	"machine-config": "a Talos machine configuration with keys",
	"vault-init": "what Vault answered when it was initialised",
	"vault-password": "the password of a vault",
	"private-key": "a private key",
	"age-key": "an age key",
}
