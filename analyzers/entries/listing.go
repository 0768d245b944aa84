package entries

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Listing is what the tool of a backend printed about the names it holds.
type Listing struct {
	Backend string // as in source.InventorySource
	Mount   string // of a kv backend
	Under   string // what stands before every name: a folder, or an entry and "#"
}

// A RefusedLine is a line that is no name. Its error never quotes the line.
type RefusedLine struct {
	Line int
	Why  error
}

func (e *RefusedLine) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Why) }

// Unwrap returns why the line is refused.
func (e *RefusedLine) Unwrap() error { return e.Why }

// Why a line is refused.
var (
	ErrValues  = errors.New("holds values beside names, or instead of them")
	ErrNotName = errors.New("not a name of a secret")
)

// Names are the lines of an inventory for what a tool printed: plain lists,
// tables and JSON arrays of names, trees of password stores. It stops at the
// first line that could hold a value. Folders are counted: what is in them was
// not printed.
func (l Listing) Names(text []byte) (names []string, folders int, err error) {
	lines, err := l.lines(text)
	if err != nil {
		return nil, 0, err
	}
	place, _ := placer(source.InventorySource{Backend: l.Backend, Mount: l.Mount})
	if place == nil {
		return nil, 0, fmt.Errorf("list names: no backend %q", l.Backend)
	}
	for _, line := range lines {
		if strings.HasSuffix(line.name, "/") {
			folders++
			continue
		}
		if err := checkName(line.name); err != nil {
			return nil, 0, &RefusedLine{line.number, err}
		}
		name := l.under(line.name)
		if place(name) == "" {
			return nil, 0, &RefusedLine{line.number, ErrNotName}
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names), folders, nil
}

func (l Listing) under(name string) string {
	if l.Under == "" {
		return name
	}
	if strings.HasSuffix(l.Under, "#") {
		return l.Under + name
	}
	return strings.TrimSuffix(l.Under, "/") + "/" + strings.TrimPrefix(name, "/")
}

// listed is one name and its line.
type listed struct {
	number int
	name   string
}

func (l Listing) lines(text []byte) ([]listed, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if start := bytes.TrimSpace(text); len(start) > 0 && (start[0] == '[' || start[0] == '{') {
		return jsonLines(text)
	}
	var lines []listed
	tree := &treeReader{}
	for i, raw := range strings.Split(string(text), "\n") {
		line := strings.TrimRightFunc(raw, unicode.IsSpace)
		name := strings.TrimSpace(line)
		switch {
		case name == "" || name[0] == '#' || tableLine.MatchString(name):
		case l.Backend == "gopass" && tree.takes(i+1, line):
		default:
			lines = append(lines, listed{i + 1, name})
		}
	}
	entries, folders := tree.entries()
	return append(append(lines, entries...), folders...), nil
}

// jsonLines reads a JSON array of names. Whatever else JSON can say has values.
func jsonLines(text []byte) ([]listed, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	line := func() int { return 1 + bytes.Count(text[:dec.InputOffset()], []byte("\n")) }
	if open, err := dec.Token(); err != nil || open != json.Delim('[') {
		return nil, &RefusedLine{line(), ErrValues}
	}
	var lines []listed
	for {
		token, err := dec.Token()
		name, isText := token.(string)
		switch {
		case err != nil:
			return nil, &RefusedLine{line(), ErrNotName}
		case token == json.Delim(']'):
			if dec.More() {
				return nil, &RefusedLine{line(), ErrNotName}
			}
			return lines, nil
		case !isText:
			return nil, &RefusedLine{line(), ErrValues}
		}
		lines = append(lines, listed{line(), name})
	}
}

// opaque is a run of letters and digits too long to be a word of a name.
var opaque = expr.New(`[A-Za-z0-9+]{32,}`)

// checkName refuses what could be a value: an assignment, several words, and
// what looks like a token.
func checkName(name string) error {
	if strings.ContainsAny(name, "=:│|") || isOpaque(name) {
		return ErrValues
	}
	if !plainName.MatchString(name) {
		return ErrNotName
	}
	return nil
}

func isOpaque(name string) bool {
	return slices.ContainsFunc(opaque.FindAllString(name, -1), func(run string) bool {
		return strings.ContainsAny(run, "0123456789")
	})
}
