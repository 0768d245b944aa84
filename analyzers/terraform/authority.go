package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// Who may do what in Vault, as resources of hashicorp/vault (5.x) write it:
// policies, the roles and tokens that carry them, and what a role lets in.

// authorities say what a resource of Vault decides.
var authorities = map[string]func(*granting){
	"vault_policy":                       (*granting).policy,
	"vault_jwt_auth_backend":             (*granting).jwtMethod,
	"vault_jwt_auth_backend_role":        (*granting).jwtRole,
	"vault_kubernetes_auth_backend_role": (*granting).kubernetesRole,
	"vault_approle_auth_backend_role":    func(g *granting) { g.loginRole("approle") },
	"vault_token":                        (*granting).token,
	"vault_pki_secret_backend_role":      (*granting).issuingRole,
	"vault_identity_group":               (*granting).byIdentity,
	"vault_identity_group_policies":      (*granting).byIdentity,
	"vault_identity_entity":              (*granting).byIdentity,
	"vault_identity_entity_policies":     (*granting).byIdentity,
}

// granting is one such resource while it is read.
type granting struct {
	m *module
	r *resource
	s scope
}

// authority says what a resource decides, if it decides anything. Of other things
// that have policies it is only told that they have some. What belongs to
// a namespace of Vault or to another server is left out: names in there are
// others.
func (m *module) authority(r *resource, s scope) {
	read, elsewhere := authorities[r.typ], r.block.Body.Attributes["namespace"] != nil || r.block.Body.Attributes["provider"] != nil
	g := &granting{m, r, s}
	switch {
	case r.block.Type != "resource" || elsewhere:
	case read != nil:
		read(g)
	case strings.HasPrefix(r.typ, "vault_") && (r.block.Body.Attributes["token_policies"] != nil || r.block.Body.Attributes["policies"] != nil):
		g.ref(m.symbol(r.address), facts.New(facts.Policy, "*"), facts.RelCarries, m.a.pos(r.block.LabelRanges[1]), facts.NotFollowed)
	}
}

// argument is the text of an argument, the fallback where it is absent, and its
// place; known tells whether it holds nothing that is not known.
func (g *granting) argument(name, fallback string) (text string, at facts.Pos, known bool) {
	attr := g.r.block.Body.Attributes[name]
	if attr == nil {
		return fallback, g.m.a.pos(g.r.block.LabelRanges[1]), fallback != ""
	}
	text, unknown := g.s.eval(attr.Expr).pattern()
	if unknown {
		if path := g.s.defaultPath(attr.Expr); path != "" {
			text, unknown = path, false
		}
	}
	return text, g.m.a.pos(attr.Expr.Range()), !unknown
}

// defaultPaths are the mounts of login methods whose resource names none.
var defaultPaths = map[string]string{"vault_jwt_auth_backend": "jwt"}

// defaultPath is the mount that a reference to a method's path means where the
// method's own resource names none.
func (s scope) defaultPath(e hclsyntax.Expression) string {
	traversal, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if !ok || s.mod == nil {
		return ""
	}
	address, rest := resourceAddress(traversal.Traversal)
	r := s.mod.resources[address]
	if r == nil || attrAt(rest, 0) != "path" || r.block.Body.Attributes["path"] != nil {
		return ""
	}
	if r.typ == "vault_auth_backend" {
		typ, _ := s.argument(r.block, "type").full()
		return typ
	}
	return defaultPaths[r.typ]
}

// item is an entry of a list with its place.
type item struct {
	text  string
	at    facts.Pos
	known bool
}

// items are the entries of a list argument; whole tells that there are no
// others. Entries of a list that is written elsewhere stand at the argument.
func (g *granting) items(name string) (all []item, whole bool) {
	attr := g.r.block.Body.Attributes[name]
	if attr == nil {
		return nil, true
	}
	return g.itemsOf(attr.Expr)
}

func (g *granting) itemsOf(e hclsyntax.Expression) (all []item, whole bool) {
	if tuple, ok := e.(*hclsyntax.TupleConsExpr); ok {
		for _, x := range tuple.Exprs {
			text, known := g.s.eval(x).full()
			all = append(all, item{text, g.m.a.pos(x.Range()), known})
		}
		return all, true
	}
	v := g.s.eval(e)
	if v.kind != list {
		return nil, false
	}
	for _, x := range v.items {
		text, known := x.full()
		all = append(all, item{text, g.m.a.pos(e.Range()), known})
	}
	return all, true
}

// ref adds a reference that the resource makes.
func (g *granting) ref(from, to facts.Symbol, rel facts.Rel, at facts.Pos, why facts.Reason) {
	g.m.a.part.Ref(facts.Ref{From: from, To: to, Rel: rel, At: at, Unknown: why})
}

// carries says which policies a role or token has: those of the arguments and,
// unless that is switched off, the one called default.
func (g *granting) carries(holder facts.Symbol, without string, lists ...string) {
	at := g.m.a.pos(g.r.block.LabelRanges[1])
	for _, name := range lists {
		all, whole := g.items(name)
		for _, i := range all {
			if !i.known {
				whole = false
				continue
			}
			g.ref(holder, facts.New(facts.Policy, i.text), facts.RelCarries, i.at, "")
		}
		if !whole {
			g.ref(holder, facts.New(facts.Policy, "*"), facts.RelCarries, at, facts.NotFollowed)
		}
	}
	switch off, _, known := g.argument(without, "false"); {
	case !known:
		g.ref(holder, facts.New(facts.Policy, "default"), facts.RelCarries, at, facts.NotFollowed)
	case off != "true":
		g.ref(holder, facts.New(facts.Policy, "default"), facts.RelCarries, at, "")
	}
}

