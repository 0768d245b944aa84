package pattern

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/detect"
	"github.com/zricethezav/gitleaks/v8/report"
)

// Sizes of the text around a keyword that a rule is given, in bytes. Only the
// expressions below reach further than two lines.
const (
	maxBefore = 1 << 10
	maxAfter  = 4 << 10
	maxKey    = 32 << 10
)

// calls are the rules for commands that may go on over several lines, and the
// options one of which they look for.
var calls = map[string][]string{"curl-auth-header": {"-H", "--header"}, "curl-auth-user": {"-u", "--user"}}

// How many lines below the keyword's a rule looks at.
const (
	defaultReach = 2
	callReach    = 6
)

const privateKeyID = "private-key"

// Search marks known credential formats in text files.
func Search(ctx context.Context, t *source.Tree) source.Part {
	return source.Each(ctx, t, SearchFile)
}

// SearchFile is Search for one file, with what several rules find at one place.
func SearchFile(f *source.File) source.Part {
	if source.IsGenerated(f.Path) {
		var part source.Part
		part.Skip("generated or vendored (not searched for leaks)", 1)
		return part
	}
	text, err := f.Text()
	if err != nil {
		return source.Part{}
	}
	m := &source.Part{Files: 1}
	scanner{judges: credentials(), record: &record{file: f, part: m}, text: text}.scan(maxDepth)
	m.HideRest(f)
	return *m
}

// scanner looks at a text: a file's own, or what a part of it decodes to.
type scanner struct {
	*judges
	*record
	text    []byte
	checked map[window]bool
	origin  func(span) (span, bool) // where a range stands in the file, if it was decoded; nil for the file's own text
}

// record is what is known of one file.
type record struct {
	file    *source.File
	part    *source.Part
	found   map[int32][]span // by rule: what neighbouring windows and decoded texts find again
	allowed *bool            // whether the path is on gitleaks' allowlist
	lines   []int            // offsets at which lines start, once needed
}

// window is a range of lines that a rule judges.
type window struct {
	rule int32
	span
}

// hit is told of every keyword. It rejects almost all of them without an
// expression.
func (s *scanner) hit(word int32, end int) {
	for _, id := range s.users[word] {
		p := &patterns[id]
		start := end - len(s.words[word])
		if !p.plausible(s.letters[id], s.text, start, end) {
			continue
		}
		w := window{id, s.window(p, start, end)}
		if w.to <= w.from || s.checked[w] || s.part.Full() || !s.isNew(w.span) || len(s.checked) >= manyWindows && s.isAllowed() {
			continue
		}
		if s.checked == nil {
			s.checked = map[window]bool{}
		}
		s.checked[w] = true
		s.judge(w, p)
	}
}

// isNew reports whether a range of the text holds anything that was decoded,
// and was not looked at before that.
func (s *scanner) isNew(at span) bool {
	if s.origin == nil {
		return true
	}
	_, decoded := s.origin(at)
	return decoded
}

// manyWindows is how many windows cost what gitleaks' expressions for paths do:
// a file with fewer is judged before it is asked whether it counts.
const manyWindows = 8

func (s *scanner) isAllowed() bool {
	if s.allowed == nil {
		answer := s.everyone().PathAllowed(s.file.Path)
		s.allowed = &answer
	}
	return *s.allowed
}

// plausible checks a necessary condition of the rule's expression: an operator
// and a long enough value after the keyword, or a long enough run around it.
func (p *pattern) plausible(set *byteSet, text []byte, start, end int) bool {
	switch {
	case p.inside:
		from, to := runAround(set, text, start, end, p.run)
		return to-from >= p.run
	case p.assigns:
		return assigns(set, text[end:], p.run)
	}
	return true
}

// assigns reports whether an operator follows within the distance that
// gitleaks' expressions allow, and a run of that length soon after it.
func assigns(set *byteSet, text []byte, run int) bool {
	const between = 80
	i := bytes.IndexAny(text[:min(len(text), between)], "=>:|?,")
	if i < 0 {
		return false
	}
	length := 0
	for _, b := range text[i:min(len(text), i+run+32)] {
		if length++; !set[b] {
			length = 0
		}
		if length >= run {
			return true
		}
	}
	return false
}

// runAround widens a range while letters of the set come, to limit bytes at
// most on each side.
func runAround(set *byteSet, text []byte, start, end, limit int) (from, to int) {
	from, to = start, end
	for from > 0 && start-from < limit && set[text[from-1]] {
		from--
	}
	for to < len(text) && to-end < limit && set[text[to]] {
		to++
	}
	return from, to
}

// window is the text around a keyword that the rule's expression can span, or
// nothing if it cannot match there.
func (s *scanner) window(p *pattern, start, end int) span {
	if p.id == privateKeyID {
		return s.keyWindow(start, end)
	}
	around := s.lineWindow(p, start, end)
	if options := calls[p.id]; options != nil && !slices.ContainsFunc(options, func(o string) bool { return bytes.Contains(s.text[end:around.to], []byte(o)) }) {
		return span{}
	}
	return around
}

