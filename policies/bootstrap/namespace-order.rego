# METADATA
# title: Namespace that is made later than what lives in it
# description: |
#   A cluster refuses an object whose namespace is not there, and with it everything applied in the same step. On an
#   existing cluster nobody notices; a new one stops here. Where nothing but retries brings the order right it is a
#   warning. Namespaces of the same unit are applied first and need no order.
# custom:
#   severity: error
#   since: 0.2.0
#   grades:
#     retried: warning
#   remediation: Make the namespace in the unit or module that needs it, or in one that comes before.
package tazlint.bootstrap["namespace-order"]

import data.tazlint.lib.order

report contains {"disorder": d.id, "message": order.late(d), "note": order.others(d), "grade": grade(d)} if {
	some d in input.disorders.namespace
}

grade(d) := "retried" if d.how in {"loose", "ungated", "raced"}

grade(d) := "" if not d.how in {"loose", "ungated", "raced"}
