package terraform

import (
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// token says which policies a token carries, and marks a lifetime that no token
// of the server gets. Without a list it has those of whoever makes it, and a role
// of tokens may add to the list.
func (g *granting) token() {
	symbol := g.m.symbol(g.r.address)
	g.carries(symbol, "no_default_policy", "policies")
	if g.r.block.Body.Attributes["policies"] == nil || g.r.block.Body.Attributes["role_name"] != nil {
		g.ref(symbol, facts.New(facts.Policy, "*"), facts.RelCarries, g.m.a.pos(g.r.block.LabelRanges[1]), facts.NotFollowed)
	}
	limit := g.m.a.longestLease()
	wanted, at, known := g.argument("ttl", "")
	if life, ok := duration(wanted); known && ok && limit > 0 && life > limit && g.r.block.Body.Attributes["period"] == nil {
		g.m.a.part.Mark(facts.MarkContradiction, "outlives", symbol.WithKey("ttl"), at)
	}
}

var leaseLimit = expr.New(`(?m)^\s*["']?max_lease_ttl["']?\s*[:=]\s*["']?([0-9][0-9a-z]*)["']?`)

// longestLease is the most that configurations of Vault's server in the
// repository let a token live, or 0 where none says.
func (a *analysis) longestLease() time.Duration {
	if a.lease != nil {
		return *a.lease
	}
	longest := time.Duration(0)
	for _, f := range a.tree.Files {
		text, err := f.Text()
		if err != nil || !strings.Contains(string(text), "max_lease_ttl") {
			continue
		}
		for _, m := range leaseLimit.FindAllSubmatch(text, -1) {
			if d, ok := duration(string(m[1])); ok {
				longest = max(longest, d)
			}
		}
	}
	a.lease = &longest
	return longest
}

// duration reads a time as Vault writes it: seconds, or units up to days.
func duration(text string) (time.Duration, bool) {
	if n, err := strconv.Atoi(strings.TrimSuffix(text, "d")); err == nil && n >= 0 && n < 1<<24 {
		if strings.HasSuffix(text, "d") {
			return time.Duration(n) * 24 * time.Hour, true
		}
		return time.Duration(n) * time.Second, true
	}
	d, err := time.ParseDuration(text)
	return d, err == nil
}

// pinned marks public keys that are written into a method: each is a text, or a
// file, that nobody replaces when the cluster's key is.
func (g *granting) pinned(method facts.Symbol) {
	attr := g.r.block.Body.Attributes["jwt_validation_pubkeys"]
	if attr == nil {
		return
	}
	tuple, ok := attr.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return
	}
	for _, e := range tuple.Exprs {
		call, isCall := e.(*hclsyntax.FunctionCallExpr)
		if _, literal := literalText(e); literal || isCall && call.Name == "file" {
			g.m.a.part.Mark(facts.MarkContradiction, "pinned", method, g.m.a.pos(e.Range()))
		}
	}
}
