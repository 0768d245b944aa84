package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// machine reads the patches of a Talos machine's configuration. Those that are
// files of the repository speak for themselves.
func (m *module) machine(r *resource, s scope) {
	attr := r.block.Body.Attributes["config_patches"]
	if attr == nil || !strings.HasPrefix(r.typ, "talos_machine_configuration") {
		return
	}
	patches, ok := attr.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return
	}
	var part source.Part
	for _, patch := range patches.Exprs {
		d := newDocument(m.a)
		d.render(s, patch, 0)
		for _, doc := range manifest.TextDocuments([]byte(d.b.String()), d.at) {
			kinds.DescribeMachine(doc, m.symbol(r.address), m.a.tree, &part)
		}
	}
	m.a.clamp(&part)
	m.a.part.Add(part)
}
