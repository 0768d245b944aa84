# METADATA
# title: Object in another layer than its siblings
# description: |
#   Terraform installs an operator that brings Secrets into the cluster, while another one of that purpose comes with
#   the cluster's own delivery; or it applies an issuer that needs a token of one DNS provider, while everything else
#   of that operator comes with the delivery. Two layers then upgrade what belongs together, and the lower one depends on a vendor.
# custom:
#   severity: info
#   since: 0.3.0
#   remediation: Move it to the layer of its siblings, and leave to Terraform what must exist before the delivery.
package tazlint.migration["wrong-layer"]

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks["wrong-layer"]
	mark.against != ""
	startswith(mark.on, "workload:")
	message := sprintf("Terraform installs %s, and %s, which does the same, comes with the cluster's delivery.", [mark.on_name, mark.against_name])
}

report contains {"mark": mark.id, "message": message} if {
	some mark in input.marks["wrong-layer"]
	mark.against != ""
	not startswith(mark.on, "workload:")
	message := sprintf("Terraform applies %s, which needs a token of one DNS provider, and %s comes with the cluster's delivery.", [mark.on_name, mark.against_name])
}
