# METADATA
# title: Custom resource that is applied before its kind exists
# description: |
#   A release brings the definition of the kind some time after it was applied. A unit that holds both the release
#   and such a resource is refused as a whole, so that the release never gets applied; a Terraform module fails the
#   first time. Units that come later but do not await the release are brought right by retries: a warning.
# custom:
#   severity: error
#   since: 0.2.0
#   grades:
#     retried: warning
#   remediation: Apply the resource in a unit that depends on the operator's, and let that one wait for its release.
package tazlint.bootstrap["crd-order"]

import data.tazlint.lib.order

report contains {"disorder": d.id, "message": order.late(d), "note": order.others(d), "help": help(d), "grade": grade(d)} if {
	some d in input.disorders.kind
}

grade(d) := "retried" if d.how in {"loose", "ungated"}

grade(d) := "" if not d.how in {"loose", "ungated"}

help(d) := "Apply it with a resource that needs no cluster at plan time, after the release." if d.how == "planned"

help(d) := sprintf("Add depends_on for %s.", [d.later]) if d.how == "raced"

help(d) := "" if not d.how in {"planned", "raced"}
