package terraform

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/schema"
)

// corefile marks what CoreDNS cannot read in a ConfigMap with its settings.
func (m *module) corefile(r *resource, s scope) {
	attr := r.block.Body.Attributes["data"]
	if attr == nil {
		return
	}
	for _, item := range objectItems(attr.Expr, 0) {
		if key, _ := s.eval(item.KeyExpr).full(); key != "Corefile" {
			continue
		}
		d := newDocument(m.a)
		d.render(s, item.ValueExpr, 0)
		text := d.b.String()
		for _, fault := range schema.Corefile(text) {
			before := text[:fault.Offset]
			at := d.at(strings.Count(before, "\n")+1, fault.Offset-strings.LastIndexByte(before, '\n'))
			at.EndCol = at.Col + fault.Width
			m.a.part.Mark(facts.MarkInvalidObject, fault.What, m.symbol(r.address).WithKey("data.Corefile"), at)
		}
	}
}