// byIdentity: whoever belongs to an entity or group has its policies besides
// those of the login. Who does is not followed.
func (g *granting) byIdentity() {
	g.ref(facts.New(facts.LoginRole, "*", "*"), facts.New(facts.Policy, "*"), facts.RelCarries, g.m.a.pos(g.r.block.LabelRanges[1]), facts.NotFollowed)
}

// loginRole defines a role of a login method. One whose name is not known may
// be any of its mount.
func (g *granting) loginRole(mount string) (facts.Symbol, bool) {
	role, known := g.role(mount, "role_name")
	if known {
		g.carries(role, "token_no_default_policy", "token_policies", "policies")
	}
	return role, known
}

// role defines a role of a mount, which is the given one where none is named.
func (g *granting) role(mount, nameArgument string) (facts.Symbol, bool) {
	mount, _, placed := g.argument("backend", mount)
	name, at, named := g.argument(nameArgument, "")
	role := facts.New(facts.LoginRole, strings.Trim(mount, "/"), name)
	g.m.a.part.Def(facts.Def{
		Symbol: role, Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: at, By: g.m.symbol(g.r.address), Traits: facts.Traits{Possible: !placed || !named},
	})
	return role, placed && named
}

// admits says which text of a claim a role lets in.
func (g *granting) admits(role facts.Symbol, claim string, how facts.Comparison, i item) {
	why := facts.Reason("")
	if !i.known {
		i.text, how, why = "*", facts.CompareLike, facts.TemplatedName
	}
	g.ref(role, facts.New(facts.Claim, claim, string(how), i.text), facts.RelAdmits, i.at, why)
}

func (g *granting) admitsAll(role facts.Symbol, claim string, how facts.Comparison, list string) (any bool) {
	all, whole := g.items(list)
	for _, i := range all {
		g.admits(role, claim, how, i)
	}
	if !whole {
		g.admits(role, claim, how, item{at: g.m.a.pos(g.r.block.LabelRanges[1])})
	}
	return len(all) > 0 || !whole
}

// jwtMethod says which issuer a method accepts.
func (g *granting) jwtMethod() {
	path, _, known := g.argument("path", "jwt")
	issuer, at, whole := g.argument("bound_issuer", "")
	method := facts.New(facts.LoginMethod, strings.Trim(path, "/"))
	if known && whole {
		g.admits(method, "iss", facts.CompareIs, item{issuer, at, true})
	}
	g.pinned(method)
}

// jwtRole reads what a role compares with the token (vault-plugin-auth-jwt,
// validateBoundClaims). A token with audiences needs a role that binds them.
func (g *granting) jwtRole() {
	role, known := g.loginRole("jwt")
	if !known {
		return
	}
	label := g.m.a.pos(g.r.block.LabelRanges[1])
	if typ, _, _ := g.argument("role_type", "oidc"); !g.admitsAll(role, "aud", facts.CompareIs, "bound_audiences") && typ == "jwt" {
		g.admits(role, "aud", facts.CompareNone, item{at: label, known: true})
	}
	if subject, at, known := g.argument("bound_subject", ""); at != label && subject != "" {
		g.admits(role, "sub", facts.CompareIs, item{subject, at, known})
	}
	how := facts.CompareIs
	switch typ, at, known := g.argument("bound_claims_type", "string"); {
	case !known:
		how = facts.CompareLike
		g.admits(role, "sub", how, item{at: at})
	case typ == "glob":
		how = facts.CompareLike
	}
	if attr := g.r.block.Body.Attributes["bound_claims"]; attr != nil {
		g.claims(role, how, attr.Expr)
	}
}

// claims reads an object of claims; of several texts, separated by commas, one
// must fit.
func (g *granting) claims(role facts.Symbol, how facts.Comparison, e hclsyntax.Expression) {
	for _, entry := range objectItems(e, 0) {
		name, known := g.s.eval(entry.KeyExpr).full()
		if !known || name == "" {
			continue
		}
		text, known := g.s.eval(entry.ValueExpr).full()
		at := g.m.a.pos(entry.ValueExpr.Range())
		if !tokenClaims[name] {
			text, at = "", g.m.a.pos(entry.KeyExpr.Range()) // its text matters to nobody
		}
		for one := range strings.SplitSeq(text, ",") {
			g.admits(role, name, how, item{strings.TrimSpace(one), at, known})
		}
	}
}

// tokenClaims are those of a ServiceAccount's token whose text can be told from
// manifests.
var tokenClaims = map[string]bool{
	"sub": true, "aud": true, "/kubernetes.io/namespace": true, "/kubernetes.io/serviceaccount/name": true,
}

// kubernetesRole reads the lists of a role of the kubernetes method, in which
// "*" stands for any text.
func (g *granting) kubernetesRole() {
	role, known := g.loginRole("kubernetes")
	if !known {
		return
	}
	g.admitsAll(role, "/kubernetes.io/serviceaccount/name", facts.CompareLike, "bound_service_account_names")
	if attr := g.r.block.Body.Attributes["bound_service_account_namespace_selector"]; attr == nil {
		g.admitsAll(role, "/kubernetes.io/namespace", facts.CompareLike, "bound_service_account_namespaces")
	}
	if audience, at, known := g.argument("audience", ""); audience != "" {
		g.admits(role, "aud", facts.CompareIs, item{audience, at, known})
	}
}
