# METADATA
# title: Check switched off on a secret's way
# description: |
#   A setting makes a client trust any server that answers, or a chart accept a secret in its values. On the way of a
#   secret whoever answers gets the login, and decides what comes back. Settings of programs that handle no secret
#   are left alone, and so is a request that neither takes a secret along nor brings something that others trust.
# custom:
#   severity: warning
#   since: 0.3.0
#   remediation: Give the client the certificate of the authority, and let it check.
package tazlint.leak["verification-disabled"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.unverified
	mark.detector != guard
	message := sprintf("%s in %s switches off the check of who answers.", [mark.detector, mark.on_name])
}

report contains {"mark": mark.id, "message": message, "help": "Take the secret from a variable or file, and let the chart check again."} if {
	some mark in input.marks.unverified
	mark.detector == guard
	message := sprintf("%s lets the chart put secrets of its values into a ConfigMap.", [mark.on_name])
}

# guard is the setting of the Grafana chart that refuses secrets in grafana.ini.
guard := "assertNoLeakedSecrets"
