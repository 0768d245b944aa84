package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// assign decides whether an OAuth client may give a device a tag: one that
// holds the tag itself or another that owns it. Where no client is known, a
// person's key may be used.
// Source: Tailscale's documentation, "OAuth clients".
func (l *linker) assign(e *Edge, tag facts.Symbol) {
	owners, held := l.keysOf(tag).keys, l.heldTags()
	if len(held) == 0 || !owners.Exact() || slices.Contains(held, tag.Name()) {
		return
	}
	if slices.ContainsFunc(held, owners.Has) {
		return
	}
	e.undefined(MissingRight, held)
}

// heldTags are the tags that OAuth clients hold, sorted; none where one is not
// known.
func (l *linker) heldTags() []string {
	var held []string
	for _, d := range l.patterns {
		if d.Symbol.Kind() == facts.Identity && d.Symbol.Segment(0) == facts.TailnetClient {
			return nil
		}
	}
	for place := range l.live {
		if place.Kind() == facts.Identity && place.Segment(0) == facts.TailnetClient {
			held = append(held, place.Name())
		}
	}
	slices.Sort(held)
	return held
}

func inBucket(s facts.Symbol) bool {
	return s.Kind() == facts.Identity && s.Segment(0) == facts.Bucket && len(s.Segments()) == 3
}

// resolveObject compares an object of a bucket with what policies open. Only a
// bucket that one of them names is judged: others may belong to anybody.
func (l *linker) resolveObject(e *Edge) {
	var places, rights []string
	covered, sure := false, true
	for d := range l.grants(e.To.Segment(1)) {
		places = append(places, d.Symbol.Title())
		if glob(d.Symbol.Segment(2), sample(e.To.Segment(2))) {
			covered, sure = true, sure && d.Keys.Exact()
			rights = append(rights, d.Keys.Names...)
		}
	}
	may := func(right string) bool { return glob(right, strings.ToLower(e.To.Key())) }
	slices.Sort(places)
	slices.Sort(rights)
	switch {
	case len(places) == 0:
		e.unknown(facts.OwnerNotLinked)
	case !covered:
		e.undefined(MissingIdentity, slices.Compact(places))
	case e.To.Key() != "" && sure && !slices.ContainsFunc(rights, may):
		e.undefined(MissingRight, slices.Compact(rights))
	}
}

// sample is an object in a directory, for a key that names the directory.
func sample(key string) string {
	if strings.HasSuffix(key, "/") {
		return key + "_"
	}
	return key
}

// grants are the definitions that open objects of a bucket, where any names it.
func (l *linker) grants(bucket string) func(func(facts.Def) bool) {
	var found []facts.Def
	named := false
	for _, d := range l.defs {
		if inBucket(d.Symbol) && glob(d.Symbol.Segment(1), bucket) {
			found, named = append(found, d), named || d.Symbol.Segment(1) != facts.AnyCluster
		}
	}
	if !named {
		found = nil
	}
	return slices.Values(found)
}
