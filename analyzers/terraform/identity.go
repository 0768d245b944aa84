package terraform

import (
	"encoding/json"
	"github.com/tazzo/tazlint/analyzers/terraform/hcltext"
	"net/url"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/identity"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// identities says which identities a resource makes or takes on, and what they
// may do.
func (m *module) identities(r *resource, s scope) {
	switch r.typ {
	case "tailscale_acl":
		m.policy(r, s, "acl")
	case "tailscale_oauth_client":
		m.tailnetClient(r, s)
	case "tailscale_tailnet_key", "tailscale_device_tags", "tailscale_service":
		m.bears(r, s)
	case "aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy", "aws_s3_bucket_policy":
		m.policy(r, s, "policy")
	case "aws_iam_user_policy_attachment", "aws_iam_role_policy_attachment", "aws_iam_group_policy_attachment", "aws_iam_policy_attachment":
		m.attached(r, s)
	case "aws_iam_policy_document":
		m.statements(r, s)
	}
}

// remarkInJSON is a comment where JSON must have none.
const remarkInJSON = "comment-in-json"

// policy reads a policy that stands in an argument. One in a file of its own is
// read there; what is told here is that jsondecode refuses its comments.
func (m *module) policy(r *resource, s scope, argument string) {
	attr := r.block.Body.Attributes[argument]
	if attr == nil {
		return
	}
	if file, decoded := policyFile(attr.Expr); file != nil {
		d := newDocument(m.a)
		d.render(s, file, 0)
		text := []byte(d.b.String())
		if _, ok := identity.ParseJSON(text, d.at); ok && decoded && !json.Valid(text) {
			m.a.part.Mark(facts.MarkInvalidObject, remarkInJSON, m.symbol(r.address).WithKey(argument), m.a.pos(file.Range()))
		}
		return
	}
	d := newDocument(m.a)
	d.render(s, attr.Expr, 0)
	docs, ok := identity.ParseJSON([]byte(d.b.String()), d.at)
	if !ok {
		docs = manifest.TextDocuments([]byte(d.b.String()), d.at) // an object of Terraform, encoded
	}
	for _, doc := range docs {
		switch {
		case doc.Fault != nil:
		case identity.Tailnet(doc.Root, doc.At, m.symbol(r.address), m.a.part):
		default:
			identity.Grants(doc.Root, doc.At, m.a.part)
		}
	}
}

// policyFile is the call that reads a policy's file, and whether it is decoded
// after that; nil for a policy that stands here.
func policyFile(e hclsyntax.Expression) (file hclsyntax.Expression, decoded bool) {
	for range hcltext.MaxNesting {
		call, ok := e.(*hclsyntax.FunctionCallExpr)
		if !ok || len(call.Args) == 0 {
			return nil, false
		}
		switch call.Name {
		case "file", "templatefile":
			return call, decoded
		case "jsondecode":
			decoded = true
		case "jsonencode", "sensitive", "trimspace", "chomp":
		default:
			return nil, false
		}
		e = call.Args[0]
	}
	return nil, false
}

// nameAt is a text of a list and where it stands.
type nameAt struct {
	text string
	at   facts.Pos
}

// texts are the known texts of an argument that holds a list, and whether there
// are others.
func (s scope) texts(b *hclsyntax.Block, argument string) (all []nameAt, more bool) {
	attr := b.Body.Attributes[argument]
	if attr == nil {
		return nil, false
	}
	if tuple, ok := attr.Expr.(*hclsyntax.TupleConsExpr); ok {
		for _, item := range tuple.Exprs {
			text, known := s.eval(item).full()
			if !known {
				more = true
				continue
			}
			all = append(all, nameAt{text, s.a.pos(item.Range())})
		}
		return all, more
	}
	v := s.eval(attr.Expr)
	for _, item := range v.items {
		if text, known := item.full(); known {
			all = append(all, nameAt{text, s.a.pos(attr.Expr.Range())})
		}
	}
	return all, v.kind != list || len(all) < len(v.items)
}

// bears refers to the tags that a resource takes on.
func (m *module) bears(r *resource, s scope) {
	tags, more := s.texts(r.block, "tags")
	for _, tag := range tags {
		m.a.part.Ref(facts.Ref{From: m.symbol(r.address), To: identity.Tag(tag.text), Rel: facts.RelBears, At: tag.at})
	}
	if more {
		at := m.a.pos(r.block.Body.Attributes["tags"].Expr.Range())
		m.a.part.Ref(facts.Ref{From: m.symbol(r.address), To: identity.Tag("*"), Rel: facts.RelBears, At: at, Unknown: facts.NotFollowed})
	}
}

// wideScopes are scopes that hold others.
// Source: Tailscale's documentation, "Trust credentials", scopes.
var wideScopes = map[string][]string{
	"devices": {"devices:core", "devices:routes", "devices:posture_attributes"},
}

// tailnetClient defines what an OAuth client may do with each tag that it holds.
func (m *module) tailnetClient(r *resource, s scope) {
	m.bears(r, s)
	tags, open := s.texts(r.block, "tags")
	scopes, more := s.texts(r.block, "scopes")
	at := m.a.pos(r.block.LabelRanges[1])
	var rights []string
	for i, scope := range scopes {
		if i == 0 {
			at = scope.at
		}
		more = more || scope.text == "all"
		rights = append(append(rights, scope.text), wideScopes[scope.text]...)
	}
	keys := facts.ExactKeys(rights...)
	if more {
		keys = facts.OpenKeys(rights...)
	}
	if open {
		tags = append(tags, nameAt{text: "*"})
	}
	for _, tag := range tags {
		m.a.part.Def(facts.Def{
			Symbol: facts.New(facts.Identity, facts.TailnetClient, tag.text), Kind: facts.KindTerraform, Keys: keys, At: at, By: m.symbol(r.address),
		})
	}
}

// attached opens all buckets where a policy that AWS keeps does so.
func (m *module) attached(r *resource, s scope) {
	attr := r.block.Body.Attributes["policy_arn"]
	if attr == nil {
		return
	}
	name, _ := s.eval(attr.Expr).full()
	if _, kept, ok := strings.Cut(name, ":iam::aws:policy/"); ok && (kept == "AdministratorAccess" || kept == "PowerUserAccess" || kept == "AmazonS3FullAccess") {
		identity.Grant{Actions: []string{"s3:*"}}.Add("*", m.a.pos(attr.Expr.Range()), m.a.part)
	}
}

// statements reads a policy that is written as blocks.
func (m *module) statements(r *resource, s scope) {
	for _, b := range r.block.Body.Blocks {
		effect, _ := s.argument(b, "effect").full()
		if b.Type != "statement" || effect == "Deny" {
			continue
		}
		actions, more := s.texts(b, "actions")
		grant := identity.Grant{Open: more || b.Body.Attributes["not_actions"] != nil}
		for _, action := range actions {
			grant.Actions = append(grant.Actions, action.text)
		}
		resources, beyond := s.texts(b, "resources")
		for _, resource := range resources {
			grant.Add(resource.text, resource.at, m.a.part)
		}
		if beyond || b.Body.Attributes["not_resources"] != nil {
			grant.Add("*", m.a.pos(b.DefRange()), m.a.part)
		}
	}
}

// addressed are the arguments by which providers are told where their product
// is, by the provider's name.
var addressed = map[string]string{"vault": "address"}

// providerHost refers to the host that a provider talks to, where it is written
// out. Other front ends read the settings that variables come from.
func (m *module) providerHost(provider facts.Symbol, b *hclsyntax.Block) {
	product := b.Labels[0]
	attr := b.Body.Attributes[addressed[product]]
	if attr == nil {
		return
	}
	text, plain := literalText(attr.Expr)
	u, err := url.Parse(text)
	if !plain || err != nil || !identity.Public(u.Hostname()) {
		return
	}
	m.a.part.Ref(facts.Ref{
		From: provider, To: facts.New(facts.Host, u.Hostname()).WithKey(product), Rel: facts.RelContacts, At: m.a.pos(attr.Expr.Range()),
	})
}
