# METADATA
# title: Secret that is delivered through itself
# description: |
#   What a store, an operator or a source needs in order to start arrives only through what it starts. An existing
#   cluster hides this; a new one never comes up. Circles that a bootstrap step cuts are healthy. Where a store is
#   reached through a network that the cluster's own operator joins, the nodes may be members too: a warning.
# custom:
#   severity: error
#   since: 0.1.0
#   grades:
#     guessed: warning
#   remediation: Let a bootstrap step define the seed directly.
package tazlint.bootstrap.cycle

import data.tazlint.lib

report contains {"cycle": cycle.id, "message": message, "help": help, "grade": grade(cycle)} if {
	some cycle in input.cycles
	not cycle.order
	names := [step.from_name | some i, step in cycle.steps; not cycle.steps[i - 1].from_name == step.from_name]
	message := sprintf("These can never start: %s.", [lib.circle(names)])
	help := sprintf("Let a bootstrap step define %s directly.", [cycle.seed_name])
}

grade(cycle) := "guessed" if cycle.guessed

grade(cycle) := "" if not cycle.guessed
