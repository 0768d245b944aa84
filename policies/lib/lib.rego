# METADATA
# title: Wording shared by the rules
package tazlint.lib

# listed names a few of many, in order.
listed(names) := concat(", ", names) if count(names) <= 8

listed(names) := sprintf("%s and %d more", [concat(", ", array.slice(names, 0, 8)), count(names) - 8]) if count(names) > 8

# circle names what waits in a circle, or a few of many, and returns to the first.
circle(names) := concat(" -> ", array.concat(names, [names[0]])) if count(names) <= 8

circle(names) := sprintf("%s -> %d more -> %s", [concat(" -> ", array.slice(names, 0, 8)), count(names) - 8, names[0]]) if count(names) > 8

# known is the note under a caret: the names that would have been right.
known(edge) := sprintf("not among: %s", [listed(edge.known)]) if count(edge.known) > 0

known(edge) := "" if count(edge.known) == 0

# grade of a reference whose cause is an error of its own.
grade(edge) := "explained" if edge.explained

grade(edge) := "" if not edge.explained

# meant proposes the nearest known name; without one the rule's own remedy stands.
meant(edge) := sprintf("Did you mean %s?", [edge.nearest]) if edge.nearest != ""

meant(edge) := "" if edge.nearest == ""

# sampled is the grade of what stands among examples and tests, and among says so.
sampled(mark) := "sample" if mark.sample

sampled(mark) := "" if not mark.sample

among(mark) := ", among examples or tests" if mark.sample

among(mark) := "" if not mark.sample

# feeds is the note under a literal: what finally has it.
feeds(mark) := "" if count(mark.feeds) == 0

feeds(mark) := sprintf("feeds %s", mark.feeds) if count(mark.feeds) == 1

feeds(mark) := sprintf("feeds %d: %s", [count(mark.feeds), listed(mark.feeds)]) if count(mark.feeds) > 1

# called holds where a person may mean a store by a name or by namespace/name.
called(store, name) if endswith(store, concat("", ["/", name]))
