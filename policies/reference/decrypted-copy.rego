# METADATA
# title: Bootstrap reads a decrypted copy of an entry
# description: |
#   A script, module or variable reads a file of the vault's mount, but nothing declares or writes that file: the
#   vault keeps the entry encrypted in a password store. The file is there as long as somebody remembers to decrypt it,
#   and holds what the entry was on that day.
# custom:
#   severity: warning
#   since: 0.1.0
#   remediation: Ask the store for the entry where it is needed (gopass show, pass show), or let a step of the bootstrap write the file.
package tazlint.reference["decrypted-copy"]

report contains {"edge": edge.id, "message": message, "help": help} if {
	some edge in input.undefined["decrypted-copy"]
	message := sprintf("Nothing makes the file of %s, which %s reads: the entry rests in a password store.", [edge.to_name, edge.from_name])
	help := sprintf("Ask the store for %s instead, or let a step of the bootstrap write the file.", [edge.nearest])
}
