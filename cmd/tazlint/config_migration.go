package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// checkMigration refuses a move that cannot be meant. Whether its ends exist only
// a linked workspace tells.
func (c *config) checkMigration() error {
	m := c.Migration
	if m == nil {
		return nil
	}
	if len(m.From) == 0 {
		return faultAt(c.at("migration"), "a migration needs the stores it leaves: from")
	}
	for i, name := range m.From {
		switch {
		case strings.TrimSpace(name) == "":
			return faultAt(c.at("migration", "from", i), "a store to leave needs a name")
		case name == m.To:
			return faultAt(c.at("migration", "to"), "the move leaves %s and goes there", name)
		}
	}
	if m.To == "" && (len(m.Map) > 0 || m.Convention != "") {
		return faultAt(c.at("migration"), "a map or convention needs the store it speaks of: to")
	}
	if why := wrongConvention(m.Convention); why != "" {
		return faultAt(c.at("migration", "convention"), "%s", why)
	}
	for _, key := range sortedKeys(m.Map) {
		if why := wrongEntry(key, m.Map[key]); why != "" {
			return faultAt(c.at("migration", "map", key), "%s", why)
		}
	}
	return nil
}

// wrongEntry says why an entry of the map cannot be read as it stands.
func wrongEntry(from, to string) string {
	pattern := strings.HasSuffix(from, "*")
	switch {
	case strings.TrimSpace(from) == "":
		return "an entry of the map needs the key that it sends somewhere"
	case strings.TrimSpace(to) == "":
		return fmt.Sprintf("%q has no destination", from)
	case strings.Count(from, "#") > 1 || strings.Count(to, "#") > 1:
		return fmt.Sprintf("%q: one # stands between a path and its field", from)
	case strings.HasPrefix(to, "#") || strings.HasSuffix(to, "#"):
		return fmt.Sprintf("%q: a destination is a path, or a path, # and a field", from)
	case strings.Contains(strings.TrimSuffix(from, "*"), "*"):
		return fmt.Sprintf("%q: a * stands for the end of a key, and only there", from)
	case !pattern && strings.Contains(to, "*"):
		return fmt.Sprintf("%q: the * of its destination stands for nothing; a key that ends in * would say for what", from)
	case strings.Count(to, "*") > 1:
		return fmt.Sprintf("%q: a destination has one *", from)
	}
	return ""
}

var (
	filledIn    = []string{"KEY", "key", "folder", "namespace", "cluster", "object"} // by what a reference says
	placeholder = expr.New(`\{([A-Za-z]+)\}`)
)

// wrongConvention says why a convention cannot be filled in.
func wrongConvention(text string) string {
	switch {
	case strings.ContainsAny(placeholder.ReplaceAllString(text, ""), "{}"):
		return "a placeholder is a word of letters in braces, as in {KEY}"
	case strings.Count(text, "#") > 1:
		return "a convention has one #, between path and field"
	}
	return ""
}

// doubtful lists placeholders that anything may stand for and that look like one
// which a reference fills in.
func (c *config) doubtful() (notes []string) {
	if c.Migration == nil {
		return nil
	}
	for _, m := range placeholder.FindAllStringSubmatch(c.Migration.Convention, -1) {
		if slices.Contains(filledIn, m[1]) {
			continue
		}
		if i := slices.IndexFunc(filledIn, func(known string) bool { return mistyped(m[1], known) }); i >= 0 {
			notes = append(notes, fmt.Sprintf("%s:%d: the inventory decides what {%s} stands for; did you mean {%s}?",
				c.file, c.at("migration", "convention").Line, m[1], filledIn[i]))
		}
	}
	return slices.Compact(notes)
}

// mistyped reports whether one letter is wrong, or two of a long word.
func mistyped(word, known string) bool {
	return distance(word, known) <= min(len(known)/3, typo) || strings.EqualFold(word, known)
}