// lineWindow is the lines around a keyword. In lines beyond all measure it is a
// piece of the line; pieces start at multiples of their size, so that their
// number is bounded by the file's.
func (s *scanner) lineWindow(p *pattern, start, end int) span {
	low := max(start-maxBefore, 0)
	from := low + bytes.LastIndexByte(s.text[low:start], '\n') + 1
	if p.inside && p.assigns && from > low { // the name may stand on the line before
		from = low + bytes.LastIndexByte(s.text[low:from-1], '\n') + 1
	}
	if from == low && low > 0 {
		from = low - low%maxBefore
	}
	lines := defaultReach
	if calls[p.id] != nil {
		lines = callReach
	}
	high := min(len(s.text), end-end%maxBefore+maxAfter)
	to := end
	for range lines + 1 {
		next := bytes.IndexByte(s.text[to:high], '\n')
		if next < 0 {
			return span{from, high}
		}
		to += next + 1
	}
	return span{from, to}
}

var keyEnd = expr.New(`(?i)KEY(?: BLOCK)?-----`)

// keyBody matches a line of a key, without which the lines around it only show
// what one looks like.
var keyBody = expr.New(`[A-Za-z0-9+/=]{32}`)

// minBody is the least length of a key in gitleaks' expression.
const minBody = 64

// keyWindow reaches from the keyword, with which a key begins, to the line that
// closes the key.
func (s *scanner) keyWindow(start, end int) span {
	rest := s.text[end:min(len(s.text), end+maxKey)]
	head := keyEnd.FindIndex(rest[:min(len(rest), 128)])
	if head == nil || !bytes.Contains(bytes.ToUpper(rest[:head[1]]), []byte("PRIVATE")) {
		return span{}
	}
	body := min(head[1]+minBody, len(rest))
	tail := keyEnd.FindIndex(rest[body:])
	if tail == nil || !keyBody.Match(rest[head[1]:body+tail[1]]) {
		return span{}
	}
	return span{start, end + body + tail[1]}
}

// judge lets gitleaks decide and marks what it finds.
func (s *scanner) judge(w window, p *pattern) {
	text := string(s.text[w.from:w.to])
	fragment := detect.Fragment{Raw: text}
	if p.path != "" || slices.ContainsFunc(p.allow, func(a allow) bool { return len(a.paths) > 0 }) {
		fragment.FilePath = s.file.Path
	}
	for _, found := range s.rules[w.rule]().Detect(fragment) {
		match := startOf(text, found)
		if !s.isNew(span{w.from + match, w.from + match + len(found.Match)}) {
			continue
		}
		from := w.from + match + secretIn(found, p)
		s.mark(w.rule, span{from, from + len(found.Secret)})
	}
}

// startOf computes where a match starts from gitleaks' position: lines count
// from 0 and columns from the line break before, which is column 1 in all lines
// but the first. Line breaks around a match are not part of it.
func startOf(text string, found report.Finding) int {
	at := 0
	for n := range found.StartLine {
		if n > 0 {
			at++
		}
		at += max(strings.IndexByte(text[at:], '\n'), 0)
	}
	at = min(at+found.StartColumn-1, len(text))
	return at + max(strings.Index(text[at:], found.Match), 0)
}

// secretIn is where in its match a secret stands: behind the name, which may
// hold the same text.
func secretIn(found report.Finding, p *pattern) int {
	if p.assigns {
		return max(strings.LastIndex(found.Match, found.Secret), 0)
	}
	return max(strings.Index(found.Match, found.Secret), 0)
}

// mark adds what gitleaks found, unless it is harmless or known.
func (s *scanner) mark(rule int32, at span) {
	place := at
	if s.origin != nil {
		place, _ = s.origin(at)
	}
	secret := string(s.text[at.from:at.to])
	if slices.ContainsFunc(s.found[rule], place.overlaps) || s.isHarmless(at.from, secret) || s.isAllowed() {
		return
	}
	if s.found == nil {
		s.found = map[int32][]span{}
	}
	s.found[rule] = append(s.found[rule], place)
	where := s.at(place.from, place.to-place.from)
	s.part.Mark(facts.MarkCredential, patterns[rule].id, s.file.Symbol(), where)
	s.part.Marks[len(s.part.Marks)-1].Sample = literal.IsShown(s.file.Path)
	s.part.Mark(facts.MarkMasked, "", s.file.Symbol(), where)
}

// isHarmless recognises placeholders, references and encrypted values, which
// gitleaks' own allowlists know in part only.
func (s *scanner) isHarmless(start int, secret string) bool {
	switch literal.Judge("", secret, literal.Field) {
	case literal.Placeholder, literal.Reference, literal.Public, literal.Empty:
		return true
	}
	if isSpecimenToken(secret) {
		return true
	}
	from, to := runAround(unbroken(), s.text, start, start, 512)
	around := s.text[from:to]
	return bytes.Contains(around, []byte("ENC[")) || len(around) > 200 && bytes.HasPrefix(around, []byte("Ag"))
}

// at is the position of a range of the text, which may span lines.
func (s *scanner) at(offset, width int) facts.Pos {
	if s.lines == nil {
		text, _ := s.file.Text()
		s.lines = source.LineStarts(string(text))
	}
	line, col := source.LineCol(s.lines, offset)
	endLine, endCol := source.LineCol(s.lines, offset+width)
	at := s.file.At(line, col, width)
	at.EndLine, at.EndCol = endLine, endCol
	return at
}
