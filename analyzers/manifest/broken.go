package manifest

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// noteBroken marks the documents that do not parse in a file that is applied as
// it stands, where they look like objects.
func (r *renderer) noteBroken(f *source.File) {
	if !IsYAML(f) || IsTemplate(r.tree, f) {
		return
	}
	for _, d := range Documents(f) {
		if d.Fault != nil && looksLikeObject(d) {
			r.part.Mark(facts.MarkInvalidYAML, d.Fault.Detail, f.Symbol(), d.faultPos())
		}
	}
}
