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
	texts  map[facts.Pos][]*Consumer // who reads a text
}

// Stay is a consumer that fetches from what is left and is not moved, and why.
type Stay struct {
	Consumer *Consumer
	Why      string // a sentence without its full stop
	At       facts.Pos
}

// Select chooses the consumers whose change is known exactly: those of a wave,
// or of all waves where it is 0. With unproven also those of which nobody can say
// that their destination exists, if there is nothing else against them.
// Consumers that share a text move together or not at all.
func (p *Plan) Select(wave int, unproven bool) *Selection {
	s := &Selection{plan: p, chosen: map[facts.Symbol]bool{}, stays: map[facts.Symbol]Stay{}, texts: map[facts.Pos][]*Consumer{}}
	for _, c := range p.Consumers {
		for _, at := range c.texts() {
			s.texts[at] = append(s.texts[at], c)
		}
		fit := c.Verdict == Mechanical || unproven && c.Verdict == Unproven
		switch {
		case c.moves() && fit:
			s.chosen[c.Symbol] = wave == 0 || c.Wave == wave
		case c.moves() || c.Verdict != Ready:
			r := c.worst()
			s.stays[c.Symbol] = Stay{c, r.Text, cmp.Or(r.At, c.At)}
		}
	}
	for _, c := range p.Consumers {
		if !s.chosen[c.Symbol] {
			s.leave(c)
		}
	}
	return s
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
	if !s.chosen[consumer] {
		return false
	}
	for _, c := range s.plan.Consumers {
		if c.Symbol == consumer {
			s.chosen[consumer] = false
			s.stays[consumer] = Stay{c, why, cmp.Or(at, c.At)}
			s.leave(c)
		}
	}
	return true
}

// leave takes out whatever shares a text with a consumer that stays.
func (s *Selection) leave(c *Consumer) {
	for queue := []*Consumer{c}; len(queue) > 0; queue = queue[1:] {
		for _, at := range queue[0].texts() {
			for _, other := range s.texts[at] {
				if s.chosen[other.Symbol] && other.changes(at) {
					s.chosen[other.Symbol] = false
					s.stays[other.Symbol] = Stay{other, "it shares a text with " + queue[0].Symbol.Title() + ", which does not move with it", at}
					queue = append(queue, other)
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
	slices.SortFunc(all, facts.ComparePos)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(at facts.Pos) bool { return at.Line == 0 })
}

// changes reports whether the text at a place is another after the move.
func (c *Consumer) changes(at facts.Pos) bool {
	return slices.ContainsFunc(c.Passages, func(p Passage) bool { return p.At == at && p.To != "" }) ||
		slices.ContainsFunc(c.References, func(r *Reference) bool { return r.At == at && r.To.Store != "" })
}

// worst is what weighs most against a consumer.
func (c *Consumer) worst() Reason {
	reasons := slices.Clone(c.Reasons)
	for _, r := range c.References {
		reasons = append(reasons, r.Reasons...)
	}
	for _, r := range reasons {
		if r.Verdict == c.Verdict {
			return r
		}
	}
	return Reason{Text: "its verdict is " + string(c.Verdict), Verdict: c.Verdict, At: c.At}
}
