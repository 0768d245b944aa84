package migration

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Leave takes out those whose change a proof does not hold for, with all that
// share a text with them, and reports whether there are any. A difference is that
// of a consumer which it names, or which writes what it names; where there is
// none, of those with a text in the file in which it stands.
func (s *Selection) Leave(differences []Difference) bool {
	left := false
	for _, d := range differences {
		blamed := s.blamed(func(c *Consumer) bool { return slices.ContainsFunc(d.Of, c.makes) })
		if len(blamed) == 0 {
			blamed = s.blamed(func(c *Consumer) bool { return c.isIn(d.At) })
		}
		for _, c := range blamed {
			left = s.Drop(c.Symbol, "after its change "+d.Text, d.At) || left
		}
	}
	return left
}

// blamed are the consumers of a kind that were chosen, or that an earlier
// difference had taken out.
func (s *Selection) blamed(is func(*Consumer) bool) []*Consumer {
	var all []*Consumer
	for _, c := range s.plan.Consumers {
		if _, stays := s.stays[c.Symbol]; (s.Has(c) || stays && c.moves()) && is(c) {
			all = append(all, c)
		}
	}
	return all
}

// makes reports whether a symbol is that of a consumer, or of what it writes.
func (c *Consumer) makes(s facts.Symbol) bool {
	place := s.Place().InCluster(facts.AnyCluster)
	return c.Symbol.InCluster(facts.AnyCluster) == place || slices.ContainsFunc(c.Writes, func(w facts.Symbol) bool {
		return w.Place().InCluster(facts.AnyCluster) == place
	})
}

// isIn reports whether a text of a consumer stands in the file of a place.
func (c *Consumer) isIn(at facts.Pos) bool {
	return at.File != "" && slices.ContainsFunc(c.texts(), func(text facts.Pos) bool { return text.Repo == at.Repo && text.File == at.File })
}
