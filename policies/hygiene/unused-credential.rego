# METADATA
# title: Secret that nothing reads
# description: |
#   It is produced and kept, but no workload, store or script of the linked repositories reads it. Every copy of a
#   secret is one more to lose. So it is with an engine of Vault that makes credentials nobody asks for: it keeps an
#   administrator's login for that, and each run of Terraform brings it back. Silent where a chart or a templated name might read it.
#
#   A role of Vault that nothing logs in as, and a policy that no role or token carries, open what nobody needs open.
#   That is a hint, and only where it is known of every store and login which role or token it has.
# custom:
#   severity: warning
#   grades: {grant: info}
#   since: 0.1.0
#   remediation: Remove it, or make its reader visible.
package tazlint.hygiene["unused-credential"]

report contains {"node": node.id, "message": message} if {
	some node in input.unused
	not node.kind in {"backend", "role", "policy"}
	message := sprintf("Nothing reads %s.", [node.name])
}

report contains {"node": node.id, "message": message, "help": "Remove the engine, or make its reader visible."} if {
	some node in input.unused
	node.kind == "backend"
	message := sprintf("Nothing asks for credentials of %s, which keeps an administrator's login to make them.", [node.name])
}

report contains {"node": node.id, "message": message, "help": "Remove it, or make visible what logs in with it.", "grade": "grant"} if {
	some node in input.unused
	idle := {"role": "Nothing logs in as %s.", "policy": "Nothing carries %s."}[node.kind]
	message := sprintf(idle, [node.name])
}
