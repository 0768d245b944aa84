package report

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/rules"
)

const (
	maskText  = "********" // always as long, so that no length is told
	tabWidth  = 4
	lineWidth = 140 // columns of an excerpt; longer lines are cut around the caret
)

// excerpt is one source line as a reader may see it, with the column and width
// of what is pointed at.
type excerpt struct {
	text  string
	col   int // columns before the caret
	width int // columns the caret spans, at least 1
}

// span is a half-open range of bytes in a line.
type span struct{ from, to int }

// excerptOf cuts the line of a finding out of its file.
func (r *Report) excerptOf(f rules.Finding) (excerpt, bool) {
	if f.At.Line < 1 || f.At.File == "" || r.unread(f) {
		return excerpt{}, false
	}
	line, ok := lineOf(r.source(f.At, f.Commit.ID), f.At.Line)
	if !ok {
		return excerpt{}, false
	}
	point := spanOn(f.At, f.At.Line, len(line))
	hidden := r.hidden(f, len(line))
	hidden = append(hidden, r.misplaced(f, line)...)
	hidden = append(hidden, suspicious(line, point)...)
	if f.Wary {
		hidden = append(hidden, wordsToHide(line, point.from, point.to)...)
	}
	return draw(line, point, merge(hidden)).cut(lineWidth), true
}

// source is the text that a position is in, or nil where it is not at hand.
func (r *Report) source(at facts.Pos, commit string) []byte {
	var text []byte
	var err error
	switch {
	case commit != "" && r.Past != nil:
		text, err = r.Past(at.Repo, at.File, commit)
	case commit == "" && r.Sources != nil:
		text, err = r.Sources(at.Repo, at.File)
	}
	if err != nil {
		return nil
	}
	return text
}

// unread reports whether a file could not be understood: nothing in it is
// marked then, so nothing of it may be shown.
func (r *Report) unread(f rules.Finding) bool {
	s, known := r.screens()[fileOf(f.At, f.Commit.ID)]
	return known && s.unread
}

// hidden are the ranges of the finding's line that marks forbid to show.
func (r *Report) hidden(f rules.Finding, length int) []span {
	var spans []span
	if f.Masked {
		spans = append(spans, spanOn(f.At, f.At.Line, length))
	}
	if s, known := r.screens()[fileOf(f.At, f.Commit.ID)]; known {
		for _, at := range s.masked {
			if covers(at, f.At.Line) {
				spans = append(spans, spanOn(at, f.At.Line, length))
			}
		}
	}
	return spans
}

// misplaced are the words of the finding's line that stand where their kind
// wants something else: anything may have been put there.
func (r *Report) misplaced(f rules.Finding, line []byte) []span {
	s := r.screens()[fileOf(f.At, f.Commit.ID)]
	if s == nil {
		return nil
	}
	var spans []span
	for _, at := range s.misplaced {
		if covers(at, f.At.Line) {
			on := spanOn(at, f.At.Line, len(line))
			spans = append(spans, wordsToHide(line, on.from, on.to)...)
		}
	}
	return spans
}

// file names a file among all repositories, or what it was with a commit.
type file struct{ repo, name, commit string }

func fileOf(at facts.Pos, commit string) file { return file{at.Repo, at.File, commit} }

// screen is what no excerpt of a file may show.
type screen struct {
	unread    bool        // all of it
	masked    []facts.Pos // as a whole
	misplaced []facts.Pos // but for known words
}

// screens are the files of which something is hidden, sorted out once: there
// can be many findings and many marks.
func (r *Report) screens() map[file]*screen {
	if r.screened != nil {
		return r.screened
	}
	r.screened = map[file]*screen{}
	of := func(at facts.Pos, commit string) *screen {
		s := r.screened[fileOf(at, commit)]
		if s == nil {
			s = new(screen)
			r.screened[fileOf(at, commit)] = s
		}
		return s
	}
	for _, p := range r.Coverage.Problems {
		of(p.At, "").unread = true
	}
	for _, m := range r.Marks {
		switch {
		case m.Kind == facts.MarkInvalidYAML:
			of(m.At, m.Commit).unread = true
		case m.Kind == facts.MarkInvalidObject:
			s := of(m.At, m.Commit)
			s.misplaced = append(s.misplaced, m.At)
		case m.Kind.IsLiteral(), m.Kind == facts.MarkMasked:
			s := of(m.At, m.Commit)
			s.masked = append(s.masked, m.At)
		}
	}
	return r.screened
}

func covers(p facts.Pos, line int) bool { return p.Line <= line && line <= max(p.Line, p.EndLine) }

// spanOn is the part of a position that lies on a line of the given length.
// A position without an end covers the rest of its line.
func spanOn(p facts.Pos, line, length int) span {
	s := span{0, length}
	if p.Line == line {
		s.from = min(max(p.Col-1, 0), length)
	}
	if max(p.EndLine, p.Line) == line && p.EndCol > 0 {
		s.to = min(p.EndCol-1, length)
	}
	s.to = max(s.to, s.from)
	return s
}

// suspicious are the words beside what is pointed at that could be values. No
// mark names them, but an excerpt has no need to show more than keys, short
// plain words and names of variables.
func suspicious(line []byte, point span) []span {
	found := append(wordsToHide(line, 0, point.from), wordsToHide(line, point.to, len(line))...)
	return append(found, assigned(line, point)...)
}

// given matches the way from the name of a variable to a value that is one word.
var given = expr.New(`^(?:=|["']?\s*,\s*["']?value["']?\s*:\s*)(?:["']?)(\w[\w.-]*)(?:[\s"',}]|$)`)

// switches are values that only turn something on or off.
var switches = []string{"true", "false", "yes", "no", "on", "off", "0", "1"}

