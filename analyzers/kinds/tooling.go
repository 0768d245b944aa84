package kinds

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// programFields say in any kind what is run or installed: the name of a product
// in them is a use of it, and not only a name.
var programFields = map[string]bool{
	"image": true, "repository": true, "command": true, "args": true, "url": true, "repoURL": true, "chart": true,
}

// tooling marks what names a backend in an object that no store explains: its
// variables and hosts anywhere, its name where something is run or installed.
func (v *view) tooling() {
	if !v.Live || v.Group == esoGroup || v.Group == vsoGroup || v.Group == infisicalGroup {
		return
	}
	walk(v.Root, func(at spot) bool {
		if len(at.path) == 1 && (at.field == "metadata" || at.field == "apiVersion" || at.field == "status") {
			return false
		}
		for _, f := range manifest.Fields(at.node) {
			if n, ok := source.Addressed(f.Key.Value); ok {
				v.w.part.Mark(facts.MarkBackendUse, n.Backend, v.id, v.At(f.Key))
			}
		}
		text := manifest.Scalar(at.node)
		n, ok := source.Addressed(text)
		if !ok && programFields[at.field] {
			n, ok = source.Named(text)
		}
		if ok {
			v.w.part.Mark(facts.MarkBackendUse, n.Backend, v.id, v.Object.InText(at.node, n.From, n.To-n.From))
		}
		return true
	})
}
