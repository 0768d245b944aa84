# METADATA
# title: Kind that nothing provides
# description: |
#   No chart, definition or operator in the linked repositories brings this kind, so the cluster refuses the object
#   and the unit that applies it fails. The rule speaks only where the charts that bring the kind's group are known, or
#   an installed controller is known to have no kinds of its own, and where no chart, script or remote source with unknown
#   content could bring it. Of all objects of one kind the first is reported.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Install what brings the kind, or use what the installed controller reads; annotations, for a mirror of Secrets.
package tazlint.schema["unprovided-kind"]

report contains {"edge": edge.id, "message": message} if {
	some edge in input.undefined.kind
	message := sprintf("Nothing in the linked repositories provides the kind %s, which %s needs.", [edge.to_name, edge.from_name])
}
