package kinds

import (
	"slices"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// row is one field that names a Secret or ConfigMap. Its zero value, besides
// the path, means: a Secret in the object's own namespace, read at run time,
// with the key that a sibling field "key" names, or all keys.
type row struct {
	at       string           // path to the scalar that names the place
	keys     string           // keys it must hold, space separated, where no field names one
	key      string           // sibling field that names the key, where it is not "key"
	orKey    string           // key that is read when that field is absent
	when     string           // "kind=Secret": the sibling must say so; "kind=Secret?": or be absent
	space    space            // which namespace
	place    facts.SymbolKind // Secret when empty
	rel      facts.Rel        // consumes when empty
	optional bool             // missing is fine
}

// space says in which namespace a row's name is resolved.
type space int

const (
	ownSpace     space = iota // the object's
	namedSpace                // a sibling field "namespace", else the object's
	slashSpace                // the text may be "namespace/name"
	prefixSpace               // a sibling "secretNamespace", else the object's
	managerSpace              // where the operator of the kind runs
)

// sheet is the rows of some kinds of one API group.
type sheet struct {
	group string
	kinds string // space separated
	rows  []row
}

// table is the rows by kind.
var table = sync.OnceValue(func() map[groupKind][]row {
	t := map[groupKind][]row{}
	for _, s := range slices.Concat(coreRows, fluxRows, operatorRows, databaseRows, monitoringRows, certificateRows) {
		for kind := range strings.FieldsSeq(s.kinds) {
			at := groupKind{s.group, kind}
			t[at] = append(t[at], s.rows...)
		}
	}
	return t
})

func tableOf(o *manifest.Object) ([]row, bool) {
	rows, listed := table()[groupKind{o.Group, o.Kind}]
	return rows, listed
}

// selectorRows are rows for selectors of name and key below one prefix.
func selectorRows(prefix string, selectors ...string) []row {
	var rows []row
	for _, s := range selectors {
		rows = append(rows, row{at: prefix + s + ".name"})
	}
	return rows
}

// row emits what one row finds under a node.
func (v *view) row(root *manifest.Node, r row) {
	for _, h := range find(root, r.at) {
		if name := manifest.Scalar(h.node); plausibleAt(name, r.space) && r.applies(h.parent) {
			v.rowHit(r, h, name)
		}
	}
}

func plausibleAt(name string, s space) bool {
	if s == slashSpace {
		_, name = splitName(name, "")
	}
	return plausible(name)
}

func (v *view) rowHit(r row, h hit, name string) {
	namespace, sure := v.resolveSpace(r.space, h.parent)
	if r.space == slashSpace {
		namespace, name = splitName(name, v.homeNamespace())
	}
	u := use{
		place: facts.New(r.kind(), v.Cluster, namespace, name), name: h.node, rel: r.rel,
		optional: r.optional || truth(manifest.Get(h.parent, "optional")) || !sure,
	}
	v.useKeys(u, v.keysAt(r, h.parent))
}

// wanted is a key that is read, and the text that says so.
type wanted struct {
	key string
	at  *manifest.Node
}

// useKeys adds a reference for each key, or one to the whole place.
func (v *view) useKeys(u use, keys []wanted) {
	if len(keys) == 0 {
		v.use(u)
	}
	for _, k := range keys {
		u.key, u.keyNode = k.key, k.at
		v.use(u)
	}
}

// keysAt are the keys a row reads: those of a sibling field, of an items list,
// or the implied ones. None means the whole place.
func (v *view) keysAt(r row, parent *manifest.Node) []wanted {
	field := r.key
	if field == "" {
		field = "key"
	}
	if n := manifest.Get(parent, field); manifest.Scalar(n) != "" && r.key != "-" {
		return []wanted{{manifest.Scalar(n), n}}
	}
	if items := itemKeys(parent); len(items) > 0 {
		return items
	}
	return impliedKeys(r.keys + " " + r.orKey)
}

// impliedKeys are keys, space separated, that no text of the object names.
func impliedKeys(names string) []wanted {
	var keys []wanted
	for key := range strings.FieldsSeq(names) {
		keys = append(keys, wanted{key: key})
	}
	return keys
}

// itemKeys are the keys of a volume's items[].key.
func itemKeys(parent *manifest.Node) []wanted {
	var keys []wanted
	for _, h := range find(parent, "items[].key") {
		if key := manifest.Scalar(h.node); key != "" {
			keys = append(keys, wanted{key, h.node})
		}
	}
	return keys
}

func (r row) kind() facts.SymbolKind {
	if r.place == "" {
		return facts.Secret
	}
	return r.place
}

func (r row) applies(parent *manifest.Node) bool {
	field, want, found := strings.Cut(r.when, "=")
	if !found {
		return true
	}
	have := manifest.Scalar(manifest.Get(parent, field))
	if name, optional := strings.CutSuffix(want, "?"); optional {
		return have == "" || have == name
	}
	return have == want
}

// homeNamespace is where a name without a namespace is looked up: the object's
// namespace, or the operator's for a kind that has none.
func (v *view) homeNamespace() string {
	if v.Namespace == "" {
		namespace, _ := v.w.managerNamespace(v.Cluster, v.Group)
		return namespace
	}
	return v.Namespace
}

// resolveSpace is the namespace a row's name is looked up in, and whether that
// is certain.
func (v *view) resolveSpace(s space, parent *manifest.Node) (string, bool) {
	field := map[space]string{namedSpace: "namespace", prefixSpace: "secretNamespace"}[s]
	if field != "" {
		if named := manifest.Scalar(manifest.Get(parent, field)); named != "" {
			return named, true
		}
	}
	if s == managerSpace {
		return v.w.managerNamespace(v.Cluster, v.Group)
	}
	return v.Namespace, true
}
