# METADATA
# title: Reference to a key that the Secret or file does not have
# description: |
#   The Secret or ConfigMap exists and all of its keys are known, but the one asked for is not among them. The
#   container fails to start, or the file is missing from its mount. The same goes for a file that sops has encrypted,
#   whose keys stay readable: for what a module, a script or a template takes out of it.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Use one of the existing keys, or let the producer add this one.
package tazlint.reference["undefined-key"]

import data.tazlint.lib

report contains {"edge": edge.id, "message": message, "note": lib.known(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined.key
	message := sprintf("%s has no key %q.", [edge.to_name, edge.key])
}
