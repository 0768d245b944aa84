// Package acl reads the text of Vault's policies: which capabilities a policy
// grants on which paths of the API.
package acl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
	"github.com/zclconf/go-cty/cty"
)

// Policy is what a text grants.
type Policy struct {
	Grants []Grant
	Whole  bool // nothing else can be in it: every part was understood
}

// Grant is one capability on one path.
type Grant struct {
	Path       string // as Vault compares it: no leading slash; "*" at the end and "+" as a segment are patterns
	Capability string // read, list, create, update, patch, delete, sudo, deny, subscribe, recover
	Templated  bool   // the path holds parts of the caller's identity, written as "*"
	PathAt, At Place  // of the path and of the capability
}

// Place is where a word stands in the text: line and column from 1, in bytes,
// and its width.
type Place struct{ Line, Col, Width int }

// Limits on hostile input; real policies stay far below.
const (
	maxText   = 256 << 10
	maxGrants = 4096
)

// Parse reads a policy. A text that cannot be read is not whole and grants
// nothing that is known.
func Parse(text []byte) Policy {
	if _, deep := hcltext.TooDeep(text, "policy"); deep || len(text) > maxText {
		return Policy{}
	}
	parsed, diags := hclsyntax.ParseConfig(text, "policy", hcl.InitialPos)
	if diags.HasErrors() {
		return Policy{}
	}
	body, ok := parsed.Body.(*hclsyntax.Body)
	if !ok {
		return Policy{}
	}
	p := Policy{Whole: true}
	for _, b := range body.Blocks {
		if b.Type != "path" || len(b.Labels) != 1 || len(p.Grants) > maxGrants {
			p.Whole = false
			continue
		}
		p.block(b)
	}
	for name := range body.Attributes {
		p.Whole = p.Whole && name == "name" // Vault once wrote it into the text
	}
	return p
}

// Is reports whether a text is a policy and nothing else: one block after
// another that grants something on a path.
func Is(text []byte) bool {
	p := Parse(text)
	return p.Whole && len(p.Grants) > 0
}

// Refs say what a policy of this text grants; the function finds the places of
// words. A path with parts of an identity covers what its pattern does, and
// perhaps less.
func (p Policy) Refs(policy facts.Symbol, at func(Place) facts.Pos) []facts.Ref {
	var refs []facts.Ref
	for _, g := range p.Grants {
		r := facts.Ref{
			From: policy, To: facts.NewPath(facts.Access, g.Path).WithKey(g.Capability), Rel: facts.RelGrants,
			At: at(g.At), NameAt: at(g.PathAt),
		}
		if g.Templated {
			r.Unknown = facts.TemplatedName
		}
		refs = append(refs, r)
	}
	return refs
}

// block reads one path. Without capabilities Vault refuses the path to all
// (https://developer.hashicorp.com/vault/docs/concepts/policies).
func (p *Policy) block(b *hclsyntax.Block) {
	g := Grant{PathAt: placeOf(b.LabelRanges[0])}
	g.Path, g.Templated = cleaned(b.Labels[0])
	if strings.Contains(g.Path, "${") {
		p.Whole = false // a template that something else fills in
		return
	}
	attr, old := b.Body.Attributes["capabilities"], b.Body.Attributes["policy"]
	switch {
	case attr != nil:
		p.list(g, attr.Expr)
	case old != nil:
		p.old(g, old.Expr)
	default:
		p.deny(g)
	}
}

func (p *Policy) list(g Grant, e hclsyntax.Expression) {
	tuple, ok := e.(*hclsyntax.TupleConsExpr)
	if !ok {
		p.Whole = false
		return
	}
	if len(tuple.Exprs) == 0 {
		p.deny(g)
	}
	for _, item := range tuple.Exprs {
		name, known := literal(item)
		if !known || !slices.Contains(capabilities, name) {
			p.Whole = false
			continue
		}
		g.Capability, g.At = name, placeOf(item.Range())
		p.Grants = append(p.Grants, g)
	}
}

var capabilities = []string{"create", "read", "update", "patch", "delete", "list", "sudo", "deny", "subscribe", "recover"}

// legacy are the words that policies had before capabilities.
var legacy = map[string][]string{
	"read": {"read", "list"}, "write": {"create", "read", "update", "delete", "list"},
	"sudo": {"create", "read", "update", "delete", "list", "sudo"}, "deny": {"deny"},
}

func (p *Policy) old(g Grant, e hclsyntax.Expression) {
	word, known := literal(e)
	if !known || legacy[word] == nil {
		p.Whole = false
		return
	}
	for _, name := range legacy[word] {
		g.Capability, g.At = name, placeOf(e.Range())
		p.Grants = append(p.Grants, g)
	}
}

func (p *Policy) deny(g Grant) {
	g.Capability, g.At = "deny", g.PathAt
	p.Grants = append(p.Grants, g)
}

// literal is the text of a constant string.
func literal(e hclsyntax.Expression) (string, bool) {
	v, diags := e.Value(nil)
	if diags.HasErrors() || v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// cleaned is a path as Vault compares it, with "*" for what a template of
// identities fills in.
func cleaned(path string) (string, bool) {
	path = strings.TrimPrefix(path, "/")
	templated := false
	for range 32 {
		before, rest, found := strings.Cut(path, "{{")
		_, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			break
		}
		path, templated = before+"*"+after, true
	}
	return path, templated
}

// placeOf is the place of a word with its quotes.
func placeOf(r hcl.Range) Place {
	width := max(r.End.Byte-r.Start.Byte, 0)
	if r.End.Line != r.Start.Line {
		width = 0
	}
	return Place{Line: r.Start.Line, Col: r.Start.Column, Width: width}
}
