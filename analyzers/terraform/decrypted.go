package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// decoders turn the text of a file into an object.
var decoders = map[string]bool{"yamldecode": true, "jsondecode": true}

// decryptedFile is the file whose decrypted content an expression decodes.
func (s scope) decryptedFile(e hclsyntax.Expression, at facts.Pos) facts.Symbol {
	outer, ok := e.(*hclsyntax.FunctionCallExpr)
	if !ok || !decoders[outer.Name] || len(outer.Args) != 1 {
		return ""
	}
	inner, ok := outer.Args[0].(*hclsyntax.FunctionCallExpr)
	if !ok || inner.Name != "sops_decrypt_file" || len(inner.Args) != 1 {
		return ""
	}
	for _, o := range s.fileOrigin(inner.Args[0], at) {
		if o.to.Kind() == facts.FileSymbol {
			return o.to
		}
	}
	return ""
}

// decryptedEntry is what steps into a local ask of the file that is decrypted
// into it.
func (s scope) decryptedEntry(locals map[string]*hclsyntax.Attribute, name string, steps hcl.Traversal, at facts.Pos) []origin {
	attr := locals[name]
	if attr == nil || len(steps) == 0 {
		return nil
	}
	file := s.decryptedFile(attr.Expr, at)
	var names []string
	for _, step := range steps {
		step, known := stepKey(step)
		if !known {
			break
		}
		names = append(names, step)
	}
	if file == "" || len(names) == 0 {
		return nil
	}
	return []origin{{to: file.WithKey(strings.Join(names, ".")), at: at}}
}
