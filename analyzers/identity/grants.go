package identity

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Grants reads a document that has the shape of an IAM policy, and reports
// whether it has: a version and statements.
// Source: AWS's documentation, "IAM JSON policy elements reference".
func Grants(root *manifest.Node, at func(*manifest.Node) facts.Pos, part *source.Part) bool {
	statements := listed(manifest.Get(root, "Statement"))
	if len(statements) == 0 || manifest.Get(root, "Version") == nil {
		return false
	}
	for _, s := range statements {
		if manifest.Scalar(manifest.Get(s, "Effect")) != "Allow" {
			continue
		}
		grant := Grant{Open: manifest.Get(s, "NotAction") != nil}
		for _, action := range listed(manifest.Get(s, "Action")) {
			grant.Actions = append(grant.Actions, manifest.Scalar(action))
		}
		for _, resource := range listed(manifest.Get(s, "Resource")) {
			grant.Add(manifest.Scalar(resource), at(resource), part)
		}
		if other := manifest.Get(s, "NotResource"); other != nil {
			grant.Add("*", at(other), part)
		}
	}
	return true
}

// listed is a list, or the one item that may stand for it.
func listed(n *manifest.Node) []*manifest.Node {
	if n == nil || manifest.SortOf(n) == manifest.Sequence {
		return manifest.Items(n)
	}
	return []*manifest.Node{n}
}

// objectARN is the name of objects of a bucket; filled what is put in later, by
// Terraform or by IAM itself, and may be any text.
var (
	objectARN = expr.New(`^arn:[^:]*:s3:::([^/]+)/(.+)$`)
	filled    = expr.New(`\$\{[^}]*\}`)
)

// Grant is what one statement of an IAM policy allows.
type Grant struct {
	Actions []string // with wildcards
	Open    bool     // and perhaps others
}

// Add says that the grant holds for a resource. Only the objects of buckets are
// followed; "*" stands for any text, there as here.
func (g Grant) Add(resource string, at facts.Pos, part *source.Part) {
	bucket, key := "*", "*"
	if resource = filled.ReplaceAllString(resource, "*"); !strings.HasPrefix(resource, "*") {
		where := objectARN.FindStringSubmatch(resource)
		if where == nil {
			return
		}
		bucket, key = where[1], where[2]
	}
	var actions []string
	for _, a := range g.Actions {
		if a = strings.ToLower(a); a == "*" || strings.HasPrefix(a, "s3:") {
			actions = append(actions, a)
		}
	}
	if len(actions) == 0 && !g.Open {
		return
	}
	keys := facts.ExactKeys(actions...)
	if g.Open {
		keys = facts.OpenKeys(actions...)
	}
	part.Def(facts.Def{Symbol: facts.New(facts.Identity, facts.Bucket, bucket, key), Kind: facts.KindPolicy, Keys: keys, At: at})
}
