// Package identity reads who may do what: the tags a tailnet's policy owns, the
// rights of a workflow's token, the objects an IAM policy opens. Beside them it
// reads where programs act under such an identity, and the addresses that
// settings of one name give, all of which must agree across repositories.
//
// Policies are read by their shape, whatever their file is called. Programs are
// read line by line, lightly: a line that says no name outright counts as not
// followed.
package identity

import (
	"bytes"
	"context"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Run reads the policies, workflows and programs of a repository.
func Run(ctx context.Context, tree *source.Tree, _ source.Config) source.Part {
	r := &reader{tree: tree}
	r.look(ctx)
	for _, f := range tree.Files {
		if ctx.Err() != nil {
			break
		}
		r.policyFile(f)
		if isWorkflow(f) {
			r.workflow(f)
		}
	}
	for _, t := range r.texts {
		if ctx.Err() != nil {
			break
		}
		r.tags(t)
		r.objects(t)
		r.portal(t)
		r.addresses(t)
	}
	return r.part
}

// reader is the work on one repository.
type reader struct {
	tree    *source.Tree
	part    source.Part
	texts   []*text
	mints   bool     // some program logs in to Tailscale's API as an OAuth client
	buckets []string // that constants of programs name, each once
}

// maxPolicy is the largest policy read, in bytes, and maxNesting how deep its
// brackets may go: readers of JSON are recursive.
const (
	maxPolicy  = 1 << 20
	maxNesting = 64
)

// policyFile reads a file of JSON, with or without comments, that has the shape
// of a policy.
func (r *reader) policyFile(f *source.File) {
	if f.Ext() != ".json" && f.Ext() != ".hujson" && f.Ext() != ".jsonc" {
		return
	}
	raw, err := f.Text()
	if err != nil || !bytes.Contains(raw, []byte(`"tagOwners"`)) && !bytes.Contains(raw, []byte(`"acls"`)) &&
		!bytes.Contains(raw, []byte(`"grants"`)) && !bytes.Contains(raw, []byte(`"Statement"`)) {
		return
	}
	docs, ok := ParseJSON(raw, func(line, col int) facts.Pos { return f.At(line, col, 0) })
	if !ok {
		r.unread(f, raw)
		return
	}
	for _, d := range docs {
		if Tailnet(d.Root, d.At, f.Symbol(), &r.part) || Grants(d.Root, d.At, &r.part) {
			r.part.Files++
			r.part.Documents++
		}
	}
}

// unread tells of a tailnet's policy that cannot be read: it may own any tag.
// Other files that mention such sections may be anything.
func (r *reader) unread(f *source.File, raw []byte) {
	if !bytes.Contains(raw, []byte(`"tagOwners"`)) {
		return
	}
	r.part.Problem(f.At(1, 1, 0), facts.FaultSyntax, "not valid JSON, even with comments")
	r.part.Def(facts.Def{
		Symbol: Tag("*"), Kind: facts.KindPolicy, Keys: facts.UnknownKeys(), At: f.At(1, 1, 0), Traits: facts.Traits{Possible: true},
	})
}

// ParseJSON reads JSON that may hold comments and trailing commas. The function
// at says where a line and a byte column of the text stand.
func ParseJSON(raw []byte, at func(line, col int) facts.Pos) (docs []*manifest.Document, ok bool) {
	if len(raw) > maxPolicy || source.Nesting(raw) > maxNesting {
		return nil, false
	}
	d, ok := manifest.JSONText(raw, at)
	if !ok {
		return nil, false
	}
	return []*manifest.Document{d}, true
}
