package leak

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
)

// setting is a named literal of a file that is made of lines.
type setting struct {
	section string // that it stands in
	name    string // as the file has it
	means   string // as it is judged, where the file's name says too little
	value   string // without quotes and escapes
	at      int    // offset of the value in the file
	width   int    // in bytes, as written
	sealed  bool   // it becomes an entry of a Secret
}

// linesOf makes a format of a function that lists the settings of a text.
func linesOf(list func(text string) []setting) func(*marks, *source.File) {
	return func(m *marks, f *source.File) {
		text, err := f.Text()
		if err != nil || bytes.Contains(text, []byte("sops_version")) || bytes.Contains(text, []byte("sops_mac")) {
			return
		}
		m.judged = true
		m.sample = m.sample || shows.MatchString(f.Base()) || strings.HasSuffix(f.Base(), ".test")
		p := placer{file: f, starts: source.LineStarts(string(text))}
		for _, found := range list(withoutRemarks(string(text))) {
			if !m.full() {
				m.setting(&p, found)
			}
		}
	}
}

// pair judges one and marks it.
func (m *marks) setting(p *placer, found setting) {
	name := found.means
	if name == "" {
		name = found.name
	}
	if isNotSecret(found.value) {
		return
	}
	place := literal.Field
	if found.sealed {
		place = literal.Sealed
	}
	v := literal.Judge(name, found.value, place)
	if !v.Leaks() && !literal.Sensitive(name) && !found.sealed {
		return
	}
	on := p.file.Symbol().WithKey(join(found.section, found.name))
	m.add(v, entry{name: name, value: found.value, place: place, on: on, at: p.pos(found.at, found.width)})
}

// placer turns offsets of a file into positions.
type placer struct {
	file   *source.File
	starts []int
}

func (p *placer) pos(offset, width int) facts.Pos {
	line, col := source.LineCol(p.starts, offset)
	at := p.file.At(line, col, width)
	if end, endCol := source.LineCol(p.starts, offset+width); end > line {
		at.EndLine, at.EndCol = end, endCol
	}
	return at
}

// eachLine gives the lines of a text that are no comments, with the offsets at
// which they start.
func eachLine(text string, comment string, give func(line string, offset int)) {
	offset := 0
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimLeft(bare, " \t")
		if trimmed != "" && !strings.ContainsRune(comment, rune(trimmed[0])) && len(bare) <= maxLineLength {
			give(bare, offset)
		}
		offset += len(line)
	}
}

// maxLineLength is the longest line that assigns something, in bytes.
const maxLineLength = 1 << 16

// split cuts a line at its first operator into a name and the value behind it.
func splitAt(line string, operators string) (name, value string, at int, found bool) {
	i := strings.IndexAny(line, operators)
	if i <= 0 {
		return "", "", 0, false
	}
	name = strings.Trim(line[:i], " \t\"'")
	rest := strings.TrimLeft(line[i+1:], " \t")
	at = len(line) - len(rest)
	return name, strings.TrimRight(rest, " \t"), at, name != ""
}

// unquoted takes a value out of its quotes, or cuts off the comment behind it,
// and answers how many bytes stand before it.
func unquoted(value string) (text string, shift int) {
	for _, q := range []string{`"""`, "'''"} { // of grafana.ini and of Python's configparser
		if inner, tripled := strings.CutPrefix(value, q); tripled {
			inner, _, _ = strings.Cut(inner, q)
			return inner, len(q)
		}
	}
	if value != "" && (value[0] == '"' || value[0] == '\'') {
		if end := closing(value); end > 0 {
			return value[1:end], 1
		}
	}
	if i := remarkBehind.FindStringIndex(value); i != nil {
		value = value[:i[0]]
	}
	return value, 0
}

var remarkBehind = expr.New(`\s+[#;].*$`)

// closing is the offset of the quote that closes the one a text starts with, or
// -1.
func closing(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && text[0] == '"':
			i++
		case text[i] == text[0]:
			return i
		}
	}
	return -1
}

// section matches the head of a section.
var section = expr.New(`^\s*\[([^\]]{0,200})\]\s*(?:[#;].*)?$`)
