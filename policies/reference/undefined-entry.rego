# METADATA
# title: Bootstrap reads a vault entry that is not declared
# description: |
#   A script, module or variable reads a file of the operator's vault that no declared entry provides. The rebirth
#   stops there, on the day it is needed most. The same holds where only the path of an entry's file is there, and a
#   Secret would hold that path for the value. A warning is a variable that a script or layer demands, and that
#   nothing exports, while a script exports one of nearly the same name that nothing reads.
# custom:
#   severity: error
#   grades: {misspelt: warning}
#   since: 0.1.0
#   remediation: Add the entry to the vault's declaration, or correct the path.
package tazlint.reference["undefined-entry"]

import data.tazlint.lib

report contains {"edge": edge.id, "message": message, "note": lib.known(edge), "help": lib.meant(edge)} if {
	some edge in input.undefined.entry
	not startswith(edge.to, "env:")
	message := sprintf("Nothing declares %s, which %s reads.", [edge.to_name, edge.from_name])
}

report contains {"edge": path.edge.id, "message": message, "help": help} if {
	some path in input.unopened
	message := sprintf("Key %s of %s would hold the path in %s, which nothing sets to the entry's value.", [path.key, path.secret_name, path.edge.to_short])
	help := "Read the file, or let a script export its content under this name."
}

report contains {"edge": edge.id, "message": message, "help": lib.meant(edge), "grade": "misspelt"} if {
	some edge in input.undefined.entry
	startswith(edge.to, "env:")
	message := sprintf("Nothing exports %s, which %s reads; %s is exported, and nothing reads it.", [trim_prefix(edge.to, "env:"), edge.from_name, edge.nearest])
}
