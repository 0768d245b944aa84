# METADATA
# title: Secret that nothing reads
# description: |
#   It is produced and kept, but no workload, store or script of the linked repositories reads it. Every copy of a
#   secret is one more to lose. Silent where a chart or a templated name might read it.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Remove it, or make its reader visible.
package tazlint.hygiene["unused-credential"]

report contains {"node": node.id, "message": message} if {
	some node in input.unused
	message := sprintf("Nothing reads %s.", [node.name])
}
