package sops

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// content is what sops sees of a document: values under names, and what it has
// noted down about them.
type content struct {
	sort     sort
	values   []value
	groups   []string   // paths of the mappings and lists around them
	whole    bool       // nothing was left out
	metadata *selection // by which it was encrypted; nil where it is not
}

// sort is what a document is for Kubernetes.
type sort int

const (
	noObject sort = iota
	secretObject
	otherObject
	shapeless // a text of no format
)

// value is a scalar.
type value struct {
	names    []string // of the mappings that lead to it
	comments []string // that are in force where it stands
	path     string   // names and indexes of items, joined by dots
	text     string   // empty too where it is null: sops leaves both alone
	on       facts.Symbol
	at       facts.Pos
}

// name is that of the field it stands in.
func (v value) name() string {
	if len(v.names) == 0 {
		return ""
	}
	return v.names[len(v.names)-1]
}

// encryptedValue is what sops makes of a value.
var encryptedValue = expr.New(`^ENC\[AES256_GCM,data:[^,]*,iv:[^,]*,tag:[^,]*,type:[^,]*\]$`)

func isEncrypted(text string) bool { return encryptedValue.MatchString(text) }

// maxValues bounds the values of a document.
const maxValues = 20000

type contentKey struct{}

// contentOf reads a file by the store that sops takes for its name.
func contentOf(f *source.File) []*content {
	return f.Once(contentKey{}, func() any {
		switch f.Ext() {
		case ".yaml", ".yml", ".json":
			return documents(f)
		case ".env":
			return []*content{dotenv(f)}
		case ".ini":
			return []*content{ini(f)}
		}
		if d := documents(f); len(d) == 1 && d[0].metadata != nil {
			return d // a text as a whole, in JSON
		}
		return []*content{text(f)}
	}).([]*content)
}

// documents reads YAML and JSON.
func documents(f *source.File) []*content {
	var all []*content
	for _, d := range manifest.Documents(f) {
		if d.Root == nil {
			continue
		}
		c := &content{whole: true}
		w := walker{out: c, doc: d, on: f.Symbol()}
		for _, o := range d.Objects() {
			c.sort, w.on = max(c.sort, otherObject), facts.New(facts.ObjectSymbol, "", o.Namespace, o.Kind, o.Name)
			if o.Group == "" && o.Kind == "Secret" {
				c.sort = secretObject
				break
			}
		}
		if c.sort == noObject && isBuild(d.Root) {
			c.sort = otherObject
		}
		w.mapping(d.Root, value{on: w.on, comments: comments(d.Root.HeadComment)}, true)
		if manifest.Encrypted(d.Root) {
			notes := manifest.Get(d.Root, "sops")
			c.metadata = notedSelection(func(field string) string { return manifest.Scalar(manifest.Get(notes, field)) })
		}
		all = append(all, c)
	}
	return all
}

// isBuild recognises kustomizations and generators, which need no name.
func isBuild(root *manifest.Node) bool {
	return manifest.Get(root, "kind") != nil && manifest.Get(root, "apiVersion") != nil ||
		manifest.Get(root, "resources") != nil || manifest.Get(root, "secretGenerator") != nil
}

// walker collects the values of a document. The parser has bounded its depth.
type walker struct {
	out *content
	doc *manifest.Document
	on  facts.Symbol
}

// walk visits a node; at says where it stands.
func (w *walker) walk(n *manifest.Node, at value) {
	switch manifest.SortOf(n) {
	case manifest.Sequence:
		w.out.group(at.path)
		w.items(n, at)
	case manifest.Mapping, manifest.Odd:
		w.out.group(at.path)
		w.mapping(n, at, false)
	default:
		at.text = manifest.Scalar(n)
		if at.text != "" {
			at.at = w.doc.Extent(manifest.Resolve(n))
		}
		w.out.add(at)
	}
}

func (w *walker) mapping(n *manifest.Node, at value, top bool) {
	var before []string
	for _, f := range manifest.Fields(n) {
		if top && f.Key.Value == "sops" || f.Value == nil || len(w.out.values) >= maxValues {
			w.out.whole = w.out.whole && len(w.out.values) < maxValues
			continue
		}
		before = append(before, comments(f.Key.HeadComment, f.Key.LineComment)...)
		leaf := manifest.SortOf(f.Value) == manifest.Text
		if leaf {
			before = append(before, comments(f.Value.HeadComment, f.Value.LineComment)...)
		}
		inner := at.below(f.Key.Value, before)
		inner.names = append(slices.Clip(at.names), f.Key.Value)
		w.walk(f.Value, inner)
		before = comments(f.Key.FootComment)
		if leaf {
			before = comments(f.Value.FootComment, f.Key.FootComment)
		}
	}
}

func (w *walker) items(n *manifest.Node, at value) {
	var before []string
	for i, item := range manifest.Items(n) {
		if item == nil || len(w.out.values) >= maxValues {
			w.out.whole = false
			return
		}
		before = append(before, comments(item.HeadComment, item.LineComment)...)
		w.walk(item, at.below(strconv.Itoa(i), before))
		before = comments(item.FootComment)
	}
}

// below is the place of a part, with comments before it.
func (v value) below(step string, before []string) value {
	v.path = strings.TrimPrefix(v.path+"."+step, ".")
	if len(before) > 0 {
		v.comments = slices.Concat(v.comments, before)
	}
	return v
}

// comments are the lines of comments without their signs.
func comments(texts ...string) []string {
	var lines []string
	for _, text := range texts {
		for line := range strings.SplitSeq(text, "\n") {
			if line != "" {
				lines = append(lines, line[1:])
			}
		}
	}
	return lines
}

func (c *content) group(path string) {
	if path != "" {
		c.groups = append(c.groups, path)
	}
}

func (c *content) add(v value) {
	if len(c.values) >= maxValues {
		c.whole = false
		return
	}
	c.values = append(c.values, v)
}
