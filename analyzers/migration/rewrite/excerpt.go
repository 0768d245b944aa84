package rewrite

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// maxText is the longest file that is rewritten, in bytes. Texts that people
// write are far shorter.
const maxText = 4 << 20

// bom is what some editors put before a text to say that it is UTF-8. Positions
// do not count it.
const bom = "\xef\xbb\xbf"

// excerpt is a range of a file's lines that is a text of its own: the whole file,
// the lines of a heredoc, those of a block scalar.
type excerpt struct {
	file  []byte
	rows  []row
	whole bool  // it is all of the file
	tabs  bool  // its lines drop the tabs that they begin with
	opens []int // rows that may open a heredoc, once they were looked for
}

// row is one line of an excerpt: its bytes in the file without the indentation
// that is not part of the text, and without its end.
type row struct{ from, to int }

// whole is the excerpt of everything.
func whole(file []byte) *excerpt {
	e := &excerpt{file: file, whole: true}
	from := 0
	if bytes.HasPrefix(file, []byte(bom)) {
		from = len(bom)
	}
	for from <= len(file) {
		end := len(file)
		if i := bytes.IndexByte(file[from:], '\n'); i >= 0 {
			end = from + i
		}
		to := end
		if to > from && file[to-1] == '\r' && end < len(file) {
			to--
		}
		e.rows = append(e.rows, row{from, to})
		from = end + 1
	}
	return e
}

func (e *excerpt) line(i int) string { return string(e.file[e.rows[i].from:e.rows[i].to]) }

// offset is where a line and byte column, both from 1, stand in the file.
func (e *excerpt) offset(line, col int) (int, bool) {
	if line < 1 || line > len(e.rows) || col < 1 {
		return 0, false
	}
	r := e.rows[line-1]
	return r.from + col - 1, r.from+col-1 <= r.to
}

// part is the excerpt of some rows, less the indentation that all of them share.
// A heredoc that drops its tabs has none in any of them.
func (e *excerpt) part(from, to int, tabs bool) *excerpt {
	inner := &excerpt{file: e.file, tabs: tabs}
	strip := e.indentation(from, to)
	for _, r := range e.rows[from:to] {
		text := string(e.file[r.from:r.to])
		switch {
		case tabs:
			r.from += len(text) - len(strings.TrimLeft(text, "\t"))
		default:
			r.from += min(strip, len(text))
		}
		inner.rows = append(inner.rows, r)
	}
	return inner
}

// indentation is the number of bytes of white space that all rows with a text
// begin with.
func (e *excerpt) indentation(from, to int) int {
	least := -1
	for i := from; i < to; i++ {
		text := e.line(i)
		trimmed := strings.TrimLeft(text, " \t")
		if trimmed == "" {
			continue
		}
		if n := len(text) - len(trimmed); least < 0 || n < least {
			least = n
		}
	}
	return max(least, 0)
}

// span is the range of bytes between the excerpt's first and last.
func (e *excerpt) span() (from, to int) {
	if len(e.rows) == 0 {
		return 0, 0
	}
	return e.rows[0].from, e.rows[len(e.rows)-1].to
}

// after is the same excerpt in the file that edits made of its own.
func (e *excerpt) after(all *excerpt, edits []edit) *excerpt {
	if e.whole {
		return all
	}
	from, to := e.span()
	from, to = shifted(from, edits), shifted(to, edits)
	first, last := all.rowOf(from), all.rowOf(to)
	return all.part(first, last+1, e.tabs)
}

// rowOf is the row that holds an offset.
func (e *excerpt) rowOf(offset int) int {
	i, _ := slices.BinarySearchFunc(e.rows, offset, func(r row, at int) int { return cmp.Compare(r.to, at) })
	return min(i, len(e.rows)-1)
}

// eol is the end of line that is used at an offset, or in the file.
func eol(file []byte, offset int) string {
	for _, from := range []int{offset, 0} {
		i := bytes.IndexByte(file[from:], '\n')
		switch {
		case i < 0:
		case from+i > 0 && file[from+i-1] == '\r':
			return "\r\n"
		default:
			return "\n"
		}
	}
	return "\n"
}

// lineEnd is the offset at which the line of an offset ends, before its end of
// line.
func lineEnd(file []byte, offset int) int {
	end := len(file)
	if i := bytes.IndexByte(file[offset:], '\n'); i >= 0 {
		end = offset + i
		if end > offset && file[end-1] == '\r' {
			end--
		}
	}
	return end
}

// lineStart is the offset at which the line of an offset starts.
func lineStart(file []byte, offset int) int {
	start := bytes.LastIndexByte(file[:offset], '\n') + 1
	if start == 0 && bytes.HasPrefix(file, []byte(bom)) {
		start = len(bom)
	}
	return min(start, offset)
}
