package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// story is a plan in words, the same for every format that people read. Its
// texts are not escaped: each format does that for its target.
type story struct {
	title    string   // from where to where
	verdict  string   // whether what is left can be retired, in a sentence
	ready    bool     // the good answer
	lead     []string // how far each layer is
	why      []item   // what stands in the way, the worst first
	next     []string // what to do
	numbers  []number
	chapters []chapter
	waves    []migration.Wave // for a picture
	covered  []string
}

// number is a count and what it consists of.
type number struct {
	of    string
	total int
	parts []migration.Tally
}

// chapter is one part of the report, in sections.
type chapter struct {
	id, title string
	intro     string
	sections  []section
}

// section is a list of items under a title of its own, which may be empty.
type section struct {
	id, title string
	note      string
	items     []item
}

// item is one thing that is told.
type item struct {
	mark    string // a verdict, state or kind in one word
	text    string
	at      []facts.Pos
	details []item
	anchors []facts.Symbol // consumers that are told here
}

func (c chapter) size() int {
	n := 0
	for _, s := range c.sections {
		n += len(s.items)
	}
	return n
}

// tell makes the story of a plan. Chapters without anything are left out.
func tell(p *migration.Plan) *story {
	t := newTeller(p)
	s := &story{
		title: strings.Join(p.Move.From, ", ") + " → " + p.Move.To,
		ready: t.ready(), waves: p.Waves, numbers: t.numbers(), why: t.why(), next: t.next(), verdict: t.verdict(),
	}
	for _, h := range p.Headlines() {
		s.lead = append(s.lead, h.String())
	}
	for _, c := range []chapter{
		t.blockers(), t.waves(), t.obstacles(), t.values(), t.features(), t.shapes(), t.residue(), t.unseen(),
	} {
		if c.size() > 0 {
			s.chapters = append(s.chapters, c)
		}
	}
	if p.Graph != nil {
		s.covered = Cover(p.Graph).lines()
	}
	return s
}

// teller words the parts of a plan.
type teller struct {
	plan      *migration.Plan
	counts    migration.Counts
	consumers map[facts.Symbol]*migration.Consumer
}

func newTeller(p *migration.Plan) *teller {
	t := &teller{plan: p, counts: p.Counts(), consumers: map[facts.Symbol]*migration.Consumer{}}
	for _, c := range p.Consumers {
		t.consumers[c.Symbol] = c
	}
	return t
}

// verdict says whether what is left can be retired.
func (t *teller) verdict() string {
	left := t.plan.Leaving()
	switch absent := t.absent(); {
	case !t.plan.Done():
		return "NOT READY: " + left + " is still in use"
	case len(t.plan.Blockers) > 0:
		return fmt.Sprintf("NOT READY: nothing uses %s any more, but %s cannot stand alone: %s", left, t.plan.Move.To, plural(len(t.plan.Blockers), "fault"))
	case len(t.plan.Retired) == 0 && len(t.plan.Products) == 0:
		return "READY: nothing that is linked is called " + left + ", so that nothing uses it"
	case len(absent) > 0:
		return "NOT SURE: nothing that is linked uses " + left + " any more, but not linked: " + joinRoles(absent)
	}
	return "READY: nothing uses " + left + " any more, it can be retired"
}

// ready reports whether what is left can be retired for all that is known.
func (t *teller) ready() bool {
	return t.plan.Done() && len(t.plan.Blockers) == 0 && len(t.absent()) == 0
}

func (t *teller) absent() []facts.Role {
	if t.plan.Graph == nil {
		return nil
	}
	return Cover(t.plan.Graph).Absent
}

// why lists what stands in the way: the move as a whole, consumers by verdict,
// places outside of clusters.
func (t *teller) why() []item {
	var list []item
	if n := len(t.plan.Blockers); n > 0 {
		first := t.plan.Blockers[0]
		list = append(list, item{mark: string(migration.Blocked), text: fmt.Sprintf("%s in the way of the move as a whole%s: %s", plural(n, "fault"), theFirst(n), first.Text), at: known(first.At)})
	}
	for _, verdict := range []migration.Verdict{migration.Blocked, migration.Reshape, migration.Unproven} {
		if n := t.leaving(verdict); n > 0 {
			consumer, reason := t.firstReason(verdict)
			text := plural(n, "consumer") + theFirst(n) + ": " + brief(consumer)
			if reason.Text != "" {
				text += ", " + reason.Text
			}
			list = append(list, item{mark: string(verdict), text: text, at: known(reason.At)})
		}
	}
	if n := t.leaving(migration.Mechanical) + t.leaving(migration.Ready); n > 0 {
		list = append(list, item{mark: string(migration.Mechanical), text: plural(n, "consumer") + ", to be rewritten and nothing else"})
	}
	if use, any := t.plan.Telling(); any {
		n := len(t.plan.Uses())
		besides := "besides"
		if n > 1 {
			besides = "besides, one of them"
		}
		list = append(list, item{mark: "residue", text: plural(n, "place") + " " + besides + ": " + useText(use), at: known(use.At)})
	}
	return list
}

func theFirst(n int) string {
	if n == 1 {
		return ""
	}
	return ", the first"
}

// leaving counts the consumers of a verdict that have not moved. Those outside
// of a cluster are told with the residue.
func (t *teller) leaving(verdict migration.Verdict) int {
	n := 0
	for _, c := range t.plan.Consumers {
		if c.Verdict == verdict && stands(c) {
			n++
		}
	}
	return n
}

