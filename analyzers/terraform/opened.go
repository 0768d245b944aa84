package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
)

// openedFiles adds the entries of the vault whose paths a provider is given: it
// opens the file itself, as kubernetes does with config_path.
func (m *module) openedFiles(provider facts.Symbol, s scope, body *hclsyntax.Body, depth int) {
	if depth > hcltext.MaxNesting {
		return
	}
	for _, attr := range attributes(body) {
		paths := []hclsyntax.Expression{attr.Expr}
		if list, ok := attr.Expr.(*hclsyntax.TupleConsExpr); ok {
			paths = list.Exprs
		}
		for _, p := range paths {
			for _, o := range s.fileOrigin(p, m.a.pos(p.Range())) {
				if o.to.Kind() == facts.VaultFile {
					m.a.part.Ref(facts.Ref{From: provider, To: o.to, Rel: facts.RelDerives, At: o.at, Unknown: o.unknown, Opened: true})
				}
			}
		}
	}
	for _, b := range body.Blocks {
		m.openedFiles(provider, s, b.Body, depth+1)
	}
}
