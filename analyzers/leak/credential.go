package leak

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/detect"
)

// Sizes of the text around a keyword that a rule is given, in bytes. Only the
// expressions below reach further than two lines.
const (
	maxBefore = 1 << 10
	maxAfter  = 4 << 10
	maxKey    = 32 << 10
)

// reach is how many lines below the keyword's a rule looks at.
var reach = map[string]int{"curl-auth-header": 6, "curl-auth-user": 6}

const (
	defaultReach = 2
	privateKeyID = "private-key"
)

// credentialsOf finds known credential formats in one file.
func credentialsOf(f *source.File) source.Part {
	if isGenerated(f.Path) {
		return source.Part{}
	}
	text, err := f.Text()
	if err != nil {
		return source.Part{}
	}
	m := &marks{}
	m.judged = true
	s := scanner{judges: credentials(), file: f, text: text, part: m, seen: map[place]bool{}}
	s.judges.index.scan(text, s.hit)
	return m.close(f)
}

// scanner looks at one file.
type scanner struct {
	*judges
	file    *source.File
	text    []byte
	part    *marks
	checked map[window]bool
	seen    map[place]bool // neighbouring windows find the same text
	allowed *bool          // whether the path is on gitleaks' allowlist
	lines   []int          // offsets at which lines start, once needed
}

// window is a range of lines that a rule judges.
type window struct {
	rule     int32
	from, to int
}

// place is where a rule found something.
type place struct {
	rule   int32
	offset int
}

// hit is told of every keyword. It rejects almost all of them without an
// expression.
func (s *scanner) hit(word int32, end int) {
	for _, id := range s.users[word] {
		p := &patterns[id]
		start := end - len(s.words[word])
		if !p.plausible(s.text, start, end) {
			continue
		}
		from, to := s.window(p, start, end)
		w := window{id, from, to}
		if to <= from || s.checked[w] || s.part.full() || len(s.checked) >= manyWindows && s.isAllowed() {
			continue
		}
		if s.checked == nil {
			s.checked = map[window]bool{}
		}
		s.checked[w] = true
		s.judge(w, p)
	}
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
func (p *pattern) plausible(text []byte, start, end int) bool {
	switch {
	case p.inside:
		from, to := runAround(text, start, end, p.run)
		return to-from >= p.run
	case p.assigns:
		return assigns(text[end:], p.run)
	}
	return true
}

// assigns reports whether an operator follows within the distance that
// gitleaks' expressions allow, and a run of that length soon after it.
func assigns(text []byte, run int) bool {
	const between = 80
	i := bytes.IndexAny(text[:min(len(text), between)], "=>:|?,")
	if i < 0 {
		return false
	}
	rest := text[i:min(len(text), i+run+32)]
	length := 0
	for _, b := range rest {
		if length++; isBreak(b) {
			length = 0
		}
		if length >= run {
			return true
		}
	}
	return false
}

// runAround widens a range while no space or quote comes, to limit bytes at
// most on each side.
func runAround(text []byte, start, end, limit int) (from, to int) {
	from, to = start, end
	for from > 0 && start-from < limit && !isBreak(text[from-1]) {
		from--
	}
	for to < len(text) && to-end < limit && !isBreak(text[to]) {
		to++
	}
	return from, to
}

func isBreak(b byte) bool { return b <= ' ' || b == '"' || b == '\'' || b == '`' }

// window is the lines around a keyword that the rule's expression can span. In
// lines beyond all measure it is a piece of the line; pieces start at multiples
// of their size, so that their number is bounded by the file's.
func (s *scanner) window(p *pattern, start, end int) (from, to int) {
	low := max(start-maxBefore, 0)
	from = low + bytes.LastIndexByte(s.text[low:start], '\n') + 1
	if p.inside && p.assigns && from > low { // the name may stand on the line before
		from = low + bytes.LastIndexByte(s.text[low:from-1], '\n') + 1
	}
	if from == low && low > 0 {
		from = low - low%maxBefore
	}
	if p.id == privateKeyID {
		return s.keyWindow(from, end)
	}
	lines := max(defaultReach, reach[p.id])
	high := min(len(s.text), end-end%maxBefore+maxAfter)
	to = end
	for range lines + 1 {
		next := bytes.IndexByte(s.text[to:high], '\n')
		if next < 0 {
			return from, high
		}
		to += next + 1
	}
	return from, to
}

var keyEnd = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)KEY(?: BLOCK)?-----`) })

// keyBody matches a line of a key, without which the lines around it only show
// what one looks like.
var keyBody = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[A-Za-z0-9+/=]{32}`) })

