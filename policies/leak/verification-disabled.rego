# METADATA
# title: Check switched off on a secret's way
# description: |
#   A setting makes a client trust any server that answers, or a chart accept a secret in its values. On the way of a
#   secret whoever answers gets the login, and decides what comes back. Settings of programs that handle no secret
#   are left alone, and so is a request that neither takes a secret along nor brings something that others trust.
#   A database that checks the certificates of its users is told where a rule for everybody lets the same users in by
#   password: the certificate's rule fits one database and TLS, and what it does not fit goes on to the next.
# custom:
#   severity: warning
#   since: 0.3.0
#   remediation: Give the client the certificate of the authority, and let it check.
package tazlint.leak["verification-disabled"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.unverified
	not mark.detector in {guard, admission}
	message := sprintf("%s in %s switches off the check of who answers.", [mark.detector, mark.on_name])
}

report contains {"mark": mark.id, "message": message, "help": "Take the secret from a variable or file, and let the chart check again."} if {
	some mark in input.marks.unverified
	mark.detector == guard
	message := sprintf("%s lets the chart put secrets of its values into a ConfigMap.", [mark.on_name])
}

report contains {"mark": mark.id, "message": message, "help": "Let the last rule reject: host all all all reject."} if {
	some mark in input.marks.unverified
	mark.detector == admission
	message := sprintf("%s asks for a certificate of %s, and takes a password as well: without TLS, or for another database.", [mark.on_name, mark.field])
}

# admission is the list of rules by which PostgreSQL lets clients in.
admission := "pg_hba"

# guard is the setting of the Grafana chart that refuses secrets in grafana.ini.
guard := "assertNoLeakedSecrets"
