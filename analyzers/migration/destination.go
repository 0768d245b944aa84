package migration

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// Destination is where a secret is after the move, as a reference would spell it.
type Destination struct {
	Store    facts.Symbol
	Key      string
	Property string
	By       Evidence
	Place    facts.Symbol // the place itself, where no store stands before it

	mount  string       // of an entry that stays
	access facts.Symbol // what its new reader asks of Vault's API
}

// Remote is the destination as a place behind its store; one that nobody knows
// may be any.
func (d Destination) Remote() facts.Symbol {
	if d.Key == "" {
		return facts.RemoteKey(d.Store, "*", "*")
	}
	return facts.RemoteKey(d.Store, d.Key, d.Property)
}

// Evidence is what says where a secret goes.
type Evidence string

// The evidences.
const (
	ByMap        Evidence = "map"        // an entry of its own
	ByPattern    Evidence = "pattern"    // an entry for a folder
	ByConvention Evidence = "convention" // the convention alone
	ByInventory  Evidence = "inventory"  // the one entry of the inventory that fits the convention
	ByAddress    Evidence = "address"    // it stays where it is: another operator asks for it
)

// atlas finds destinations.
type atlas struct {
	move     Move
	patterns []int               // lengths of the keys of the map that stand for a folder, the longest first
	listed   []string            // path#field of what the destination is known to hold, without the mount; sorted
	parts    map[string][]string // of these, by a segment of their path
	used     map[string]bool     // entries of the map that said where something goes
}

// newAtlas reads the map of a move, and what the destination is known to hold.
func newAtlas(e *ends, move Move) *atlas {
	a := &atlas{move: move, used: map[string]bool{}}
	var backends []facts.Symbol
	for _, n := range e.to {
		backends = appendNew(backends, n.Backend)
	}
	for name := range move.Map {
		if strings.HasSuffix(name, "*") {
			a.patterns = append(a.patterns, len(name)-1)
		}
	}
	slices.Sort(a.patterns)
	a.patterns = slices.Compact(a.patterns)
	slices.Reverse(a.patterns)
	for id, n := range e.g.Nodes {
		for _, backend := range backends {
			rest, ok := cutPrefix(id, backend)
			if !ok || !strings.HasPrefix(rest, "/") {
				continue
			}
			for _, d := range n.Defs {
				a.list(d.Symbol, backend)
			}
		}
	}
	slices.Sort(a.listed)
	a.listed = slices.Compact(a.listed)
	a.split()
	return a
}

// split indexes what is listed by the segments of the paths: most of the list is
// told apart without comparing it with a template.
func (a *atlas) split() {
	a.parts = map[string][]string{}
	for _, name := range a.listed {
		for segment := range strings.SplitSeq(name, "/") {
			if list := a.parts[segment]; len(list) == 0 || list[len(list)-1] != name {
				a.parts[segment] = append(list, name)
			}
		}
	}
}

// candidates are what is listed with all segments of a template that are known
// for certain, as far as the rarest of them tells.
func (a *atlas) candidates(filled string) []string {
	best := a.listed
	for segment := range strings.SplitSeq(filled, "/") {
		if list := a.parts[segment]; !strings.Contains(segment, "\x00") && len(list) < len(best) {
			best = list
		}
	}
	return best
}

// list notes an entry that is known, by its path below the mount.
func (a *atlas) list(s, backend facts.Symbol) {
	segments := s.Segments()[len(backend.Segments()):]
	name := strings.Join(segments, "/")
	if key := s.Key(); key != "" {
		name += "#" + key
	}
	a.listed = append(a.listed, name)
}

// find says where the secret of a reference goes, or why nobody knows.
func (a *atlas) find(c *Consumer, r *Reference) (Destination, []Reason) {
	_, key, property := r.Remote.RemoteParts()
	if to, ok := a.mapped(key, property, r.Address); ok {
		return to, nil
	}
	return a.conventional(c, r, key, property)
}

// mapped is what the map says of a secret.
func (a *atlas) mapped(key, property string, address facts.Symbol) (Destination, bool) {
	for _, name := range spellings(key, property, address) {
		if to, ok := a.move.Map[name]; ok {
			a.used[name] = true
			return arrive(to, property, ByMap), true
		}
	}
	for _, n := range a.patterns {
		if n > len(key) {
			continue
		}
		if to, ok := a.move.Map[key[:n]+"*"]; ok {
			return arrive(strings.Replace(to, "*", key[n:], 1), property, ByPattern), true
		}
	}
	return Destination{}, false
}

// spellings are the names under which a map may list a remote secret, the most
// exact first.
func spellings(key, property string, address facts.Symbol) []string {
	names := []string{key}
	if address.Kind() == facts.Infisical {
		names = append(names, path.Join("/", address.Path(), address.Key()))
	}
	if property == "" {
		return names
	}
	var all []string
	for _, n := range names {
		all = append(all, n+"#"+property)
	}
	return append(all, names...)
}

// arrive reads path#field. Without a field the entry has the property that was
// asked for.
func arrive(to, property string, by Evidence) Destination {
	place, field, named := strings.Cut(to, "#")
	if !named {
		field = property
	}
	return Destination{Key: place, Property: field, By: by}
}

var placeholder = expr.New(`\{[A-Za-z]+\}`)

// conventional fills the convention. What only a person could fill in stands for
// any one segment, and the inventory must decide.
func (a *atlas) conventional(c *Consumer, r *Reference, key, property string) (Destination, []Reason) {
	name := key
	if strings.Trim(key, "./") == "" {
		name = property // some providers have the name there alone
	}
	if a.move.Convention == "" {
		return Destination{}, []Reason{{NoDestination, Blocked, "no entry of the map says where " + name + " goes", r.At}}
	}
	known := map[string]string{
		"{KEY}": path.Base(key), "{key}": strings.ReplaceAll(strings.ToLower(path.Base(key)), "_", "-"),
		"{folder}": strings.Trim(path.Dir(key), "/."), "{namespace}": c.Symbol.Segment(1), "{cluster}": c.Symbol.Cluster(), "{object}": c.Symbol.Name(),
	}
	free := false
	filled := placeholder.ReplaceAllStringFunc(a.move.Convention, func(p string) string {
		if v, ok := known[p]; ok && v != "" {
			return v
		}
		free = true
		return "\x00"
	})
	if !free {
		return arrive(filled, property, ByConvention), nil
	}
	shape := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(strings.ToValidUTF8(filled, "\uFFFD")), "\x00", "[^/#]+") + "$")
	tail := filled[strings.LastIndexByte(filled, 0)+1:] // most of the list is told apart without the expression
	var fits []string
	for _, s := range a.candidates(filled) {
		if strings.HasSuffix(s, tail) && shape.MatchString(s) {
			fits = append(fits, s)
		}
		if len(fits) > maxNamed {
			fits[maxNamed] = "others"
			break
		}
	}
	switch len(fits) {
	case 0:
		return Destination{}, []Reason{{NoDestination, Blocked, "nothing that the destination is known to hold fits the convention for " + name, r.At}}
	case 1:
		return arrive(fits[0], property, ByInventory), nil
	}
	return Destination{}, []Reason{{ManyPlaces, Blocked, "the convention fits " + strings.Join(fits, " and ") + " alike", r.At}}
}
