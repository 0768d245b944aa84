# METADATA
# title: Credential that arrives by what it opens
# description: |
#   What delivers Secrets needs some of its own before it can start: the login of a store, the key of encrypted
#   manifests. If only the delivery itself makes them, a new cluster never gets there.
# custom:
#   severity: error
#   since: 0.2.0
#   remediation: Let a bootstrap step make the Secret directly, from the operator's vault.
package tazlint.bootstrap["indirect-seed"]

import data.tazlint.lib.order

report contains {"disorder": d.id, "message": order.late(d), "note": order.others(d)} if {
	some d in input.disorders.seed
}
