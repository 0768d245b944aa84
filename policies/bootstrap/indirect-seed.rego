# METADATA
# title: Login of a store that arrives behind it
# description: |
#   A store needs a Secret to log in with. If only units that wait for the store make it, or only the cluster's own
#   delivery while a bootstrap module applies the store, a new cluster never gets there.
# custom:
#   severity: error
#   since: 0.2.0
#   remediation: Let a bootstrap step make the Secret directly, from the operator's vault.
package tazlint.bootstrap["indirect-seed"]

import data.tazlint.lib.order

report contains {"disorder": d.id, "message": order.late(d), "note": order.others(d)} if {
	some d in input.disorders.seed
}
