package migration

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Stray is an entry of the destination that does not lie where the convention
// says: something reads it, or the map sends a secret there. A text that several
// templates repeat lies nowhere.
type Stray struct {
	ID      string
	At      facts.Pos
	From    facts.Symbol // what reads or repeats it; empty for an entry of the map
	Key     string       // the entry of the map; empty for a reference
	Entry   facts.Symbol
	Name    string   // path, and field where one is named; empty for a text
	Repeats []string // its fields that repeat entries beside it
}

// Strays lists what breaks the convention of a plan, each once for each place
// that names it, sorted by position. Without a convention nothing does.
func (p *Plan) Strays(g *graph.Graph) []Stray {
	if p.Move.Convention == "" {
		return nil
	}
	s := &strays{convention: newConvention(p.Move.Convention, p.capitals()), g: g, repeats: map[facts.Symbol][]string{}, seen: map[asked]bool{}}
	for _, c := range g.Copies {
		s.repeats[c.Edge.To.Place()] = c.Fields
	}
	s.ground(findEnds(g, p.Move))
	for _, rel := range taking {
		for _, e := range g.Edges {
			if e.Rel == rel && e.From.Kind() != facts.KV {
				s.judge(e)
			}
		}
	}
	s.mapped(p.Move)
	s.pasted()
	slices.SortFunc(s.found, func(a, b Stray) int { return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return s.found
}

// strays gathers them.
type strays struct {
	convention
	g        *graph.Graph
	backends []facts.Symbol // of the destination
	anywhere bool           // the destination is a login, behind which any mount may lie
	repeats  map[facts.Symbol][]string
	seen     map[asked]bool
	found    []Stray
}

// ground notes where the entries of the destination lie.
func (s *strays) ground(e *ends) {
	for _, n := range e.to {
		if n.Backend.Kind() == facts.KV {
			s.backends = appendNew(s.backends, n.Backend)
		}
		s.anywhere = s.anywhere || n.ID.Segment(1) == "VaultAuth"
	}
}

// judge looks at one reference.
func (s *strays) judge(e *graph.Edge) {
	name, ok := s.below(e.To)
	of := asked{e.To.Place(), e.At}
	if !ok || name == "" || strings.ContainsAny(name, "*{$") || s.seen[of] || !s.concerns(e, name) {
		return
	}
	s.seen[of] = true
	var fields []string
	if n := s.g.Nodes[e.To.Place()]; n != nil {
		fields = append(slices.Clone(n.Keys.Names), s.repeats[n.ID]...)
	}
	if s.fits(name, e.To.Key(), fields) {
		return
	}
	s.found = append(s.found, Stray{
		ID: "stray|" + e.ID, At: e.At, From: e.From.Place(), Entry: e.To, Name: Destination{Key: name, Property: e.To.Key()}.name(), Repeats: s.repeats[e.To.Place()],
	})
}

// concerns reports whether the convention speaks of an entry for the one who
// reads it. What has a login of its own may read other trees of the mount; what
// builds a cluster has entries of its own in any, as long as they are no copies.
func (s *strays) concerns(e *graph.Edge, name string) bool {
	return e.Backend != "" || s.inTree(name) && (e.From.Cluster() != "" || len(s.repeats[e.To.Place()]) > 0)
}

// below is where in the destination an entry lies.
func (s *strays) below(entry facts.Symbol) (string, bool) {
	for _, backend := range s.backends {
		if rest, ok := cutPrefix(entry.Place(), backend); ok && strings.HasPrefix(rest, "/") {
			return strings.Join(entry.Segments()[len(backend.Segments()):], "/"), true
		}
	}
	if s.anywhere && entry.Kind() == facts.KV {
		return strings.Join(entry.Segments()[1:], "/"), true
	}
	return "", false
}

// mapped looks at the entries of the map.
func (s *strays) mapped(move Move) {
	for key, to := range move.Map {
		at, known := move.At[key]
		place, field, _ := strings.Cut(to, "#")
		if !known || s.fitsPattern(place, field) {
			continue
		}
		entry := facts.NewPath(facts.KV, place).WithKey(field)
		s.found = append(s.found, Stray{ID: "stray|map|" + key, At: at, Key: key, Entry: entry, Name: to, Repeats: s.repeats[entry.Place()]})
	}
}

// pasted looks at texts that are kept in templates.
func (s *strays) pasted() {
	for _, m := range s.g.Marks {
		if m.Kind == facts.MarkCopied && m.Detector == "pasted" {
			s.found = append(s.found, Stray{ID: "stray|" + m.ID, At: m.At, From: m.On.Place(), Entry: m.On})
		}
	}
}

// convention is a template of paths, ready to be compared with.
type convention struct {
	path     *regexp.Regexp
	segments []*regexp.Regexp // of the path, up to one that may be several
	field    string           // that every entry has; empty where any may
	tree     string           // first segment of all paths, with its slash; empty where it varies
}

// classes are what placeholders stand for: as they are, in small letters, a
// folder of any depth, and in capitals.
var classes = strings.NewReplacer("\x00", "[^/#]+", "\x01", "[^/#A-Z_]+", deep, "[^#]+", "\x03", "[A-Z0-9_]+")

const deep = "\x02"

// capitals reports whether all keys that move are spelt in capitals: so is then
// whatever {KEY} stands for.
func (p *Plan) capitals() bool {
	var keys []string
	for key := range p.Move.Map {
		keys = append(keys, path.Base(key))
	}
	for _, c := range p.Consumers {
		for _, r := range c.References {
			if _, key, _ := r.Remote.RemoteParts(); r.To.Store != "" {
				keys = append(keys, path.Base(key))
			}
		}
	}
	keys = slices.DeleteFunc(keys, func(k string) bool { return strings.Contains(k, "*") })
	return len(keys) > 0 && !slices.ContainsFunc(keys, func(k string) bool { return !capitals.MatchString(k) })
}

var capitals = expr.New(`^[A-Z][A-Z0-9_]*$`)

func newConvention(template string, capitals bool) convention {
	place, field, _ := strings.Cut(template, "#")
	if placeholder.MatchString(field) {
		field = ""
	}
	filled := placeholder.ReplaceAllStringFunc(place, func(p string) string {
		switch {
		case p == "{key}":
			return "\x01"
		case p == "{folder}":
			return deep
		case p == "{KEY}" && capitals:
			return "\x03"
		}
		return "\x00"
	})
	c := convention{path: matcher(filled), field: field}
	if first, _, more := strings.Cut(place, "/"); more && !placeholder.MatchString(first) {
		c.tree = first + "/"
	}
	for segment := range strings.SplitSeq(filled, "/") {
		if strings.Contains(segment, deep) {
			break
		}
		c.segments = append(c.segments, matcher(segment))
	}
	return c
}

func matcher(filled string) *regexp.Regexp {
	return regexp.MustCompile("^" + classes.Replace(regexp.QuoteMeta(strings.ToValidUTF8(filled, "\uFFFD"))) + "$")
}

// inTree reports whether a path lies where those of the convention do.
func (c convention) inTree(path string) bool { return strings.HasPrefix(path, c.tree) }

// fits compares an entry with the convention: its path, and its field. Where no
// field is named, one of those it is known to have must be the right one.
func (c convention) fits(path, field string, known []string) bool {
	if field != "" {
		known = []string{field}
	}
	return c.path.MatchString(path) && (c.field == "" || len(known) == 0 || slices.Contains(known, c.field))
}

// fitsPattern does so for an entry of the map. What "*" stands for is not known:
// only what precedes it can break the convention, and the field.
func (c convention) fitsPattern(path, field string) bool {
	before, _, pattern := strings.Cut(path, "*")
	if !pattern {
		return c.fits(path, field, nil)
	}
	given := strings.Split(before, "/")
	for i, segment := range given[:len(given)-1] {
		if i < len(c.segments) && !c.segments[i].MatchString(segment) {
			return false
		}
	}
	return c.field == "" || field == "" || field == c.field
}
