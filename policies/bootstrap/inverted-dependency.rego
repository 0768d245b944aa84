# METADATA
# title: Persistent system configured through the cluster that needs it
# description: |
#   A script or task enters a pod to write policies, logins or engines of a backend which lives outside of the cluster,
#   and the cluster's own stores depend on that backend. Neither can be built first: the configuration waits for the
#   cluster, the cluster for what was configured. Silent where the cluster serves the backend itself.
# custom:
#   severity: warning
#   since: 0.3.0
#   remediation: Configure the backend from outside, with its own API, in a layer that comes before the cluster.
package tazlint.bootstrap["inverted-dependency"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks.inverted
	mark.against != ""
	message := sprintf("%s configures %s through the cluster, whose %s needs it.", [mark.on_name, mark.detector, mark.against_name])
}
