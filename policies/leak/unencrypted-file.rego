# METADATA
# title: Value that should be encrypted and is readable
# description: |
#   sops encrypts the values of a file, and one of them stands there in the clear. Two things tell which values should
#   not:
#
#   - The metadata of a file that sops has encrypted says how its values were chosen. A readable value that it chooses
#     was written by hand; sops refuses to decrypt the file, too.
#   - A creation rule of the nearest `.sops.yaml` matches the file, chooses the value, and is not alone in saying so.
#     Creation rules are recipes for whoever runs sops, and many match every manifest of a repository. A rule counts
#     for a file whose name says that it is encrypted (`db.sops.yaml`, `values.enc.json`), for a core Secret that holds
#     a secret, and, where its `path_regex` is made for secrets and the path agrees (`secrets/.*\.yaml`), for any file
#     that is no object of Kubernetes and holds one.
#
#   What `encrypted_regex` and its kin leave readable, empty values, references, placeholders, templates, examples and
#   ignored files are left alone. A file that is readable as a whole is one finding.
# custom:
#   severity: error
#   since: 0.4.0
#   remediation: Run `sops encrypt --in-place` on the file, or `sops edit` for single values, and rotate what could be read.
package tazlint.leak["unencrypted-file"]

import data.tazlint.lib

report contains {"mark": mark.id, "message": message, "note": lib.feeds(mark)} if {
	some mark in input.marks.unencrypted
	message := sprintf(sentences[mark.detector], [subject(mark), mark.on_name, others(mark)])
}

sentences := {
	"creation-rule": "%s of %s should be encrypted by a creation rule of sops, and is readable%s.",
	"metadata": "%s of %s is readable, though sops has encrypted the file%s.",
}

subject(mark) := mark.field if mark.field != ""

subject(mark) := "The text" if mark.field == ""

others(mark) := sprintf("; so are %d more values", [mark.count - 1]) if mark.count > 2

others(mark) := "; so is one more value" if mark.count == 2

others(mark) := "" if mark.count == 1
