package rewrite

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// aim is what the fields around a spot say once a mention has moved, or if it
// stays, and what has to change for that.
type aim struct {
	says    [2]string // name and kind, or key and property
	changes []change
}

// change is one field to change.
type change struct {
	name string
	act  act
	text string
}

// contexts are the fields under which a remote key is named, by the field that
// names it.
var contexts = map[string][]string{
	"key":       {"remoteRef", "extract", "dataFrom"},
	"remoteKey": {"remoteRef", "dataTo"},
}

// fits reports whether a spot is of the kind that a mention is about.
func (s spot) fits(m *mention) bool {
	context, field := s.where()
	switch {
	case m.passage == nil && m.reference == nil:
		return field == "apiVersion"
	case m.passage != nil:
		return field == "name" && (strings.HasSuffix(context, "toreRef") || context == "secretStoreRefs")
	}
	return slices.Contains(contexts[field], context)
}

// through is the path of the mapping that names the store for a remote key: that
// of its entry, or the one for all. A list of stores has an "s" behind it.
func (s spot) through() string {
	for e := s.view; e != nil && e.parent != nil; e = e.parent {
		if e.name != "data" && e.name != "dataFrom" {
			continue
		}
		if below(e.fields["sourceRef"].value, "storeRef", "name") != nil {
			return e.path + "/sourceRef/storeRef"
		}
		return e.parent.path + "/secretStoreRef"
	}
	return ""
}

// isKey reports whether a spot names a remote key.
func (s spot) isKey() bool {
	return slices.Contains(contexts[s.field], s.name) && s.value(s.field) != ""
}

// searches reports whether a spot belongs to a search for remote secrets.
func (s spot) searches() bool { return s.name == "find" && s.field == "path" }

// where is the field of a spot and the one that it lies in: of a patch those that
// its path names.
func (s spot) where() (context, field string) {
	switch {
	case s.isPatch() && s.field == "value":
		steps := stepsOf(s.value("path"))
		return last(steps[:max(len(steps)-1, 0)]), last(steps)
	case s.name == "value" && s.parent != nil && s.parent.isPatch():
		return last(stepsOf(s.parent.value("path"))), s.field
	}
	return s.name, s.field
}

// isPatch reports whether a view is an operation of a JSON patch (RFC 6902).
func (v *view) isPatch() bool { return v.value("op") != "" && strings.HasPrefix(v.value("path"), "/") }

// stepsOf are the names in a path, without places in lists.
func stepsOf(path string) []string {
	return slices.DeleteFunc(strings.Split(path, "/"), func(s string) bool { return strings.Trim(s, "-0123456789") == "" })
}

func last(steps []string) string {
	if len(steps) == 0 {
		return ""
	}
	return steps[len(steps)-1]
}

// aim is what a spot is to say for a mention, or why it cannot. A reference to
// another property of the same key has none.
func (s spot) aim(m *mention, moves bool) (*aim, string) {
	switch {
	case m.passage != nil:
		return s.store(m, moves)
	case m.reference != nil:
		return s.remote(m, moves)
	case moves && !outdated(s.view):
		return nil, "the version of its kind is made of something else than this text"
	case moves:
		return &aim{says: [2]string{newVersion}, changes: []change{{s.field, set, newVersion}}}, ""
	}
	return &aim{says: [2]string{s.value(s.field)}}, ""
}

func (s spot) store(m *mention, moves bool) (*aim, string) {
	from, to := m.passage.Store, m.passage.Store
	if moves {
		to = m.passage.To
	}
	a := &aim{says: [2]string{to.Name(), to.Segment(1)}}
	switch written := s.value("kind"); {
	case s.value(s.field) != from.Name():
		return nil, "the name of its store is made of something else than this text"
	case !moves:
		return a, ""
	case len(to.Segments()) > 3 && to.Segment(2) != m.consumer.Symbol.Segment(1):
		return nil, "its namespace has no store of that name"
	case s.isPatch() && to.Segment(1) != from.Segment(1):
		return nil, "the kind of its store stands elsewhere"
	case written != "" && written != from.Segment(1):
		return nil, "the kind of its store is made of something else than this text"
	}
	a.set(s.field, from.Name(), to.Name())
	switch {
	case from.Segment(1) == to.Segment(1):
	case s.text("kind") != nil:
		a.set("kind", from.Segment(1), to.Segment(1))
	default:
		a.changes = append(a.changes, change{"kind", add, to.Segment(1)})
	}
	return a, ""
}

// storeKinds are the stores that are named in the same way.
var storeKinds = map[string]bool{"SecretStore": true, "ClusterSecretStore": true}

// exchange says why one store cannot be named where another is, if so.
func exchange(from, to facts.Symbol) string {
	if storeKinds[from.Segment(1)] && storeKinds[to.Segment(1)] {
		return ""
	}
	return "a " + to.Segment(1) + " does not take the place of a " + from.Segment(1) + " by its name alone"
}

func (a *aim) set(name, from, to string) {
	if from != to {
		a.changes = append(a.changes, change{name, set, to})
	}
}

func (s spot) remote(m *mention, moves bool) (*aim, string) {
	_, key, property := m.reference.Remote.RemoteParts()
	to := migration.Destination{Key: key, Property: property}
	if moves {
		to = m.reference.To
	}
	switch written := s.value("property"); {
	case s.value(s.field) != key:
		return nil, "the remote key is made of something else than this text"
	case s.isPatch() && to.Property != property:
		return nil, "the property that it asks for stands elsewhere"
	case s.isPatch() || written == property:
		return s.fetch(key, property, to), ""
	case s.value("metadataPolicy") == "Fetch":
		return nil, "it asks for metadata, which the destination does not keep"
	}
	return nil, ""
}

// fetch is the aim of a spot that asks for a key and property, and is to ask for
// others.
func (s spot) fetch(key, property string, to migration.Destination) *aim {
	a := &aim{says: [2]string{to.Key, to.Property}}
	a.set(s.field, key, to.Key)
	switch _, there := s.fields["property"]; {
	case property == to.Property:
	case there && to.Property == "":
		a.changes = append(a.changes, change{"property", remove, ""})
	case there:
		a.set("property", property, to.Property)
	default:
		a.changes = append(a.changes, change{"property", add, to.Property})
	}
	return a
}
