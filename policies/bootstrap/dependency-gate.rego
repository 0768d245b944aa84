# METADATA
# title: Dependency that is never met, or missing
# description: |
#   Units, releases or layers that depend on each other in a circle are never applied. So it is with a unit that depends on
#   one which lacks what the first would make: a namespace, a kind, the Secret of a workload it waits for. A unit that
#   waits for a workload, and is not ordered after the one that makes its Secret, fails until a retry finds it there:
#   a warning. So is a unit of systemd that names a host of a private network and may start before the daemon that joins
#   it: it keeps a resolver which does not know the host. A release that all behind a unit wait for, though they use only kinds of another one, is an info.
# custom:
#   severity: error
#   since: 0.2.0
#   grades:
#     retried: warning
#     heavy: info
#   remediation: Turn the dependency round, or move what is needed into a unit that comes first.
package tazlint.bootstrap["dependency-gate"]

import data.tazlint.lib
import data.tazlint.lib.order

report contains {"cycle": cycle.id, "message": message} if {
	some cycle in input.cycles
	cycle.order
	count(cycle.steps) > 1
	names := [step.from_name | some step in cycle.steps]
	message := sprintf("These wait for each other: %s.", [lib.circle(names)])
}

report contains {"cycle": cycle.id, "message": message, "help": "Remove the dependency."} if {
	some cycle in input.cycles
	cycle.order
	count(cycle.steps) == 1
	message := sprintf("%s waits for itself.", [cycle.steps[0].from_name])
}

report contains {"edge": d.gate, "message": message} if {
	some d in array.concat(object.get(input.disorders, "namespace", []), object.get(input.disorders, "kind", []))
	d.how == "inverted"
	d.gate != ""
	message := sprintf("%s waits for %s, which needs %s of %s.", [d.later, d.applier, d.needs, d.later])
}

report contains {"disorder": d.id, "message": order.late(d), "note": order.others(d), "grade": grade(d), "help": help(d)} if {
	some d in input.disorders.secret
}

grade(d) := "retried" if d.how == "loose"

grade(d) := "" if d.how != "loose"

help(d) := sprintf("Let %s depend on %s.", [d.applier, d.later]) if d.how == "loose"

help(d) := "" if d.how != "loose"

report contains {"disorder": d.id, "message": message, "grade": "heavy", "help": "Give the release a unit of its own."} if {
	some d in input.disorders.nothing
	message := sprintf("What waits for %s waits for %s too, and uses nothing that it brings.", [d.applier, d.by])
}

report contains {"disorder": d.id, "message": message, "grade": "retried", "help": "Add it to After= and Wants= of the unit."} if {
	some d in input.disorders.network
	message := sprintf("%s names %s, and may start before %s makes it known.", [d.applier, d.needs, d.by])
}
