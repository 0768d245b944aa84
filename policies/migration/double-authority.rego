# METADATA
# title: One value with two authorities
# description: |
#   Two things keep writing one secret of a store, of different sources; or one writes it to the store that a migration
#   leaves while it is read from the destination, or written there as well: after the next renewal the two differ. Hints are
#   secrets that are read from both ends, and so have to be renewed at both until the last reader has moved.
# custom:
#   severity: warning
#   grades: {read: info}
#   since: 0.4.0
#   remediation: Let one side write the value, and move its writer before or together with its readers.
package tazlint.migration["double-authority"]

report contains {"rival": rival.id, "message": message} if {
	some rival in input.rivals
	rival.how == "written"
	message := sprintf("%s and %s both write %s.", [rival.one, rival.other, rival.entry])
}

report contains {"rival": rival.id, "message": message} if {
	some rival in input.rivals
	rival.how == "both"
	message := sprintf("%s writes %s, and %s writes the same to %s.", [rival.one, rival.entry, rival.other, rival.counter])
}

report contains {"rival": rival.id, "message": message} if {
	some rival in input.rivals
	rival.how == "pushed"
	message := sprintf("%s writes %s, and %s reads %s instead.", [rival.one, rival.entry, rival.other, rival.counter])
}

report contains {"rival": rival.id, "message": message, "grade": "read"} if {
	some rival in input.rivals
	rival.how == "read"
	message := sprintf("%s reads %s, and %s reads the same from %s: renew it in both places.", [rival.one, rival.entry, rival.other, rival.counter])
}
