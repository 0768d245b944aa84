# METADATA
# title: Dependency that can never be met
# description: |
#   Units or releases that depend on each other in a circle are never applied. So it is with a unit that depends on
#   one which lacks the namespace or the kind that the first would make.
# custom:
#   severity: error
#   since: 0.2.0
#   remediation: Drop the dependency, or move what is needed into a unit that comes first.
package tazlint.bootstrap["dependency-gate"]

report contains {"cycle": cycle.id, "message": message} if {
	some cycle in input.cycles
	cycle.order
	names := [step.from_name | some step in cycle.steps]
	message := sprintf("These wait for each other: %s -> %s.", [concat(" -> ", names), names[0]])
}

report contains {"edge": d.gate, "message": message} if {
	some d in array.concat(object.get(input.disorders, "namespace", []), object.get(input.disorders, "kind", []))
	d.how == "inverted"
	d.gate != ""
	message := sprintf("%s waits for %s, which needs %s of %s.", [d.later, d.applier, d.needs, d.later])
}
