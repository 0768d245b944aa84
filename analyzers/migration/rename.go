package migration

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// rename adds the keys that readers would no longer find: a Secret that takes all
// fields of its entries has other keys when the entries that take their place name
// their fields otherwise.
func (p *Plan) rename(g *graph.Graph) {
	for _, c := range p.Consumers {
		fields, known := c.fieldsAfter(g)
		if !known {
			continue
		}
		for _, place := range c.Writes {
			n := g.Nodes[place]
			if len(n.Defs) != 1 {
				continue // other writers may add the key
			}
			for _, e := range g.In(place) {
				key := e.To.Key()
				if reading[e.Rel] && !e.Weak && key != "" && !slices.Contains(n.Keys.Names, key) && !slices.Contains(fields, key) {
					c.against(Reason{Code: Code(FaultKey), Verdict: Blocked, Text: place.Title() + " would not have the key " + key, At: e.At})
				}
			}
		}
	}
}

// fieldsAfter are the fields that a consumer would take over after the move,
// where all of them are known: nothing but whole entries that the inventory of
// the destination lists, taken as they are.
func (c *Consumer) fieldsAfter(g *graph.Graph) (fields []string, known bool) {
	for _, f := range c.Features {
		known = known || f.Feature == facts.FeatureExtract
		if !plain[f.Feature] {
			return nil, false
		}
	}
	for _, r := range c.References {
		if _, _, property := r.Remote.RemoteParts(); property != "" || !slices.ContainsFunc(r.Receives, whole) {
			continue
		}
		n := g.Nodes[provided(g, r.To.Store, r.To.Key, "")]
		if r.direct() || r.To.Key == "" || n == nil || !n.Keys.Exact() {
			return nil, false
		}
		fields = append(fields, n.Keys.Names...)
	}
	return fields, known
}

// whole reports whether a place receives all fields, not one of them.
func whole(s facts.Symbol) bool { return s.Key() == "" }

// plain are the features after which keys are still called as fields are.
var plain = map[facts.Feature]bool{
	facts.FeatureExtract: true, facts.FeatureDecoding: true, facts.FeatureVersion: true, facts.FeatureNullBytes: true,
	facts.FeatureTemplateType: true, facts.FeatureTemplateMeta: true, facts.FeatureFrozen: true, facts.FeatureOrphan: true,
	facts.FeatureOnce: true, facts.FeatureStill: true, facts.FeatureDelete: true,
}
