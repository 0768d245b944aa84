# METADATA
# title: Renewed Secret whose reader never restarts
# description: |
#   The Secret is renewed, and the workload keeps the old value: environment variables and files mounted by subPath
#   change only with a restart, and neither Reloader nor the operator that writes the Secret causes one. A value that
#   merely follows its source counts only where other workloads of the cluster are restarted; files that are replaced
#   in place are a hint. Told too are restarts that cannot help: of a workload that does not exist or does not read
#   the Secret, or asked of a Reloader that nothing installs.
# custom:
#   severity: warning
#   grades: {hint: info}
#   since: 0.2.0
#   remediation: Annotate the workload itself for Reloader, or name it under rolloutRestartTargets of what writes the Secret.
package tazlint.rotation["no-reload"]

import data.tazlint.lib

report contains {"edge": stale.edge.id, "message": message, "note": note(stale)} if {
	some stale in input.stale
	stale.held
	certain(stale)
	message := sprintf("%s keeps the old value of %s when %s: nothing restarts it.", [stale.edge.from_name, stale.edge.to_name, event[stale.rotation]])
}

report contains {"edge": stale.edge.id, "message": message, "note": note(stale), "grade": "hint"} if {
	some stale in input.stale
	not stale.held
	message := sprintf("%s mounts %s, which is replaced before it expires, and nothing restarts it.", [stale.edge.from_name, stale.edge.to_name])
}

# certain are the cases that will hurt or were overlooked: what expires, and a
# workload left out where others are restarted.
certain(stale) if stale.rotation == "expiry"

certain(stale) if stale.left

event := {"expiry": "it expires", "source": "its source changes"}

report contains {"edge": misfire.edge.id, "message": message} if {
	some misfire in input.misfires
	misfire.why == "target"
	message := sprintf("%s restarts %s, which nothing defines.", [misfire.edge.from_name, misfire.edge.to_name])
}

report contains {"edge": misfire.edge.id, "message": message} if {
	some misfire in input.misfires
	misfire.why == "reader"
	message := sprintf("%s restarts %s, which does not read its Secret.", [misfire.edge.from_name, misfire.edge.to_name])
}

report contains {"edge": misfire.edge.id, "message": message, "help": "Install Reloader, or remove the annotation."} if {
	some misfire in input.misfires
	misfire.why == "installed"
	message := sprintf("%s asks Reloader for restarts, and no linked repository installs it.", [misfire.edge.from_name])
}

report contains {"mark": mark.id, "message": message, "help": "Move the annotation to the metadata of the workload.", "grade": "hint"} if {
	some mark in input.marks.misplaced
	message := sprintf("%s has an annotation for Reloader on its pods, where it counts only while the workload itself has none.", [mark.on_name])
}

note(stale) := sprintf("restarts only for: %s", [lib.listed(stale.triggers)]) if count(stale.triggers) > 0

note(stale) := "read once, when the container starts" if {
	count(stale.triggers) == 0
	stale.held
}

note(stale) := "sure only if the program reads the files again" if {
	count(stale.triggers) == 0
	not stale.held
}
