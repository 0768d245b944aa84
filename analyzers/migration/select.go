package migration

import (
	"cmp"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Selection is the consumers of a plan that one change moves.
type Selection struct {
	plan   *Plan
	chosen map[facts.Symbol]bool
	stays  map[facts.Symbol]Stay
	texts  map[facts.Pos][]utterance
}

// Stay is a consumer that fetches from what is left and is not moved, and why.
type Stay struct {
	Consumer *Consumer
	Why      string // a sentence without its full stop
	At       facts.Pos
}

// utterance is what a text says for one consumer.
type utterance struct {
	by     *Consumer
	future string // what it says after the move; empty where that is the same
}

// Select chooses the consumers whose change is known exactly: those of a wave,
// or of all waves where it is 0. With unproven also those of which nobody can say
// whether their destination exists, if there is nothing else against them: what
// an inventory that is declared does not list is known to be missing.
// Consumers that share a text move together or not at all.
func (p *Plan) Select(wave int, unproven bool) *Selection {
	s := &Selection{plan: p, chosen: map[facts.Symbol]bool{}, stays: map[facts.Symbol]Stay{}, texts: map[facts.Pos][]utterance{}}
	for _, c := range p.Consumers {
		s.read(c)
		fit := c.Verdict == Ready || c.Verdict == Mechanical || unproven && c.Verdict == Unproven && c.unlisted()
		switch {
		case c.moves() && fit:
			s.chosen[c.Symbol] = wave == 0 || c.Wave == wave
		case c.moves() || c.Verdict != Ready:
			r := c.worst()
			s.stay(c, r.Text, r.At)
		}
	}
	s.part()
	for _, c := range p.Consumers {
		if !s.chosen[c.Symbol] {
			s.leave(c)
		}
	}
	return s
}

// read notes what the texts of a consumer say.
func (s *Selection) read(c *Consumer) {
	for _, p := range c.Passages {
		u := utterance{by: c}
		if p.To != "" {
			u.future = p.To.Segment(1) + " " + p.To.Name()
		}
		s.texts[p.At] = append(s.texts[p.At], u)
	}
	for _, r := range c.References {
		u := utterance{by: c}
		if r.To.Store != "" {
			u.future = r.To.name()
		}
		s.texts[r.At] = append(s.texts[r.At], u)
	}
	delete(s.texts, facts.Pos{})
}

// Has reports whether a consumer moves.
func (s *Selection) Has(c *Consumer) bool { return s.chosen[c.Symbol] }

// Moving lists the consumers that move.
func (s *Selection) Moving() []*Consumer {
	return slices.DeleteFunc(slices.Clone(s.plan.Consumers), func(c *Consumer) bool { return !s.Has(c) })
}

// Stays lists the consumers that should move one day and cannot now, whatever
// the wave.
func (s *Selection) Stays() []Stay {
	var all []Stay
	for _, c := range s.plan.Consumers {
		if stay, ok := s.stays[c.Symbol]; ok {
			all = append(all, stay)
		}
	}
	return all
}

// Drop takes a consumer out again, and all that share a text with it. It reports
// whether the consumer was chosen.
func (s *Selection) Drop(consumer facts.Symbol, why string, at facts.Pos) bool {
	i := slices.IndexFunc(s.plan.Consumers, func(c *Consumer) bool { return c.Symbol == consumer && s.chosen[consumer] })
	if i < 0 {
		return false
	}
	s.stay(s.plan.Consumers[i], why, at)
	s.leave(s.plan.Consumers[i])
	return true
}

func (s *Selection) stay(c *Consumer, why string, at facts.Pos) {
	s.chosen[c.Symbol] = false
	s.stays[c.Symbol] = Stay{c, why, cmp.Or(at, c.At)}
}

// part takes out those for whom one text would have to say several things: where
// a secret goes to another place for each namespace.
func (s *Selection) part() {
	for at, list := range s.texts {
		one := func(u utterance) bool { return u.future == list[0].future }
		if !slices.ContainsFunc(list, func(u utterance) bool { return !one(u) }) {
			continue
		}
		for _, u := range list {
			if s.chosen[u.by.Symbol] {
				s.stay(u.by, "one text speaks for several secrets here, which would not go to one place", at)
			}
		}
	}
}

// leave takes out whatever has a text changed that a consumer which stays reads.
func (s *Selection) leave(c *Consumer) {
	for queue := []*Consumer{c}; len(queue) > 0; queue = queue[1:] {
		for _, at := range queue[0].texts() {
			for _, u := range s.texts[at] {
				if s.chosen[u.by.Symbol] && u.future != "" {
					s.stay(u.by, "it shares a text with "+queue[0].Symbol.Title()+", which does not move with it", at)
					queue = append(queue, u.by)
				}
			}
			delete(s.texts, at) // nobody is left in it
		}
	}
}

// texts are the places that a consumer is read from.
func (c *Consumer) texts() []facts.Pos {
	var all []facts.Pos
	for _, p := range c.Passages {
		all = append(all, p.At)
	}
	for _, r := range c.References {
		all = append(all, r.At)
	}
	return all
}

// unlisted reports whether nothing is against a consumer but that nobody declared
// what its destinations hold: what is known to be missing, or not known
// otherwise, is no matter of trust.
func (c *Consumer) unlisted() bool {
	reasons := slices.Clone(c.Reasons)
	for _, r := range c.References {
		reasons = append(reasons, r.Reasons...)
	}
	return !slices.ContainsFunc(reasons, func(r Reason) bool {
		return r.Verdict == Unproven && r.Code != NoInventory
	})
}

// worst is what weighs most against a consumer.
func (c *Consumer) worst() Reason {
	var reasons []Reason
	for _, r := range c.References {
		reasons = append(reasons, r.Reasons...)
	}
	for _, r := range append(reasons, c.Reasons...) {
		if r.Verdict == c.Verdict {
			return r
		}
	}
	return Reason{Text: "its verdict is " + string(c.Verdict), Verdict: c.Verdict, At: c.At}
}
