# METADATA
# title: Literal in a field for a secret
# description: |
#   A field whose name says that it holds a secret has a literal value: in Helm values, container environment,
#   patches, ConfigMaps, Terraform, scripts, or files of settings such as JSON, TOML, INI and dotenv. Names of
#   Secrets, references, paths and hashes of passwords are no secrets, nor are those of a database beside a job
#   of a pipeline, which answers nobody else.
# custom:
#   severity: error
#   since: 0.1.0
#   remediation: Move the value to the vault and refer to it by name from here.
package tazlint.leak["inline-credential"]

import data.tazlint.lib

where(mark) := sprintf("%s of %s", [mark.field, mark.on_name]) if mark.field != ""

where(mark) := mark.on_name if mark.field == ""

report contains {"mark": mark.id, "message": message, "note": lib.feeds(mark)} if {
	some mark in input.marks["inline-credential"]
	message := sprintf("A literal value is given for a secret in %s.", [where(mark)])
}
