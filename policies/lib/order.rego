# METADATA
# title: Wording of what is applied too early
package tazlint.lib.order

# late says in a sentence how a thing is applied before what it needs.
late(d) := sprintf("%s needs %s, which only %s makes, and %s applies both at once.", [d.thing, d.needs, d.by, d.applier]) if {
	d.how == "together"
}

late(d) := sprintf("%s needs %s, which %s makes only after %s.", [d.thing, d.needs, d.later, d.applier]) if {
	d.how == "inverted"
}

late(d) := sprintf("%s needs %s before the cluster has it: %s makes it once Flux runs.", [d.thing, d.needs, d.later]) if {
	d.how == "bootstrap"
}

late(d) := sprintf("%s needs %s when Terraform plans, and %s of the same module brings it.", [d.thing, d.needs, d.by]) if {
	d.how == "planned"
}

late(d) := sprintf("%s needs %s, and nothing makes it come after %s, which brings it.", [d.thing, d.needs, d.by]) if {
	d.how == "raced"
}

late(d) := sprintf("%s needs %s; %s comes after %s, but does not await it.", [d.thing, d.needs, d.applier, d.later]) if {
	d.how == "ungated"
}

late(d) := sprintf("%s needs %s, which %s makes, and nothing puts that before %s.", [d.thing, d.needs, d.later, d.applier]) if {
	d.how == "loose"
}

# others is the note that the same is wrong elsewhere.
others(d) := sprintf("so do %d more units", [d.others]) if d.others > 1

others(d) := "so does one more unit" if d.others == 1

others(d) := "" if d.others == 0
