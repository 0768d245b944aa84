package leak

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

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
	var part source.Part
	if isGenerated(f.Path) {
		return part
	}
	text, err := f.Text()
	if err != nil {
		return part
	}
	s := scanner{judges: credentials(), file: f, text: text, part: &part}
	s.judges.index.scan(text, s.hit)
	part.Files, part.Documents = 1, 1
	return part
}

// scanner looks at one file.
type scanner struct {
	*judges
	file    *source.File
	text    []byte
	part    *source.Part
	checked map[window]bool
	allowed *bool // whether the path is on gitleaks' allowlist
}

// window is a range of lines that a rule judges.
type window struct {
	rule     int32
	from, to int
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
		if to <= from || s.checked[w] || s.isAllowed() {
			continue
		}
		if s.checked == nil {
			s.checked = map[window]bool{}
		}
		s.checked[w] = true
		s.judge(w, p)
	}
}

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
	case p.assigns:
		return assigns(text[end:], p.run)
	case p.inside && p.run > 0:
		for start > 0 && !isBreak(text[start-1]) {
			start--
		}
		for end < len(text) && !isBreak(text[end]) {
			end++
		}
		return end-start >= p.run
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

func isBreak(b byte) bool { return b <= ' ' || b == '"' || b == '\'' || b == '`' }

// window is the lines around a keyword that the rule's expression can span.
func (s *scanner) window(p *pattern, start, end int) (from, to int) {
	from = max(bytes.LastIndexByte(s.text[:start], '\n')+1, start-maxBefore)
	if p.id == privateKeyID {
		return s.keyWindow(from, end)
	}
	lines := defaultReach
	if n := reach[p.id]; n > 0 {
		lines = n
	}
	to = end
	for range lines + 1 {
		next := bytes.IndexByte(s.text[to:], '\n')
		if next < 0 {
			to = len(s.text)
			break
		}
		to += next + 1
	}
	return from, min(to, end+maxAfter, len(s.text))
}

var keyEnd = regexp.MustCompile(`(?i)KEY(?: BLOCK)?-----`)

// keyWindow reaches to the line that closes the key.
func (s *scanner) keyWindow(from, end int) (int, int) {
	rest := s.text[end:min(len(s.text), end+maxKey)]
	head := keyEnd.FindIndex(rest[:min(len(rest), 128)])
	if head == nil || !bytes.Contains(bytes.ToUpper(rest[:head[1]]), []byte("PRIVATE")) {
		return from, from
	}
	tail := keyEnd.FindIndex(rest[head[1]:])
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
		if s.isHarmless(w.from+offset, found.Secret) {
			continue
		}
		at := s.at(w.from+offset, len(found.Secret))
		s.part.Mark(facts.MarkCredential, p.id, s.file.Symbol(), at)
		s.part.Mark(facts.MarkMasked, "", s.file.Symbol(), at)
	}
}

// isHarmless recognises placeholders, references and encrypted values, which
// gitleaks' own allowlists know in part only.
func (s *scanner) isHarmless(start int, secret string) bool {
	switch literal.Judge("", secret, literal.Field) {
	case literal.Placeholder, literal.Reference, literal.Public, literal.Empty:
		return true
	}
	from, to := start, start
	for from > 0 && !isBreak(s.text[from-1]) {
		from--
	}
	for to < len(s.text) && !isBreak(s.text[to]) {
		to++
	}
	around := s.text[from:to]
	return bytes.Contains(around, []byte("ENC[")) || len(around) > 200 && bytes.HasPrefix(around, []byte("Ag"))
}

// at is the position of a range of the text, which may span lines.
func (s *scanner) at(offset, width int) facts.Pos {
	line := bytes.Count(s.text[:offset], []byte("\n"))
	col := offset - bytes.LastIndexByte(s.text[:offset], '\n')
	at := s.file.At(line+1, col, width)
	if body := s.text[offset : offset+width]; bytes.IndexByte(body, '\n') >= 0 {
		at.EndLine += bytes.Count(body, []byte("\n"))
		at.EndCol = width - bytes.LastIndexByte(body, '\n')
	}
	return at
}
