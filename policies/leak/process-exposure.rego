# METADATA
# title: Secret where others see it
# description: |
#   A script or a manifest shows a secret on its way: in the arguments of a program, which every process of the machine
#   can list, in what is printed or traced, in a file on a disk, or in an environment that more programs inherit than
#   need it. What goes through a pipe, into memory or to one child alone is well kept, and so is what is public.
#   Arguments in a container are seen by fewer, and graded lower.
# custom:
#   severity: warning
#   since: 0.3.0
#   remediation: Hand the secret over by standard input, by a file in memory, or in the environment of the one command that reads it.
#   grades:
#     container: info
package tazlint.leak["process-exposure"]

report contains {"mark": mark.id, "message": sprintf("%s %s.", [what(mark), seen[mark.detector]]), "help": helps[mark.detector], "grade": grade(mark)} if {
	some mark in input.marks.exposed
}

seen := {
	"argv": "is an argument of a program, where every process can read it",
	"output": "is printed",
	"trace": "is printed by the trace of commands that starts here",
	"disk": "is written to a disk",
	"environment": "is exported for the whole script, and programs inherit it that do not need it",
	"container": "is an argument of the process in a container",
}

helps := {
	"argv": "Give it by standard input, by a file in memory, or by a variable that the program reads.",
	"output": "Print that it is there, not what it is.",
	"trace": "Switch the trace off with set +x before the first secret is read.",
	"disk": "Keep it in the vault's mount, in /dev/shm or in a pipe.",
	"environment": "Set it for the one command that reads it, or export it in a subshell around that.",
	"container": "Let the program read the variable itself, or a mounted file.",
}

grade(mark) := "container" if mark.detector == "container"

grade(mark) := "" if mark.detector != "container"

what(mark) := sprintf("$%s", [mark.field]) if startswith(mark.on, "script:")

what(mark) := sprintf("$(%s) of %s", [mark.field, mark.on_name]) if mark.detector == "container"

what(mark) := sprintf("The content of %s", [whole(mark)]) if {
	not startswith(mark.on, "script:")
	mark.detector != "container"
}

whole(mark) := mark.on_name if mark.field == ""

whole(mark) := sprintf("%s of %s", [mark.field, mark.on_name]) if mark.field != ""
