package pattern

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// page is the text of a file between whose bytes and positions one can go back
// and forth.
type page struct {
	file   *source.File
	text   []byte
	starts []int // offsets at which lines start
}

// pageOf reads a file; false for one that holds no text.
func pageOf(f *source.File) (*page, bool) {
	if f == nil {
		return nil, false
	}
	text, err := f.Text()
	if err != nil {
		return nil, false
	}
	return &page{file: f, text: text, starts: source.LineStarts(string(text))}, true
}

// pos is the position of a range of bytes.
func (p *page) pos(from, to int) facts.Pos {
	line, col := p.lineCol(from)
	at := p.file.At(line, col, to-from)
	at.EndLine, at.EndCol = p.lineCol(to)
	return at
}

func (p *page) lineCol(offset int) (line, col int) { return source.LineCol(p.starts, offset) }

// span is the range of bytes of a position, which need not lie in the text.
func (p *page) span(at facts.Pos) (from, to int) {
	from = p.offset(at.Line, at.Col)
	return from, max(from, p.offset(at.EndLine, at.EndCol))
}

func (p *page) offset(line, col int) int {
	if line < 1 {
		return 0
	}
	if line > len(p.starts) {
		return len(p.text)
	}
	return min(p.starts[line-1]+max(col-1, 0), p.lineEnd(line))
}

// lineEnd is the offset behind a line, its break left out.
func (p *page) lineEnd(line int) int {
	if line >= len(p.starts) {
		return len(p.text)
	}
	return p.starts[line] - 1
}

func (p *page) line(line int) string {
	return string(p.text[p.starts[line-1]:p.lineEnd(line)])
}

// remark is what a comment says of the thing at a range: behind it on its line,
// or alone on the lines right above.
func (p *page) remark(from, to int) string {
	last, _ := p.lineCol(max(from, to-1))
	if text, found := comment(p.text[min(to, p.lineEnd(last)):p.lineEnd(last)]); found {
		return text
	}
	first, _ := p.lineCol(from)
	return p.above(first)
}

// above is the text of the comments right above a line.
func (p *page) above(line int) string {
	var words []string
	for line--; line > 0; line-- {
		text, is := strings.CutPrefix(strings.TrimSpace(p.line(line)), "#")
		if !is {
			break
		}
		words = append([]string{strings.Trim(text, "# \t")}, words...)
	}
	return tidyReason(strings.Join(words, " "))
}

// comment is the text behind the first "#" that stands in no string.
func comment(line []byte) (string, bool) {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '"', '\'':
			i += quoted(line[i:])
		case '#':
			text := tidyReason(string(bytes.TrimLeft(line[i:], "# \t")))
			return text, text != ""
		}
	}
	return "", false
}

// maxReason is how much of a reason is kept, in bytes.
const maxReason = 300

// tidyReason takes the marks around a reason away, so that "-- why", ": why"
// and "(why)" all say why.
func tidyReason(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	text = strings.Trim(text, " -–—:;,.+|=/*#(){}[]<>!?\"'`&")
	return strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
}
