package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// loops finds Secrets that are fetched from a place of a store which something
// fills from the same Secret: each side keeps restoring what the other has.
// Sides that act once only are a handover.
func (l *linker) loops(g *Graph) []*Duplicate {
	var found []*Duplicate
	seen := map[facts.Symbol]bool{}
	for _, push := range g.Edges {
		secret := push.To.Place()
		if push.Rel != facts.RelDerives || secret.Kind() != facts.Secret || seen[secret] || !slices.ContainsFunc(g.out[secret], push.returns) {
			continue
		}
		back, there := following(l.live[secret], fetched), following(l.live[push.From.Place()], pushed)
		if back != nil && there != nil {
			seen[secret] = true
			found = append(found, &Duplicate{ID: "loop|" + string(secret), Symbol: secret, Writers: []facts.Def{*back, *there}, Looped: true})
		}
	}
	return found
}

// returns reports whether an edge brings back what this one takes away: the
// same place of a store, and the same key where both name one.
func (push *Edge) returns(e *Edge) bool {
	same := func(a, b string) bool { return a == b || a == "" || b == "" }
	return e.Rel == facts.RelDerives && e.To.Place() == push.From.Place() && same(e.To.Key(), push.From.Key()) && same(e.From.Key(), push.To.Key())
}

func pushed(d facts.Def) bool { return d.Kind == facts.KindOperator }

// following is the first writer of a sort that keeps what it writes like its
// source.
func following(defs []facts.Def, sort func(facts.Def) bool) *facts.Def {
	i := slices.IndexFunc(defs, func(d facts.Def) bool { return sort(d) && d.Traits.Rotation == facts.RotatesSource })
	if i < 0 {
		return nil
	}
	return &defs[i]
}
