package shell

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/terraform/acl"
)

// governs understands the commands that decide who may do what in Vault: policy
// write, and write to a role of a login method. Which policies a new token has
// is not followed
// (https://developer.hashicorp.com/vault/docs/commands).
func (in *interpreter) governs(o options, call invocation) bool {
	switch {
	case o.word(0) == "policy" && o.word(1) == "write" && len(o.words) >= 4:
		in.writePolicy(o.words[2], o.words[3], call.c)
	case o.word(0) == "write" && len(o.words) >= 3 && rolePath.MatchString(o.word(1)):
		in.writeRole(o.words[1], o.words[2:])
	case o.word(0) == "write" && len(o.words) >= 3 && enginePath.MatchString(o.word(1)):
		in.issues(o.words[1])
		return false
	case o.word(0) == "token" && o.word(1) == "create":
		at := o.words[0].at()
		in.out.ref(facts.Ref{From: in.out.script(at), To: facts.New(facts.Policy, "*"), Rel: facts.RelCarries, At: at, Unknown: facts.NotFollowed})
		return false
	default:
		return false
	}
	return true
}

// writePolicy reads the policy from a here-document or a file of the repository.
func (in *interpreter) writePolicy(name, source values, c situation) {
	text, known := name.one()
	if !known || text == "" {
		in.mayWrite(facts.New(facts.Policy, "*"), name)
		return
	}
	policy := facts.New(facts.Policy, text)
	in.out.def(policy, name.at(), facts.UnknownKeys(), facts.Traits{})
	whole := false
	if source.text() == "-" {
		whole = in.policyText(policy, c.stdin)
	} else {
		whole = in.policyFile(policy, source)
	}
	if !whole {
		in.out.ref(facts.Ref{From: policy, To: facts.New(facts.Access, "*"), Rel: facts.RelGrants, At: source.at(), Unknown: facts.NotFollowed})
	}
}

// mayWrite says that a policy or role may be written here, of any name for "*".
func (in *interpreter) mayWrite(what facts.Symbol, name values) {
	in.out.def(what, name.at(), facts.UnknownKeys(), facts.Traits{Possible: true})
}

func (in *interpreter) policyText(policy facts.Symbol, stdin values) bool {
	if len(stdin) != 1 || stdin[0].doc == nil {
		return false
	}
	r := &rendering{in: in, doc: stdin[0].doc, texts: map[string][]origin{}, shifts: map[int][]shift{}}
	for _, p := range stdin[0].doc.word.Parts {
		r.part(p)
	}
	return in.grants(policy, acl.Parse([]byte(r.text.String())), func(p acl.Place) facts.Pos {
		at := r.at(p.Line, p.Col)
		at.EndCol = at.Col + p.Width
		return at
	})
}

// policyFile reads a file that is named from the repository's directory or from
// that of the script.
func (in *interpreter) policyFile(policy facts.Symbol, name values) bool {
	text, known := name.one()
	if !known {
		return false
	}
	if inside, ok := inRepository(text); ok {
		text = inside
	}
	f := in.tree.File(path.Clean(text))
	if f == nil {
		f = in.tree.File(path.Join(path.Dir(in.root.file.Path), text))
	}
	if f == nil {
		return false
	}
	content, err := f.Text()
	if err != nil {
		return false
	}
	return in.grants(policy, acl.Parse(content), func(p acl.Place) facts.Pos { return f.At(p.Line, p.Col, p.Width) })
}

func (in *interpreter) grants(policy facts.Symbol, text acl.Policy, at func(acl.Place) facts.Pos) bool {
	for _, r := range text.Refs(policy, at) {
		in.out.ref(r)
	}
	return text.Whole
}

// issues says that a role of an engine may be written: the path can be that of
// an entry, too. What the role issues is not read.
func (in *interpreter) issues(target values) {
	text, known := target.one()
	role := facts.New(facts.LoginRole, "*", "*")
	if m := enginePath.FindStringSubmatch(text); known && m != nil {
		role = facts.New(facts.LoginRole, m[1], m[2])
	}
	in.mayWrite(role, target)
}

var (
	rolePath   = expr.New(`^/?auth/(.+)/role/([^/]+)$`)
	enginePath = expr.New(`^/?(.+)/roles/([^/]+)$`)
)

// roleClaims are the fields of a role that bind a claim, by the method's fields:
// jwt has the first, kubernetes the others, in which "*" stands for any text.
var roleClaims = map[string]struct {
	claim string
	how   facts.Comparison
}{
	"bound_audiences":                  {"aud", facts.CompareIs},
	"bound_subject":                    {"sub", facts.CompareIs},
	"audience":                         {"aud", facts.CompareIs},
	"bound_service_account_names":      {"/kubernetes.io/serviceaccount/name", facts.CompareLike},
	"bound_service_account_namespaces": {"/kubernetes.io/namespace", facts.CompareLike},
}

// writeRole reads the name=value pairs of a role. What is given by a file or on
// standard input may be any of them.
func (in *interpreter) writeRole(target values, pairs []values) {
	text, known := target.one()
	m := rolePath.FindStringSubmatch(text)
	if !known || m == nil {
		in.mayWrite(facts.New(facts.LoginRole, "*", "*"), target)
		return
	}
	role := facts.New(facts.LoginRole, m[1], m[2])
	in.out.def(role, target.at(), facts.UnknownKeys(), facts.Traits{})
	carries := func(name string, at facts.Pos, why facts.Reason) {
		in.out.ref(facts.Ref{From: role, To: facts.New(facts.Policy, name), Rel: facts.RelCarries, At: at, Unknown: why})
	}
	carries("default", target.at(), "")
	for _, pair := range pairs {
		field, text, found := strings.Cut(pair.text(), "=")
		_, whole := pair.one()
		whole = whole && !strings.HasPrefix(text, "@")
		claim, binds := roleClaims[field]
		switch {
		case !found, field == "token_no_default_policy", strings.HasSuffix(field, "policies") && !whole:
			carries("*", pair.at(), facts.NotFollowed)
		case field == "token_policies" || field == "policies":
			for name := range strings.SplitSeq(text, ",") {
				carries(strings.TrimSpace(name), pair.at(), "")
			}
		case binds && whole:
			for one := range strings.SplitSeq(text, ",") {
				in.out.ref(facts.Ref{From: role, To: facts.New(facts.Claim, claim.claim, string(claim.how), one), Rel: facts.RelAdmits, At: pair.at()})
			}
		}
	}
}
