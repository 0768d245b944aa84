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

// Unparsed tells of the manifests of a tree that do not parse, where nobody asks
// which of them are live.
func Unparsed(t *source.Tree) []facts.Problem {
	var found []facts.Problem
	for _, f := range t.Files {
		if !IsYAML(f) || IsTemplate(t, f) || idle(f.Path) {
			continue
		}
		for _, d := range Documents(f) {
			if d.Fault != nil && looksLikeObject(d) {
				found = append(found, facts.Problem{At: d.faultPos(), Code: d.Fault.Code, Detail: d.Fault.Detail})
			}
		}
	}
	return found
}
