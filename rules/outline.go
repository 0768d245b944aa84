package rules

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// outline is what a policy's text tells before it is parsed: enough to know
// whether the policy could say anything about an input.
type outline struct {
	tables   []string // tables of the input it refers to: "table", or "table.group" where it names a group of one
	requires string   // setting of the configuration without which it has nothing to say
}

// needsOnly reports whether marks of these kinds are all that the policy asks for.
// What is suppressed is known wherever something is read.
func (o outline) needsOnly(kinds []facts.MarkKind) bool {
	return !slices.ContainsFunc(o.tables, func(table string) bool {
		kind, ofMarks := strings.CutPrefix(table, "marks.")
		return table != "suppressions" && !(ofMarks && slices.Contains(kinds, facts.MarkKind(kind)))
	})
}

// outlineOf reads a policy's text, remarks and strings left out. Where the input
// is taken as a whole, or the name of a table computed, it names all of them.
func outlineOf(text []byte) outline {
	var o outline
	for rest := text; len(rest) > 0; {
		switch {
		case rest[0] == '#':
			line, after, _ := bytes.Cut(rest, []byte("\n"))
			if value, found := strings.CutPrefix(strings.TrimLeft(string(line), "# "), "requires:"); found {
				o.requires = strings.Trim(value, ` "`)
			}
			rest = after
		case rest[0] == '"' || rest[0] == '`':
			rest = rest[stringEnd(rest):]
		case rest[0] == '$':
			return outline{tables: tableNames(), requires: o.requires} // a string with expressions in it
		case isName(rest[0]) || rest[0] == '.':
			end := nameEnd(rest)
			if string(rest[:end]) == "input" {
				name, width := tableAt(rest[end:])
				o.tables = append(o.tables, name...)
				end += width
			}
			rest = rest[end:]
		default:
			rest = rest[1:]
		}
	}
	slices.Sort(o.tables)
	o.tables = slices.Compact(o.tables)
	return o
}

// stringEnd is the length of the string that a text starts with. One that is
// not closed ends with the text: the parser will say so.
func stringEnd(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == text[0]:
			return i + 1
		case text[i] == '\\' && text[0] == '"':
			i++
		}
	}
	return len(text)
}

// nameEnd is the length of a name. A dot before it, which makes it a field, is
// part of it.
func nameEnd(text []byte) int {
	end := 1
	for end < len(text) && isName(text[end]) {
		end++
	}
	return end
}

func isName(b byte) bool {
	return b == '_' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}

// tableAt reads what follows "input" and how long it is.
func tableAt(text []byte) (tables []string, width int) {
	table, width := element(text)
	if table == "" {
		return tableNames(), width
	}
	group, more := element(text[width:])
	if group == "" {
		return []string{table}, width
	}
	return []string{table + "." + group}, width + more
}

// element reads ".name" or "[\"name\"]"; it is empty for anything else.
func element(text []byte) (name string, width int) {
	switch {
	case len(text) > 1 && text[0] == '.' && isName(text[1]):
		end := nameEnd(text)
		return string(text[1:end]), end
	case bytes.HasPrefix(text, []byte(`["`)):
		end := 1 + stringEnd(text[1:])
		if end < len(text) && text[end] == ']' {
			return string(text[2 : end-1]), end + 1
		}
	}
	return "", 0
}
