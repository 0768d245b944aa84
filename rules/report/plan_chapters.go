package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/rules"
)

// known is a position as a list, empty where there is none.
func known(at facts.Pos) []facts.Pos {
	if at.File == "" {
		return nil
	}
	return []facts.Pos{at}
}

// blockers are the faults that concern no single consumer; what is told by one
// sentence is told once.
func (t *teller) blockers() chapter {
	var s section
	index := map[[2]string]int{}
	for _, f := range t.plan.Blockers {
		one := item{mark: string(f.Kind), text: f.Text, at: known(f.At), details: circle(f.Steps)}
		told := [2]string{one.mark, one.text}
		if i, seen := index[told]; seen && len(f.Steps) == 0 {
			s.items[i].at = append(s.items[i].at, one.at...)
			continue
		}
		index[told] = len(s.items)
		s.items = append(s.items, one)
	}
	return chapter{id: "blockers", title: "In the way of the move as a whole", sections: []section{s}}
}

// circle tells the steps of a circle, each with what makes it one.
func circle(steps []*graph.Edge) []item {
	var list []item
	for _, e := range steps {
		text := named(e.From.Place()) + " " + rules.InWords(e.Rel) + " " + named(e.To)
		list = append(list, item{text: text, at: known(e.At)})
	}
	return list
}

// waves lists what moves together, and then what is in no wave.
func (t *teller) waves() chapter {
	c := chapter{id: "waves", title: "Waves", intro: "in this order; what stands in one wave moves together"}
	told := map[facts.Symbol]bool{}
	for _, w := range t.plan.Waves {
		members := t.members(w)
		for _, m := range members {
			told[m.Symbol] = true
		}
		c.sections = append(c.sections, section{
			id: fmt.Sprintf("wave-%d", w.Number), title: fmt.Sprintf("wave %d: %s", w.Number, plural(len(w.Consumers), "consumer")), note: w.Why, items: alike(members, routes),
		})
	}
	var rest []*migration.Consumer
	for _, m := range t.plan.Consumers {
		if stands(m) && !told[m.Symbol] {
			rest = append(rest, m)
		}
	}
	if len(rest) > 0 {
		c.sections = append(c.sections, section{id: "no-wave", title: "in no wave: " + plural(len(rest), "consumer"), items: alike(rest, routes)})
	}
	return c
}

// alike tells consumers, those of one kind with the same details once.
func alike(consumers []*migration.Consumer, details func(*migration.Consumer) []item) []item {
	var groups [][]*migration.Consumer
	at := map[string]int{}
	for _, c := range consumers {
		key := fmt.Sprint(c.Kind(), "\x00", c.Verdict, "\x00", details(c))
		i, seen := at[key]
		if !seen {
			i, groups = len(groups), append(groups, nil)
			at[key] = i
		}
		groups[i] = append(groups[i], c)
	}
	var items []item
	for _, group := range groups {
		one := item{mark: string(group[0].Verdict), text: together(group), details: details(group[0])}
		for _, c := range group {
			one.anchors = append(one.anchors, c.Symbol)
			one.at = append(one.at, c.At)
		}
		one.at = distinct(one.at)
		items = append(items, one)
	}
	return items
}

// distinct leaves out what is there before.
func distinct[T comparable](list []T) []T {
	seen := map[T]bool{}
	return slices.DeleteFunc(list, func(v T) bool {
		again := seen[v]
		seen[v] = true
		return again
	})
}

// together names consumers of one kind: those that are called the same by their
// namespaces.
func together(group []*migration.Consumer) string {
	if len(group) == 1 {
		return brief(group[0])
	}
	var names, places []string
	for _, c := range group {
		names = append(names, c.Symbol.Name())
		places = append(places, c.Symbol.Segment(1))
	}
	if len(distinct(names)) == 1 && group[0].Symbol.Kind() == facts.ObjectSymbol {
		return group[0].Kind() + " " + names[0] + " in " + strings.Join(places, ", ")
	}
	list := []string{brief(group[0])}
	for _, c := range group[1:] {
		list = append(list, strings.TrimPrefix(brief(c), c.Kind()+" "))
	}
	return strings.Join(list, ", ")
}

func brief(c *migration.Consumer) string { return named(c.Symbol) }

// routes tells where each secret of a consumer comes from and goes, marked with
// what says so.
func routes(c *migration.Consumer) []item {
	var list []item
	for _, r := range c.References {
		one := item{mark: string(r.To.By), text: departure(r) + " → " + arrival(r.To)}
		switch {
		case r.To.Store == "" && r.Verdict == migration.Ready:
			one.text = departure(r) + ", stays"
		case r.To.Key == "":
			one.text = departure(r) + " → not known"
		}
		if r.Verdict != c.Verdict {
			one.mark = strings.TrimPrefix(one.mark+", "+string(r.Verdict), ", ")
		}
		list = append(list, one)
	}
	return list
}

// departure is where a reference points today: in the provider's own terms, or as
// a map spells it where its store is not known.
func departure(r *migration.Reference) string {
	if s := cmp.Or(r.Address, r.Remote); s.Kind() != facts.Remote {
		return named(s)
	}
	_, key, property := r.Remote.RemoteParts()
	return arrival(migration.Destination{Key: key, Property: property})
}

// arrival is a destination as a map spells it.
func arrival(to migration.Destination) string {
	if to.Property == "" {
		return to.Key
	}
	return to.Key + "#" + to.Property
}

// obstacles lists why consumers cannot move as they are, what is told by one
// sentence once.
func (t *teller) obstacles() chapter {
	c := chapter{id: "obstacles", title: "What needs a person"}
	for _, group := range []struct {
		verdict migration.Verdict
		title   string
	}{
		{migration.Blocked, "blocked: it would break, or nobody says where it goes"},
		{migration.Reshape, "reshape: the secret must be kept or asked for differently"},
		{migration.Unproven, "unproven: nothing shows that the destination has it"},
		{migration.Mechanical, "mechanical: rewriting is enough if this holds"},
	} {
		if items := t.because(group.verdict); len(items) > 0 {
			c.sections = append(c.sections, section{id: string(group.verdict), title: group.title, items: items})
		}
	}
	return c
}

// because lists the reasons of a verdict with the consumers that they stop.
// Consumers outside of a cluster are told as residue.
func (t *teller) because(verdict migration.Verdict) []item {
	type told struct {
		reason   int
		consumer facts.Symbol
		at       facts.Pos
	}
	var items []item
	index, listed := map[string]int{}, map[told]bool{}
	for _, c := range t.plan.Consumers {
		if !stands(c) {
			continue
		}
		for _, reason := range reasonsOf(c) {
			if reason.Verdict != verdict {
				continue
			}
			key := string(reason.Code) + "\x00" + reason.Text
			i, seen := index[key]
			if !seen {
				i, items = len(items), append(items, item{mark: string(reason.Code), text: reason.Text})
				index[key] = i
			}
			if once := (told{i, c.Symbol, reason.At}); !listed[once] {
				listed[once] = true
				items[i].details = append(items[i].details, item{text: brief(c), at: known(reason.At), anchors: []facts.Symbol{c.Symbol}})
			}
		}
	}
	shorten(items)
	return items
}

// shorten tells an only detail in the sentence itself.
func shorten(items []item) {
	for i, one := range items {
		if len(one.details) == 1 {
			only := one.details[0]
			items[i] = item{mark: one.mark, text: one.text + ": " + only.text, at: only.at, anchors: only.anchors}
		}
	}
}
