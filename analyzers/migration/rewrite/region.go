package rewrite

import (
	"bytes"
	"errors"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// region is a text of YAML inside a file: the file itself, the body of a
// heredoc, the content of a block scalar. Lines of it are lines of the file less
// what they are indented by.
type region struct {
	file   []byte
	starts []int // of the region's lines in the file, after their indentation
	text   []byte
}

var errNoLine = errors.New("the file has no such line")

// whole is the file as one region.
func whole(file []byte) *region {
	r := &region{file: file, text: file}
	for at := 0; at <= len(file); {
		r.starts = append(r.starts, at)
		next := bytes.IndexByte(file[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return r
}

// part is the region of some lines of another, less up to indent leading blanks.
func (r *region) part(from, to, indent int) *region {
	p := &region{file: r.file}
	for line := from; line < to && line < len(r.starts); line++ {
		text := r.line(line)
		cut := 0
		for cut < indent && cut < len(text) && (text[cut] == ' ' || text[cut] == '\t') {
			cut++
		}
		p.starts = append(p.starts, r.starts[line]+cut)
		p.text = append(p.text, text[cut:]...)
	}
	return p
}

// line is the text of a line, from 0, with its end.
func (r *region) line(n int) []byte {
	end := len(r.file)
	if next := bytes.IndexByte(r.file[r.starts[n]:], '\n'); next >= 0 {
		end = r.starts[n] + next + 1
	}
	return r.file[r.starts[n]:end]
}

// offset is the place in the file of a byte column of a line, both from 0.
func (r *region) offset(line, col int) int { return r.starts[line] + col }

// find is the line of the region, from 0, and the column in bytes that a place
// in the file has.
func (r *region) find(offset int) (line, col int, ok bool) {
	for i := range r.starts {
		if at := r.starts[i]; offset >= at && offset < at+len(r.line(i)) {
			return i, offset - at, true
		}
	}
	return 0, 0, false
}

// offsetOf is the place of a position in a file.
func offsetOf(file []byte, at facts.Pos) (int, error) {
	r := whole(file)
	if at.Line < 1 || at.Line > len(r.starts) || at.Col < 1 || at.Col > len(r.line(at.Line-1))+1 {
		return 0, errNoLine
	}
	return r.offset(at.Line-1, at.Col-1), nil
}

// heredoc is the region of the heredoc around an offset, in Terraform or shell,
// and whether there is one: the last line before it that opens one which is not
// closed in between.
func heredoc(file []byte, offset int) (*region, bool) {
	r := whole(file)
	target, _, ok := r.find(offset)
	if !ok {
		return nil, false
	}
	for line := 0; line < target; line++ {
		word, opens := opening(string(r.line(line)))
		if !opens {
			continue
		}
		end := line + 1
		for end < len(r.starts) && strings.TrimSpace(string(r.line(end))) != word {
			end++
		}
		if target < end {
			return r.part(line+1, end, r.indentation(line+1, end)), true
		}
		line = end
	}
	return nil, false
}

// opening is the word that ends the heredoc which a line opens.
func opening(line string) (string, bool) {
	_, rest, found := strings.Cut(line, "<<")
	if !found || strings.HasPrefix(rest, "<") {
		return "", false
	}
	rest = strings.TrimLeft(rest, "-~ ")
	quote := ""
	if rest != "" && strings.ContainsAny(rest[:1], `'"\`) {
		quote, rest = rest[:1], rest[1:]
	}
	end := strings.IndexFunc(rest, func(c rune) bool {
		return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	})
	if end < 0 {
		end = len(rest)
	}
	if end == 0 || (quote == `'` || quote == `"`) && !strings.HasPrefix(rest[end:], quote) {
		return "", false
	}
	return rest[:end], true
}

// indentation is what all lines that are not blank have in front.
func (r *region) indentation(from, to int) int {
	least := -1
	for line := from; line < to && line < len(r.starts); line++ {
		text := string(r.line(line))
		if strings.TrimSpace(text) == "" {
			continue
		}
		blanks := len(text) - len(strings.TrimLeft(text, " \t"))
		if least < 0 || blanks < least {
			least = blanks
		}
	}
	return max(least, 0)
}