// keyWindow reaches to the line that closes the key.
func (s *scanner) keyWindow(from, end int) (int, int) {
	rest := s.text[end:min(len(s.text), end+maxKey)]
	head := keyEnd().FindIndex(rest[:min(len(rest), 128)])
	if head == nil || !bytes.Contains(bytes.ToUpper(rest[:head[1]]), []byte("PRIVATE")) {
		return from, from
	}
	tail := keyEnd().FindIndex(rest[head[1]:])
	if tail == nil {
		return from, from
	}
	return from, end + head[1] + tail[1]
}

// judge lets gitleaks decide and marks what it finds.
func (s *scanner) judge(w window, p *pattern) {
	text := string(s.text[w.from:w.to])
	fragment := detect.Fragment{Raw: text}
	if p.path != "" || slices.ContainsFunc(p.allow, func(a allow) bool { return len(a.paths) > 0 }) {
		fragment.FilePath = s.file.Path
	}
	after := map[string]int{}
	for _, found := range s.rules[w.rule]().Detect(fragment) {
		match := strings.Index(text[after[found.Match]:], found.Match)
		if match < 0 {
			continue
		}
		match += after[found.Match]
		after[found.Match] = match + len(found.Match)
		offset := match + max(strings.Index(found.Match, found.Secret), 0)
		at := place{w.rule, w.from + offset}
		if !s.seen[at] {
			s.seen[at] = true
			s.mark(p, at.offset, found.Secret)
		}
	}
}

// mark adds what gitleaks found, unless it is harmless.
func (s *scanner) mark(p *pattern, offset int, secret string) {
	if p.id == privateKeyID && !keyBody().MatchString(secret) {
		return
	}
	if s.isHarmless(offset, secret) || s.isAllowed() {
		return
	}
	at := s.at(offset, len(secret))
	s.part.Mark(facts.MarkCredential, p.id, s.file.Symbol(), at)
	s.part.Mark(facts.MarkMasked, "", s.file.Symbol(), at)
}

// isHarmless recognises placeholders, references and encrypted values, which
// gitleaks' own allowlists know in part only.
func (s *scanner) isHarmless(start int, secret string) bool {
	switch literal.Judge("", secret, literal.Field) {
	case literal.Placeholder, literal.Reference, literal.Public, literal.Empty:
		return true
	}
	from, to := runAround(s.text, start, start, 512)
	around := s.text[from:to]
	return bytes.Contains(around, []byte("ENC[")) || len(around) > 200 && bytes.HasPrefix(around, []byte("Ag"))
}

// at is the position of a range of the text, which may span lines.
func (s *scanner) at(offset, width int) facts.Pos {
	if s.lines == nil {
		s.lines = lineStarts(string(s.text))
	}
	line, col := lineCol(s.lines, offset)
	endLine, endCol := lineCol(s.lines, offset+width)
	at := s.file.At(line, col, width)
	at.EndLine, at.EndCol = endLine, endCol
	return at
}

// lineCol is the place of an offset among lines that start at the given ones.
func lineCol(starts []int, offset int) (line, col int) {
	line, found := slices.BinarySearch(starts, offset)
	if found {
		line++
	}
	return line, offset - starts[line-1] + 1
}
