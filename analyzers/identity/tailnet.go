package identity

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// What is wrong with a field of a policy, as detectors of marks.
const (
	commentField = "comment-field"
	tagInGroup   = "tag-in-group"
)

// rules are the sections of a policy that hold lists of rules.
// Source: Tailscale's documentation, "Syntax reference for the tailnet policy
// file".
var rules = []string{"acls", "grants", "ssh", "nodeAttrs", "tests", "sshTests"}

// named are the sections that hold things by name.
var named = []string{"tagOwners", "groups", "hosts", "autoApprovers", "postures", "ipsets"}

// tailnet is a policy while it is read.
type tailnet struct {
	root *manifest.Node
	at   func(*manifest.Node) facts.Pos
	on   facts.Symbol
	part *source.Part
}

// Tailnet reads a document that has the shape of a tailnet's policy, and
// reports whether it has: it defines the tags with their owners, refers to those
// in its rules, and marks fields that the API refuses.
func Tailnet(root *manifest.Node, at func(*manifest.Node) facts.Pos, on facts.Symbol, part *source.Part) bool {
	sections := 0
	for _, name := range slices.Concat(rules, named) {
		if manifest.Get(root, name) != nil {
			sections++
		}
	}
	owners := manifest.Get(root, "tagOwners")
	if sections < 2 && (owners == nil || manifest.SortOf(owners) != manifest.Mapping) {
		return false
	}
	t := tailnet{root, at, on, part}
	for _, f := range manifest.Fields(owners) {
		t.owned(f)
	}
	for _, f := range manifest.Fields(root) {
		t.mentions(f.Value, 0)
	}
	t.groups()
	t.comments()
	part.Own("", facts.Identity)
	return true
}

// owned defines a tag. Administrators own every tag, whether listed or not.
func (t tailnet) owned(f manifest.Field) {
	if !strings.HasPrefix(f.Key.Value, "tag:") {
		return
	}
	var owners []string
	for _, item := range manifest.Items(f.Value) {
		owners = append(owners, manifest.Scalar(item))
	}
	t.part.Def(facts.Def{
		Symbol: Tag(f.Key.Value), Kind: facts.KindPolicy, Keys: facts.ExactKeys(owners...), At: t.at(f.Key),
	})
}

// Tag is the symbol of a tag of the tailnet.
func Tag(name string) facts.Symbol { return facts.New(facts.Identity, facts.Tailnet, name) }

// mentions refers to every tag that a rule names, with or without ports. A
// group cannot hold one, and is told.
func (t tailnet) mentions(n *manifest.Node, depth int) {
	if depth > maxNesting || n == manifest.Get(t.root, "groups") {
		return
	}
	if text := manifest.Scalar(n); strings.HasPrefix(text, "tag:") {
		name, _, _ := strings.Cut(strings.TrimPrefix(text, "tag:"), ":")
		t.part.Ref(facts.Ref{From: t.on, To: Tag("tag:" + name), Rel: facts.RelBears, At: t.at(n)})
		return
	}
	for _, item := range manifest.Items(n) {
		t.mentions(item, depth+1)
	}
	for _, f := range manifest.Fields(n) {
		t.mentions(f.Value, depth+1)
	}
}

// groups marks tags among the members of a group, which are people.
func (t tailnet) groups() {
	for _, f := range manifest.Fields(manifest.Get(t.root, "groups")) {
		for _, member := range manifest.Items(f.Value) {
			if strings.HasPrefix(manifest.Scalar(member), "tag:") {
				t.part.Mark(facts.MarkInvalidObject, tagInGroup, t.on.WithKey("groups."+f.Key.Value), t.at(member))
			}
		}
	}
}

// comments marks fields that are there for their reader only. The console drops
// them; the API refuses a policy with a field that it does not know.
func (t tailnet) comments() {
	t.commentsIn(t.root, "")
	for _, name := range named {
		t.commentsIn(manifest.Get(t.root, name), name+".")
	}
	for _, name := range rules {
		for _, rule := range manifest.Items(manifest.Get(t.root, name)) {
			t.commentsIn(rule, name+"[].")
		}
	}
}

func (t tailnet) commentsIn(n *manifest.Node, path string) {
	for _, f := range manifest.Fields(n) {
		if isComment(f.Key.Value) {
			t.part.Mark(facts.MarkInvalidObject, commentField, t.on.WithKey(path+f.Key.Value), t.at(f.Key))
		}
	}
}

// isComment recognises the names that people give to fields of remarks.
func isComment(name string) bool {
	bare := strings.ToLower(strings.Trim(name, "_/#$"))
	switch bare {
	case "", "comment", "comments":
		return true
	case "note", "notes", "description", "todo":
		return len(bare) < len(name)
	}
	return false
}
