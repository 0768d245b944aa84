package mutate

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// sort is what a name stands for.
type sort string

// The sorts of things that refer to each other by name.
const (
	secret     sort = "Secret"
	configMap  sort = "ConfigMap"
	store      sort = "store"
	generator  sort = "generator"
	unit       sort = "unit"
	origin     sort = "source"
	account    sort = "ServiceAccount"
	issuer     sort = "issuer"
	vaultLogin sort = "login"
)

// keyed reports whether things of the sort hold keys.
func (s sort) keyed() bool { return s == secret || s == configMap }

// name is one place where an object reads or writes a named thing.
type name struct {
	sort      sort
	cluster   string
	namespace string // empty for things of the whole cluster
	kind      string // where several kinds share a sort
	name      string
	key       string // read of it
	at        facts.Pos
	others    []facts.Pos // further places that spell the same name
	keyAt     facts.Pos
	optional  bool
	guess     bool // told by its field's name inside chart values, so that only a match proves it

	object *manifest.Object
	keys   []key // written
	open   bool  // writes further keys
}

// key is one key that a writer gives.
type key struct {
	name string
	at   facts.Pos
	item bool // the key is a field of a list item
}

func (n name) id() string {
	return strings.Join([]string{string(n.sort), n.cluster, n.namespace, n.kind, n.name}, "|")
}

// anywhere is the name as objects of the whole cluster read it.
func (n name) anywhere() name {
	n.namespace = anyNamespace
	return n
}

func (n name) places() []facts.Pos {
	places := append([]facts.Pos{n.at}, n.others...)
	if n.keyAt.Line > 0 {
		places = append(places, n.keyAt)
	}
	return places
}

// keyNamed returns the key of a name that a writer gives, or nil.
func (n name) keyNamed(text string) *key {
	for i, k := range n.keys {
		if k.name == text {
			return &n.keys[i]
		}
	}
	return nil
}

// scalar reads a field and where it stands: the field itself, and the anchor
// where it is an alias.
func scalar(o *manifest.Object, parent *manifest.Node, field string) (string, facts.Pos, []facts.Pos) {
	for i := 0; i+1 < len(parent.Content); i += 2 {
		if parent.Content[i].Value != field {
			continue
		}
		n := parent.Content[i+1]
		if n.Alias != nil {
			return manifest.Scalar(n), o.At(n), []facts.Pos{o.At(n.Alias)}
		}
		return manifest.Scalar(n), o.At(n), nil
	}
	return "", facts.Pos{}, nil
}
