package schema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/manifest"
)

// What is wrong at a place of an object.
const (
	Unknown   = "unknown-field"   // no version read has it: it is dropped silently
	Misplaced = "misplaced-field" // below metadata or beside spec, where no kind has one of that name
	Missing   = "missing-field"
	BadValue  = "unknown-value" // not among the values the field may have
	NoMap     = "not-a-map"
	NoList    = "not-a-list"
	NoText    = "not-a-text"
	NoString  = "not-a-string" // a number or truth value where the API server demands a text
	NoNumber  = "not-a-number"
	NoSwitch  = "not-a-boolean"
	BadName   = "not-a-label" // becomes part of an object's name and must be one
	BadArmor  = "indented-armor"
	NoFile    = "missing-file"
	NoNote    = "missing-annotation" // a release may learn to do without
)

// Fault is one way in which an object does not have the shape of its kind. It
// names fields, never what they hold.
type Fault struct {
	What string
	Path string         // spec.provider.vault.caSecret
	At   *manifest.Node // the key of an unknown field, the value of a wrong one, else what lacks a field

	Offset, Width int // of a part of the text of At, in bytes, where Width is not 0
}

// maxFaults bounds what one object tells: one of the wrong kind would tell of
// every field.
const maxFaults = 20

// maxDepth bounds the descent: aliases may nest a document far deeper than its
// text.
const maxDepth = 48

// Faults compares an object with its kind.
func Faults(o *manifest.Object) []Fault {
	s := shapeOf(o.Group, o.Version, o.Kind)
	if s == nil || manifest.SortOf(o.Root) != manifest.Mapping {
		return nil
	}
	c := &checker{filled: o.Filled}
	c.metadata(manifest.Get(o.Root, "metadata"))
	c.fields(o.Root, s, "")
	c.semantic(o)
	c.armor(o)
	return c.found
}

type checker struct {
	found  []Fault
	depth  int
	filled func(*manifest.Node) bool
}

func (c *checker) tell(what, path string, at *manifest.Node) {
	if len(c.found) < maxFaults && plain(path) {
		c.found = append(c.found, Fault{What: what, Path: path, At: at})
	}
}

// plain reports whether a path consists of names of fields alone: the key of a
// mapping may be anything where a value stands at the wrong place.
func plain(path string) bool {
	return len(path) < 200 && !strings.ContainsFunc(path, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-/[]$*", r))
	})
}

// metaFields are the fields of ObjectMeta (Kubernetes 1.34).
var metaFields = []string{
	"name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
	"deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
	"clusterName",
}

func (c *checker) metadata(meta *manifest.Node) {
	for _, f := range manifest.Fields(meta) {
		if !slices.Contains(metaFields, f.Key.Value) && !templated(f.Key.Value) {
			c.tell(Misplaced, "metadata."+f.Key.Value, f.Key)
		}
	}
	texts := &shape{what: '{', elem: &shape{what: 's'}}
	for _, name := range []string{"labels", "annotations"} {
		c.check(manifest.Get(meta, name), texts, "metadata."+name)
	}
}

// check compares a value with a shape.
func (c *checker) check(n *manifest.Node, s *shape, path string) {
	n = manifest.Resolve(n)
	switch sort := manifest.SortOf(n); {
	case sort == manifest.Absent, sort == manifest.Odd, c.depth > maxDepth, templated(n.Value), c.filled(n):
		return
	}
	c.depth++
	defer func() { c.depth-- }()
	switch s.what {
	case '(':
		c.fields(n, s, path)
	case '{':
		if c.mapping(n, path) {
			for _, f := range manifest.Fields(n) {
				c.check(f.Value, s.elem, join(path, "*"))
			}
		}
	case '[':
		c.list(n, s, path)
	case '*':
	default:
		c.scalar(n, s, path)
	}
}

func (c *checker) list(n *manifest.Node, s *shape, path string) {
	if manifest.SortOf(n) != manifest.Sequence {
		c.tell(NoList, path, n)
		return
	}
	for _, item := range manifest.Items(n) {
		c.check(item, s.elem, path+"[]")
	}
}

func (c *checker) mapping(n *manifest.Node, path string) bool {
	if manifest.SortOf(n) != manifest.Mapping {
		c.tell(NoMap, path, n)
		return false
	}
	return true
}

func (c *checker) fields(n *manifest.Node, s *shape, path string) {
	if !c.mapping(n, path) {
		return
	}
	have := map[string]bool{}
	partial := false
	for _, f := range manifest.Fields(n) {
		name := f.Key.Value
		partial = partial || templated(name)
		have[name] = manifest.SortOf(f.Value) != manifest.Absent
		switch inner := s.fields[name]; {
		case inner != nil:
			c.check(f.Value, inner, join(path, name))
		case s.open || templated(name), path == "" && name == "sops":
		case path == "":
			c.tell(Misplaced, name, f.Key)
		default:
			c.tell(Unknown, join(path, name), f.Key)
		}
	}
	for _, name := range s.required {
		if !have[name] && !partial {
			c.tell(Missing, join(path, name), n)
		}
	}
}

// switches are the spellings of a boolean that YAML 1.1 knows.
var switches = []string{"true", "false", "yes", "no", "on", "off", "y", "n"}

// bare are the tags of what YAML reads as something else than text unless it
// stands in quotes.
var bare = []string{"!!int", "!!float", "!!bool"}

func (c *checker) scalar(n *manifest.Node, s *shape, path string) {
	text := strings.ToLower(n.Value)
	switch {
	case manifest.SortOf(n) != manifest.Text:
		c.tell(NoText, path, n)
	case s.what == 'b' && !slices.Contains(switches, text):
		c.tell(NoSwitch, path, n)
	case (s.what == 'i' || s.what == 'n') && !number(text):
		c.tell(NoNumber, path, n)
	case s.what == 's' && slices.Contains(bare, n.Tag):
		c.tell(NoString, path, n)
	case len(s.enum) > 0 && n.Value != "" && !slices.Contains(s.enum, n.Value):
		c.tell(BadValue, path, n)
	}
}

func number(text string) bool {
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return true
	}
	_, err := strconv.ParseInt(text, 0, 64)
	return err == nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// templated reports whether something fills in a text later: a variable, a
// template, a decryption.
func templated(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "{{") || strings.Contains(text, "<<") || strings.Contains(text, "}}") ||
		strings.HasPrefix(text, "ENC[")
}