// assigned is the value of a variable that is pointed at, be it the plainest
// word: what a variable holds is never needed to see where its name stands.
func assigned(line []byte, point span) []span {
	name := line[point.from:point.to]
	if len(name) == 0 || bytes.ContainsFunc(name, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' }) {
		return nil
	}
	at := given.FindSubmatchIndex(line[point.to:])
	if at == nil {
		return nil
	}
	value := span{point.to + at[2], point.to + at[3]}
	if slices.Contains(switches, string(line[value.from:value.to])) {
		return nil
	}
	return []span{value}
}

func wordsToHide(line []byte, from, end int) []span {
	var found []span
	for ; from < end; from++ {
		to := from
		for to < end && isWordByte(line[to]) {
			to++
		}
		if word := line[from:to]; len(word) > 3 && !isPlainWord(word) && !isKey(word, line[to:]) && !isName(line[:from]) && !isVariable(word, line[:from], line[to:]) {
			found = append(found, span{from, to})
		}
		from = to
	}
	return found
}

func isWordByte(c byte) bool {
	return c >= 0x80 || c > ' ' && !strings.ContainsRune("\"'`:=,;/@()[]{}<>|&#", rune(c))
}

// isPlainWord holds for short words in small letters and for names in capitals.
func isPlainWord(word []byte) bool {
	small := !bytes.ContainsFunc(word, func(r rune) bool { return (r < 'a' || r > 'z') && !strings.ContainsRune("-_.$~", r) })
	capital := !bytes.ContainsFunc(word, func(r rune) bool { return (r < 'A' || r > 'Z') && r != '_' && r != '$' })
	return small && len(word) <= 12 || capital
}

// isKey holds for a name that a value follows: "name: " or "name=value".
func isKey(word, rest []byte) bool {
	if len(word) > 64 || len(rest) == 0 {
		return false
	}
	last := len(rest) == 1
	switch rest[0] {
	case ':':
		return last || rest[1] == ' '
	case '=':
		return !last && rest[1] > ' ' && rest[1] != '='
	}
	return false
}

// isVariable holds for a name in capitals that something is put in for: "${NAME}"
// or "$(NAME)".
func isVariable(word, before, rest []byte) bool {
	if bytes.ContainsFunc(word, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' }) || len(rest) == 0 {
		return false
	}
	return bytes.HasSuffix(before, []byte("${")) && rest[0] == '}' || bytes.HasSuffix(before, []byte("$(")) && rest[0] == ')'
}

// naming are the keys whose values name things and never hold a secret.
var naming = []string{"kind", "apiVersion", "namespace", "name"}

// isName holds for a word that follows one of the naming keys.
func isName(before []byte) bool {
	key, ok := bytes.CutSuffix(bytes.TrimRight(before, " \"'"), []byte(":"))
	from := bytes.LastIndexFunc(key, func(r rune) bool { return r < 0x80 && !isWordByte(byte(r)) }) + 1
	return ok && slices.Contains(naming, string(key[from:]))
}

func merge(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var out []span
	for _, s := range spans {
		if s.from == s.to {
			continue
		}
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// draw renders a line: tabs become columns, dangerous characters their
// escapes, hidden ranges a mask.
func draw(line []byte, point span, hidden []span) excerpt {
	var b strings.Builder
	col, start, end := 0, -1, -1
	note := func(at int) {
		if start < 0 && at >= point.from {
			start = col
		}
		if end < 0 && at >= point.to {
			end = col
		}
	}
	for i := 0; i < len(line); {
		note(i)
		if len(hidden) > 0 && i >= hidden[0].from {
			if start < 0 && point.from < hidden[0].to {
				start = col // it points into what is hidden
			}
			b.WriteString(maskText)
			i, col = hidden[0].to, col+len(maskText)
			hidden = hidden[1:]
			continue
		}
		shown, width, size := cell(line[i:], col)
		b.WriteString(shown)
		i, col = i+size, col+width
	}
	note(len(line))
	if start < 0 {
		start = col
	}
	return excerpt{text: strings.TrimRight(b.String(), " "), col: start, width: max(end-start, 1)}
}

// cell is the shown form of the next character, its columns and its bytes.
func cell(rest []byte, col int) (shown string, width, size int) {
	if rest[0] == '\t' {
		width = tabWidth - col%tabWidth
		return strings.Repeat(" ", width), width, 1
	}
	r, size := utf8.DecodeRune(rest)
	shown = visibleRune(r, rest[0], size)
	if isWide(r) {
		return shown, 2, size
	}
	if unicode.Is(unicode.Mn, r) {
		return shown, 0, size
	}
	return shown, utf8.RuneCountInString(shown), size
}

// isWide covers the characters that common terminals draw in two columns:
// Hangul, CJK, full-width forms and pictographs.
func isWide(r rune) bool {
	return r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300 && r <= 0x1faff || r >= 0x20000 && r <= 0x3fffd
}

// cut shortens a long line to a window that holds the caret's start.
func (e excerpt) cut(limit int) excerpt {
	runes := []rune(e.text)
	if len(runes) <= limit {
		return e
	}
	from := min(max(e.col-limit/3, 0), len(runes)-limit)
	to := from + limit
	text := string(runes[from:to])
	if to < len(runes) {
		text += "…"
	}
	col := e.col - from
	if from > 0 {
		text = "…" + text
		col++
	}
	return excerpt{text: text, col: col, width: max(min(e.width, limit-col+1), 1)}
}

// lineOf is the n-th line of a text without its end.
func lineOf(text []byte, n int) ([]byte, bool) {
	for ; n > 1; n-- {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			return nil, false
		}
		text = text[i+1:]
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), true
}
