# METADATA
# title: Value that is made too late, or twice
# description: |
#   A script applies a layer before one whose outputs it takes: on an empty estate they are not there, and stand-ins
#   go into what is built. A generated value is found to be there too early or too late for its readers in the same way. The second case is a
#   generated value that a later run may replace, because nothing keeps it, while copies of it lie in a store and in
#   the cluster, or in several layers: not all of them follow. Silent after a step that may have applied any layer.
# custom:
#   severity: warning
#   since: 0.3.0
#   remediation: Generate the value in a layer that is applied first, and keep it.
package tazlint.bootstrap["late-value"]

import data.tazlint.lib

report contains {"disorder": d.id, "message": message, "help": help} if {
	some d in input.disorders.output
	d.by == ""
	message := sprintf("%s depends on %s, which %s applies only after it.", [d.thing, d.later, d.applier])
	help := sprintf("Let %s apply %s first.", [d.applier, d.later])
}

report contains {"disorder": d.id, "message": message} if {
	some d in input.disorders.output
	d.by != ""
	message := sprintf("%s is made by %s, and %s applies %s only later.", [d.needs, d.by, d.applier, d.later])
}

report contains {"node": value.node.id, "message": message, "help": "Ignore changes of its arguments in its lifecycle block, or name its keepers."} if {
	some value in input.unpinned
	message := sprintf("A later run may make %s anew, and not all who keep it follow: %s.", [value.node.name, lib.listed(value.copies)])
}