// stands reports whether a consumer in a cluster has not moved.
func stands(c *migration.Consumer) bool {
	return c.Leaves() && migration.LayerOf(c.Symbol) == migration.LayerKubernetes
}

// firstReason is the first consumer of a verdict, and what gives it.
func (t *teller) firstReason(verdict migration.Verdict) (*migration.Consumer, migration.Reason) {
	for _, c := range t.plan.Consumers {
		if stands(c) && c.Verdict == verdict {
			for _, reason := range reasonsOf(c) {
				if reason.Verdict == verdict {
					return c, reason
				}
			}
			return c, migration.Reason{At: c.At}
		}
	}
	return &migration.Consumer{}, migration.Reason{}
}

// reasonsOf are those of a consumer and of its references.
func reasonsOf(c *migration.Consumer) []migration.Reason {
	all := slices.Clone(c.Reasons)
	for _, r := range c.References {
		all = append(all, r.Reasons...)
	}
	return all
}

// next lists what to do, the first thing first.
func (t *teller) next() []string {
	var list []string
	if n := len(t.plan.Blockers); n > 0 {
		list = append(list, "repair what stands in the way of the move as a whole")
	}
	if n := t.destinations(migration.NoDestination, migration.ManyPlaces); n > 0 {
		list = append(list, "say in migration.map or convention where they go: "+plural(n, "secret"))
	}
	if n := t.destinations(migration.NotInInventory); n > 0 {
		list = append(list, "write to "+t.plan.Move.To+" what its inventory lacks: "+plural(n, "secret"))
	}
	if step := t.firstWave(); step != "" {
		list = append(list, step)
	}
	if n := t.byHand(); n > 0 {
		list = append(list, "change by hand what needs it: "+plural(n, "consumer"))
	}
	if n := len(t.plan.Uses()); n > 0 && !slices.ContainsFunc(t.plan.Consumers, stands) {
		list = append(list, "take "+t.plan.Leaving()+" out of the rest: "+plural(n, "place"))
	}
	return list
}

// firstWave says which wave can move now: one in which all is only to be rewritten.
func (t *teller) firstWave() string {
	for _, w := range t.plan.Waves {
		members := t.members(w)
		if len(members) == 0 || slices.ContainsFunc(members, func(c *migration.Consumer) bool { return c.Verdict != migration.Mechanical }) {
			continue
		}
		which := fmt.Sprintf("move wave %d of %d (%s)", w.Number, len(t.plan.Waves), plural(len(members), "consumer"))
		if w.Number > 1 {
			which += ", the first that can"
		}
		return fmt.Sprintf("%s: tazlint migrate --write --wave %d", which, w.Number)
	}
	return ""
}

// destinations counts the secrets whose destination has a reason of some codes.
func (t *teller) destinations(codes ...migration.Code) int {
	secrets := map[string]bool{}
	for _, c := range t.plan.Consumers {
		for _, r := range c.References {
			if slices.ContainsFunc(r.Reasons, func(x migration.Reason) bool { return slices.Contains(codes, x.Code) }) {
				secrets[departure(r)+"\x00"+arrival(r.To)] = true
			}
		}
	}
	return len(secrets)
}

// elsewhere are the codes of reasons that no change of a consumer takes away.
var elsewhere = []migration.Code{migration.NoDestination, migration.ManyPlaces, migration.Code(migration.FaultNoStore)}

// byHand counts the consumers that have to be changed themselves.
func (t *teller) byHand() int {
	n := 0
	for _, c := range t.plan.Consumers {
		if stands(c) && slices.ContainsFunc(reasonsOf(c), func(x migration.Reason) bool {
			return (x.Verdict == migration.Blocked || x.Verdict == migration.Reshape) && !slices.Contains(elsewhere, x.Code)
		}) {
			n++
		}
	}
	return n
}

// members are the consumers of a wave.
func (t *teller) members(w migration.Wave) []*migration.Consumer {
	var members []*migration.Consumer
	for _, s := range w.Consumers {
		if c := t.consumers[s]; c != nil {
			members = append(members, c)
		}
	}
	return members
}

// numbers are the counts in the order in which they are read.
func (t *teller) numbers() []number {
	c := t.counts
	all := []number{
		{"consumers", c.Consumers, c.Sides},
		{"not moved yet, by verdict", c.Leaving, c.Verdicts},
		{"by kind", c.Consumers, c.Kinds},
		{"by store", c.Consumers, c.Stores},
		{"by repository", c.Consumers, c.Repos},
		{"by layer", c.Consumers, c.Layers},
		{"references", migration.Total(c.References), c.References},
		{"secrets", len(t.plan.Values), c.Values},
		{"waves", c.Waves, nil},
		{"residue", migration.Total(c.Residue), c.Residue},
	}
	for i, n := range all {
		all[i].parts = slices.DeleteFunc(n.parts, func(part migration.Tally) bool { return part.N == 0 })
	}
	return slices.DeleteFunc(all, func(n number) bool { return n.total == 0 })
}

// partsText lists what a count consists of.
func (n number) partsText() string {
	return joinCounts(len(n.parts), func(i int) (int, string) { return n.parts[i].N, n.parts[i].Name })
}

// textLimit bounds one text of a plan in runes: a name may be as long as its file,
// and then says nothing more.
const textLimit = 2000

func clipped(s string) string {
	if utf8.RuneCountInString(s) <= textLimit {
		return s
	}
	return string([]rune(s)[:textLimit]) + "…"
}
