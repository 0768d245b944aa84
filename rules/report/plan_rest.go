package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// stateNotes explain the states of secrets.
var stateNotes = []struct {
	state migration.State
	note  string
}{
	{migration.LegacyOnly, "the old end alone has it"},
	{migration.Both, "both ends have it, and a new value must be written to both"},
	{migration.TargetOnly, "the new end alone has it"},
	{migration.Orphan, "kept, and read by nothing that is linked"},
	{migration.NoStore, "handed over without one"},
}

// values lists the secrets by their state.
func (t *teller) values() chapter {
	c := chapter{id: "secrets", title: "Secrets by state"}
	for _, state := range stateNotes {
		s := section{id: anchorOf(string(state.state)), note: state.note}
		for _, v := range t.plan.Values {
			if v.State == state.state {
				s.items = append(s.items, valueItem(v))
			}
		}
		if s.title = fmt.Sprintf("%s: %d", state.state, len(s.items)); len(s.items) > 0 {
			c.sections = append(c.sections, s)
		}
	}
	return c
}

func anchorOf(words string) string { return strings.ReplaceAll(words, " ", "-") }

func valueItem(v migration.Value) item {
	one := item{mark: heldText(v.Held), text: v.Name}
	if way := wayOf(v); way != "" {
		one.details = append(one.details, item{text: way})
	}
	if len(v.Sources) == 1 && v.Legacy == "" && v.Target == "" {
		one.text = named(v.Sources[0])
		return one.readBy(v.Readers)
	}
	for _, source := range v.Sources {
		one.details = append(one.details, item{text: "comes from " + named(source)})
	}
	return one.readBy(v.Readers)
}

// wayOf is where a value is, at one end or both.
func wayOf(v migration.Value) string {
	var ends []string
	for _, end := range []facts.Symbol{v.Legacy, v.Target} {
		if end != "" {
			ends = append(ends, named(end))
		}
	}
	return strings.Join(ends, " → ")
}

// readBy adds who reads a value, by the way it comes.
func (i item) readBy(readers []migration.Reader) item {
	var ways []facts.Symbol
	names := map[facts.Symbol][]string{}
	for _, r := range readers {
		ways = append(ways, r.Via)
		names[r.Via] = append(names[r.Via], named(r.Symbol))
	}
	for _, via := range distinct(ways) {
		text := "read by " + strings.Join(distinct(names[via]), ", ")
		if via != "" {
			text += ", through " + named(via)
		}
		i.details = append(i.details, item{text: text})
	}
	return i
}

func heldText(h migration.Held) string {
	switch {
	case h.Legacy && h.Target:
		return "at both ends"
	case h.Legacy:
		return "at the old end"
	case h.Target:
		return "at the new end"
	}
	return ""
}

// features lists how the consumers that move fetch, as far as another store or
// operator may not have it.
func (t *teller) features() chapter {
	users := map[string][]*migration.Consumer{}
	for _, c := range t.plan.Consumers {
		for _, f := range c.Features {
			if c.Leaves() {
				users[string(f.Feature)] = append(users[string(f.Feature)], c)
			}
		}
	}
	var s section
	for _, feature := range slices.Sorted(maps.Keys(users)) {
		s.items = append(s.items, item{mark: feature, text: together(distinct(users[feature]))})
	}
	return chapter{id: "features", title: "Features in use", intro: "by what moves; those that the destination lacks or means differently are told above", sections: []section{s}}
}

// shapes lists which operator suits what moves, where that is told.
func (t *teller) shapes() chapter {
	c := chapter{id: "shapes", title: "The operator that suits"}
	members := map[string][]*migration.Consumer{}
	for _, consumer := range t.plan.Consumers {
		if operator := string(consumer.Shape.Operator); operator != "" {
			members[operator] = append(members[operator], consumer)
		}
	}
	for _, operator := range slices.Sorted(maps.Keys(members)) {
		why := func(c *migration.Consumer) []item { return []item{{text: c.Shape.Why}} }
		items := alike(members[operator], why)
		for i := range items {
			items[i].mark = ""
		}
		c.sections = append(c.sections, section{id: "shape-" + operator, title: fmt.Sprintf("%s: %s", operator, plural(len(members[operator]), "consumer")), items: items})
	}
	return c
}

// residue lists what still uses what is left outside of consumers, by repository
// and by the sort of use.
func (t *teller) residue() chapter {
	c := chapter{id: "residue", title: "Residue", intro: "what else uses or provides for " + t.plan.Leaving()}
	index := map[string]int{}
	for i, repo := range t.counts.Residue {
		index[repo.Name] = i
		c.sections = append(c.sections, section{id: "residue-" + repo.Name, title: repo.Name + ": " + plural(repo.N, "place")})
	}
	type sort struct{ repo, what string }
	at := map[sort]int{}
	for _, r := range t.plan.Uses() {
		s, of := &c.sections[index[r.At.Repo]], sort{r.At.Repo, r.What}
		i, seen := at[of]
		if !seen {
			i, s.items = len(s.items), append(s.items, item{text: cmp.Or(r.What, "uses it")})
			at[of] = i
		}
		s.items[i].details = append(s.items[i].details, item{text: named(r.Symbol), at: known(r.At)})
	}
	for _, s := range c.sections {
		shorten(s.items)
	}
	return c
}

func useText(r migration.Residue) string {
	if r.What == "" {
		return named(r.Symbol)
	}
	return named(r.Symbol) + " " + r.What
}

// unseen says what the plan could not see.
func (t *teller) unseen() chapter {
	s := section{items: t.uncovered()}
	for _, blind := range []struct {
		mark, text string
		is         func(*migration.Consumer) bool
	}{
		{"not read", "names a store, and what it asks for could not be read", func(c *migration.Consumer) bool { return len(c.References) == 0 }},
		{"open", "asks for a key that only its store can tell", func(c *migration.Consumer) bool { return slices.ContainsFunc(c.References, isOpen) }},
		{"not verified", "goes where no inventory is", func(c *migration.Consumer) bool { return slices.ContainsFunc(c.References, isUnverified) }},
	} {
		one := item{mark: blind.mark, text: blind.text}
		for _, c := range t.plan.Consumers {
			if c.Leaves() && blind.is(c) {
				one.details = append(one.details, item{text: brief(c), at: known(c.At), anchors: []facts.Symbol{c.Symbol}})
			}
		}
		if len(one.details) > 0 {
			s.items = append(s.items, one)
		}
	}
	return chapter{id: "unseen", title: "What could not be seen", sections: []section{s}}
}

// uncovered is what is not known of the workspace.
func (t *teller) uncovered() []item {
	if t.plan.Graph == nil {
		return nil
	}
	var list []item
	c := Cover(t.plan.Graph)
	if len(c.Absent) > 0 {
		list = append(list, item{mark: "not linked", text: joinRoles(c.Absent) + "; what uses or makes secrets there is not told"})
	}
	if n := c.References.TotalUnknown(); n > 0 {
		list = append(list, item{mark: "unknown", text: plural(n, "reference") + " of the workspace cannot be judged, and may hide a reader"})
	}
	if n := len(c.Problems); n > 0 {
		list = append(list, item{mark: "not understood", text: plural(n, "file") + " could not be used completely"})
	}
	return list
}

// isOpen reports whether the text leaves the key of a reference open.
func isOpen(r *migration.Reference) bool { return strings.Contains(string(r.Remote), "*") }

// isUnverified reports whether nobody declared what the destination of a
// reference holds.
func isUnverified(r *migration.Reference) bool {
	return slices.ContainsFunc(r.Reasons, func(x migration.Reason) bool { return x.Code == migration.NoInventory })
}
