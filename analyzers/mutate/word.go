package mutate

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// Suffixes that no name has: of Kubernetes names, and of what must be an
// identifier.
const (
	suffix     = "-mutant"
	identifier = "_mutant"
)

// word is a scalar as it stands in a text.
type word struct {
	start, end int    // offsets of the scalar, quotes included, without anchor and tag
	anchor     string // its anchor's name
	quote      byte   // zero for plain scalars
	alias      bool   // a reference to an anchor
	text       string // what stands between the quotes
}

// properties are an anchor and a tag before a scalar.
var properties = regexp.MustCompile(`^(?:&(\S+)|![^\s]*)[ \t]+`)

// wordAt reads the scalar at a line and column. It answers false for block
// scalars, quoted ones that go on below, and where nothing stands.
func wordAt(text []byte, line, col int) (word, bool) {
	start := lineStart(text, line) + col - 1
	if start < 0 || start >= len(text) {
		return word{}, false
	}
	var w word
	for m := properties.FindSubmatch(text[start:]); m != nil; m = properties.FindSubmatch(text[start:]) {
		if len(m[1]) > 0 {
			w.anchor = string(m[1])
		}
		start += len(m[0])
	}
	w.start = start
	switch text[start] {
	case '|', '>', '\n', '\r', '#', '{', '[':
		return w, false
	case '"', '\'':
		return quoted(text, w)
	}
	w.alias = text[start] == '*'
	w.end = start + plainWidth(text[start:], inFlow(text[lineStart(text, line):start]))
	w.text = string(text[w.start:w.end])
	return w, w.end > w.start
}

func quoted(text []byte, w word) (word, bool) {
	w.quote = text[w.start]
	for i := w.start + 1; i < len(text) && text[i] != '\n'; i++ {
		if text[i] == '\\' && w.quote == '"' {
			i++
			continue
		}
		if text[i] == w.quote {
			w.end = i + 1
			w.text = string(text[w.start+1 : i])
			return w, true
		}
	}
	return w, false
}

// plainWidth is the length of a plain scalar on its line.
func plainWidth(text []byte, flow bool) int {
	end := bytes.IndexAny(text, "\r\n")
	if end < 0 {
		end = len(text)
	}
	for i := 0; i < end; i++ {
		next := byte(' ')
		if i+1 < end {
			next = text[i+1]
		}
		switch c := text[i]; {
		case c == '$' && next == '{':
			if close := bytes.IndexByte(text[i:end], '}'); close > 0 {
				i += close
			}
		case c == ':' && (next == ' ' || next == '\t'), c == '#' && i > 0 && text[i-1] == ' ', flow && strings.IndexByte(",}]", c) >= 0:
			return len(bytes.TrimRight(text[:i], " \t"))
		}
	}
	return len(bytes.TrimRight(text[:end], " \t"))
}

// inFlow reports whether a bracket is open at the end of a part of a line.
func inFlow(before []byte) bool {
	open := 0
	for _, c := range before {
		switch c {
		case '{', '[':
			open++
		case '}', ']':
			open--
		}
	}
	return open > 0
}

// lineStart is the offset of a 1-based line, or a negative number.
func lineStart(text []byte, line int) int {
	at := 0
	for range line - 1 {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return -1
		}
		at += i + 1
	}
	return at
}

// splice replaces a range of a text.
func splice(text []byte, start, end int, by string) []byte {
	return slices.Concat(text[:start], []byte(by), text[end:])
}

// rename appends to the scalar at a position, whose value is known. What an
// anchor hands on to aliases keeps the old value, so that one end changes
// alone. It answers false where the text does not spell the value.
func rename(text []byte, line, col int, value, by string) ([]byte, bool) {
	w, ok := wordAt(text, line, col)
	if !ok || value == "" {
		return nil, false
	}
	if w.alias {
		return splice(text, w.start, w.end, value+by), true
	}
	if w.text != value && !strings.Contains(w.text, "${") {
		return nil, false
	}
	end := w.end
	if w.quote != 0 {
		end--
	}
	changed := splice(text, end, end, by)
	if w.anchor != "" {
		changed = unalias(changed, line, w)
	}
	return changed, true
}

// unalias writes out the aliases of an anchor that come after it in its
// document.
func unalias(text []byte, line int, w word) []byte {
	start := lineStart(text, line)
	rest := text[start:]
	end := len(rest)
	if i := bytes.Index(rest, []byte("\n---")); i >= 0 {
		end = i
	}
	alias := regexp.MustCompile(`\*` + regexp.QuoteMeta(w.anchor) + `\b`)
	value := []byte(w.text)
	if w.quote != 0 {
		value = []byte(string(w.quote) + w.text + string(w.quote))
	}
	return slices.Concat(text[:start], alias.ReplaceAllLiteral(rest[:end], value), rest[end:])
}
