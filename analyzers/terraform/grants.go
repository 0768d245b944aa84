package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/terraform/acl"
)

// policy reads the text of a policy, whether it stands in the resource, in a
// file or in a data source of rules.
func (g *granting) policy() {
	name, at, known := g.argument("name", "")
	symbol := facts.New(facts.Policy, name)
	g.m.a.part.Def(facts.Def{
		Symbol: symbol, Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: at, By: g.m.symbol(g.r.address), Traits: facts.Traits{Possible: !known},
	})
	attr := g.r.block.Body.Attributes["policy"]
	if !known || attr == nil {
		return
	}
	if rules := g.rulesOf(attr.Expr); rules != nil {
		g.rules(symbol, rules.block)
		return
	}
	d := newDocument(g.m.a)
	d.render(g.s, attr.Expr, 0)
	for _, file := range d.read {
		g.m.a.written[file] = true
	}
	text := acl.Parse([]byte(d.b.String()))
	g.m.a.part.Refs = append(g.m.a.part.Refs, text.Refs(symbol, func(p acl.Place) facts.Pos { return widened(d.at(p.Line, p.Col), p.Width) })...)
	if !text.Whole || d.vague {
		g.ref(symbol, facts.New(facts.Access, "*"), facts.RelGrants, g.m.a.pos(attr.Expr.Range()), facts.NotFollowed)
	}
}

func widened(at facts.Pos, width int) facts.Pos {
	at.EndLine, at.EndCol = at.Line, at.Col+width
	return at
}

// rulesOf is the data source of rules whose text an expression is, or nil.
func (g *granting) rulesOf(e hclsyntax.Expression) *resource {
	traversal, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return nil
	}
	address, rest := resourceAddress(traversal.Traversal)
	if r := g.m.resources[address]; r != nil && r.typ == "vault_policy_document" && attrAt(rest, 0) == "hcl" {
		return r
	}
	return nil
}

// rules reads the blocks of a data source.
func (g *granting) rules(policy facts.Symbol, b *hclsyntax.Block) {
	for _, rule := range b.Body.Blocks {
		grant := granting{g.m, &resource{g.r.address, g.r.typ, rule}, g.s}
		target, capabilities := rule.Body.Attributes["path"], rule.Body.Attributes["capabilities"]
		if rule.Type != "rule" || target == nil || capabilities == nil {
			continue
		}
		name, unknown := g.s.eval(target.Expr).pattern()
		all, whole := grant.itemsOf(capabilities.Expr)
		why := facts.Reason("")
		if unknown || !whole {
			name, why = "*", facts.NotFollowed
			all = []item{{text: "read", at: g.m.a.pos(target.Expr.Range())}}
		}
		for _, i := range all {
			g.m.a.part.Ref(facts.Ref{
				From: policy, To: facts.NewPath(facts.Access, strings.TrimPrefix(name, "/")).WithKey(i.text), Rel: facts.RelGrants,
				At: i.at, NameAt: g.m.a.pos(target.Expr.Range()), Unknown: why,
			})
		}
	}
}

// policyFiles reads the files that hold a policy and nothing else. By custom one
// is called as its policy; whether it is written under that name is not known,
// unless a resource says under which.
func (a *analysis) policyFiles() {
	for _, f := range a.tree.Files {
		if f.Ext() != ".hcl" && f.Ext() != ".policy" || a.written[f.Path] {
			continue
		}
		text, err := f.Text()
		if err != nil || !strings.Contains(string(text), "path") || !acl.Is(text) {
			continue
		}
		symbol := facts.New(facts.Policy, strings.TrimSuffix(path.Base(f.Path), f.Ext()))
		a.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: f.At(1, 1, 0), Traits: facts.Traits{Possible: true}})
		a.part.Refs = append(a.part.Refs, acl.Parse(text).Refs(symbol, func(p acl.Place) facts.Pos { return f.At(p.Line, p.Col, p.Width) })...)
	}
}

// issuingRole reads which names a role of a certificate engine issues (Vault,
// builtin/logical/pki, validateNames). Wildcards are allowed unless that is
// switched off; without allow_any_name they need the base domain as well.
func (g *granting) issuingRole() {
	role, known := g.role("", "name")
	if !known {
		return
	}
	like := facts.CompareLike
	if g.is("allow_wildcard_certificates", "true") == no {
		like = facts.ComparePlain
	}
	label := g.m.a.pos(g.r.block.LabelRanges[1])
	switch {
	case g.is("allow_any_name", "false") != no, g.is("allowed_domains_template", "false") != no, g.is("allow_token_displayname", "false") != no,
		g.r.block.Body.Attributes["cn_validations"] != nil:
		g.admits(role, "name", like, item{"*", label, true})
		return
	}
	if g.is("allow_localhost", "true") != no {
		g.admits(role, "name", facts.CompareIs, item{"localhost", label, true})
	}
	all, whole := g.items("allowed_domains")
	for _, domain := range all {
		g.domain(role, like, domain)
	}
	if !whole {
		g.admits(role, "name", like, item{at: label})
	}
}

// domain admits the names that one allowed domain stands for.
func (g *granting) domain(role facts.Symbol, like facts.Comparison, domain item) {
	admits := func(how facts.Comparison, text string) {
		g.admits(role, "name", how, item{strings.ToLower(text), domain.at, domain.known})
	}
	if g.is("allow_subdomains", "false") != no {
		admits(like, "*."+domain.text)
	}
	if g.is("allow_glob_domains", "false") != no {
		admits(like, domain.text)
	}
	if g.is("allow_bare_domains", "false") != no && (like == facts.CompareLike || !strings.Contains(domain.text, "*")) {
		admits(facts.CompareIs, domain.text)
	}
	admits(facts.CompareNone, domain.text)
}

// answer is what is known about a switch.
type answer int

const (
	no answer = iota
	maybe
	yes
)

func (g *granting) is(name, fallback string) answer {
	switch text, _, known := g.argument(name, fallback); {
	case !known:
		return maybe
	case text == "true":
		return yes
	}
	return no
}
