package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// entries marks where the entries of a place stand, so that a literal found
// there by any other way is known to be the place's. Encrypted ones say nothing.
func (v *view) entries(place facts.Symbol, sections ...*manifest.Node) {
	for _, section := range sections {
		for _, f := range manifest.Fields(section) {
			value := manifest.Scalar(f.Value)
			if at := v.At(f.Value); value != "" && at.Line > 0 && !strings.HasPrefix(value, "ENC[") {
				v.w.part.Mark(facts.MarkEntry, "", place.WithKey(f.Key.Value), at)
			}
		}
	}
}
