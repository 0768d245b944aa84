package rewrite

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
)

// opener begins a heredoc of a shell or of HCL.
var opener = expr.New(`<<([-~]?)\s*(?:"([A-Za-z_]\w*)"|'([A-Za-z_]\w*)'|\\?([A-Za-z_]\w*))`)

// maxUnclosed is how many openers without an end are looked at: a text that has
// more is no script.
const maxUnclosed = 64

// heredoc is the innermost heredoc that holds a row, or nil.
func (e *excerpt) heredoc(row int) *excerpt {
	var found *excerpt
	for from, to := 0, len(e.rows); ; {
		start, end, tabs, ok := e.around(row, from, to)
		if !ok {
			return found
		}
		found = e.part(start, end, tabs)
		from, to = start, end
	}
}

// around finds a heredoc within some rows that holds a row.
func (e *excerpt) around(row, from, to int) (start, end int, tabs, ok bool) {
	tries := maxUnclosed
	next, _ := slices.BinarySearch(e.openers(), from)
	for i := from; i < row && tries > 0; i++ {
		for next < len(e.opens) && e.opens[next] < i {
			next++
		}
		if next == len(e.opens) || e.opens[next] >= row {
			break
		}
		i = e.opens[next]
		m := opener.FindStringSubmatch(e.line(i))
		last := e.closing(i+1, to, m[2]+m[3]+m[4])
		switch {
		case last < 0:
			tries--
		case row < last:
			return i + 1, last, m[1] == "-" && e.tabbed(i+1, last), true
		default:
			i = last
		}
	}
	return 0, 0, false, false
}

// openers are the rows that may open a heredoc.
func (e *excerpt) openers() []int {
	if e.opens == nil {
		e.opens = []int{}
		for i, r := range e.rows {
			if opener.MatchString(string(e.file[r.from:r.to])) {
				e.opens = append(e.opens, i)
			}
		}
	}
	return e.opens
}

// closing is the row that ends a heredoc, or -1.
func (e *excerpt) closing(from, to int, word string) int {
	for i := from; i < to; i++ {
		if strings.TrimSpace(e.line(i)) == word {
			return i
		}
	}
	return -1
}

// tabbed reports whether a row begins with a tab.
func (e *excerpt) tabbed(from, to int) bool {
	for i := from; i < to; i++ {
		if strings.HasPrefix(e.line(i), "\t") {
			return true
		}
	}
	return false
}

// inside is the text of a block scalar, or nil if it is empty or says itself
// how far it is indented.
func (e *excerpt) inside(n *node) *excerpt {
	header, _, _ := strings.Cut(e.line(n.row)[n.body-e.rows[n.row].from:], "#")
	if strings.ContainsAny(header, "123456789") {
		return nil
	}
	first, last, indent := n.row+1, n.row+1, 0
	for i := first; i < len(e.rows); i++ {
		text := e.line(i)
		trimmed := strings.TrimLeft(text, " ")
		switch {
		case strings.TrimSpace(text) == "":
		case indent == 0:
			indent, last = len(text)-len(trimmed), i+1
		case len(text)-len(trimmed) < indent:
			return e.part(first, last, false)
		default:
			last = i + 1
		}
	}
	return e.part(first, last, false)
}
