package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// issuers are the login methods of Vault that accept one of several issuers
// which a cluster writes into its tokens as one text. Where any cluster linked
// is known to write the text that is accepted, or one may, all is well.
func (g *Graph) issuers(l *linker) []*Drift {
	var found []*Drift
	for _, e := range g.Edges {
		if e.Rel != facts.RelAdmits || e.From.Kind() != facts.LoginMethod || e.To.Segment(0) != "iss" || len(l.live[e.To]) > 0 || l.possibly(e.To, false) != "" {
			continue
		}
		for _, d := range l.defs {
			written := d.Symbol.Name()
			if d.Symbol.Kind() == facts.Claim && strings.Contains(written, ",") && slices.Contains(strings.Split(written, ","), e.To.Name()) {
				found = append(found, &Drift{Edge: e, Meant: written, Why: ClueIssuer, By: d.By})
				break
			}
		}
	}
	return found
}
