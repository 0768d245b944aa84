package sops

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// selection says which values of a file are encrypted: those of which a name on
// their way from the root, or a comment before one, is chosen, or all others.
// A name counts for everything below it; the items of a list have none.
type selection struct {
	encrypts bool // what is chosen is encrypted, else all but that
	comments bool // comments choose, not names
	chosen   func(string) bool
}

// selectors are the fields of a rule, and of a file's metadata, that choose.
var selectors = []struct {
	field    string
	encrypts bool
	comments bool
	suffix   bool
}{
	{field: "unencrypted_suffix", suffix: true},
	{field: "encrypted_suffix", encrypts: true, suffix: true},
	{field: "unencrypted_regex"},
	{field: "encrypted_regex", encrypts: true},
	{field: "unencrypted_comment_regex", comments: true},
	{field: "encrypted_comment_regex", encrypts: true, comments: true},
}

// defaultSuffix ends the names of values that are left alone where nothing else
// is said.
const defaultSuffix = "_unencrypted"

// What is wrong with a selection.
var (
	errSeveral = errors.New("chooses values in more than one way, which sops refuses")
	errPattern = errors.New("is no regular expression")
)

// maxPattern bounds the length of a regular expression, in bytes.
const maxPattern = 4 << 10

// newSelection reads the fields that choose. Where it fails it names the field.
func newSelection(get func(field string) string) (s *selection, field string, err error) {
	for _, way := range selectors {
		text := get(way.field)
		if text == "" {
			continue
		}
		if s != nil {
			return nil, way.field, errSeveral
		}
		s = &selection{encrypts: way.encrypts, comments: way.comments}
		if way.suffix {
			s.chosen = func(name string) bool { return strings.HasSuffix(name, text) }
			continue
		}
		pattern, err := compile(text)
		if err != nil {
			return nil, way.field, err
		}
		s.chosen = remembered(pattern)
	}
	if s == nil {
		s = &selection{chosen: func(name string) bool { return strings.HasSuffix(name, defaultSuffix) }}
	}
	return s, "", nil
}

// notedSelection is that of a file's metadata. One that sops refuses covers
// nothing, nor do metadata of which a part was lost: nobody can say what they
// should.
func notedSelection(get func(field string) string) *selection {
	s, _, err := newSelection(get)
	if err != nil || get("mac") == "" {
		return &selection{encrypts: true, chosen: func(string) bool { return false }}
	}
	return s
}

func compile(text string) (*regexp.Regexp, error) {
	if len(text) > maxPattern {
		return nil, errPattern
	}
	pattern, err := regexp.Compile(text)
	if err != nil {
		return nil, errPattern
	}
	return pattern, nil
}

// remembered asks the expression once for each name: manifests have few, many
// times over.
func remembered(pattern *regexp.Regexp) func(string) bool {
	var known sync.Map
	return func(name string) bool {
		if answer, found := known.Load(name); found {
			return answer.(bool)
		}
		answer := pattern.MatchString(name)
		known.Store(name, answer)
		return answer
	}
}

// covers reports whether sops encrypts the value.
func (s *selection) covers(v value) bool {
	texts := v.names
	if s.comments {
		texts = v.comments
	}
	return slices.ContainsFunc(texts, s.chosen) == s.encrypts
}
