package shelltext

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// excerpt is the text of a word as the shell hands it on.
type excerpt struct {
	*source.Excerpt
	partial bool
}

func (e excerpt) text() string { return e.Text() }

// excerpt takes quotes and escapes from a word.
func (c *collector) excerpt(w *syntax.Word) excerpt {
	e := excerpt{Excerpt: &source.Excerpt{}}
	if w != nil {
		c.parts(&e, w.Parts, "")
	}
	return e
}

// quotable are the bytes that a backslash stands before in double quotes.
const quotable = "$`\"\\\n"

// parts adds the parts of a word. Outside of quotes any byte may be escaped.
func (c *collector) parts(e *excerpt, parts []syntax.WordPart, escapes string) {
	for _, part := range parts {
		from, to := int(part.Pos().Offset()), int(part.End().Offset())
		if from > to || to > len(c.text) {
			continue
		}
		switch part := part.(type) {
		case *syntax.Lit:
			unescape(e.Excerpt, c.text[from:to], from, escapes)
		case *syntax.SglQuoted:
			open := 1
			if part.Dollar {
				open = 2
			}
			if to-from > open {
				e.Copy(c.text[from+open:to-1], from+open)
			}
		case *syntax.DblQuoted:
			c.parts(e, part.Parts, quotable)
		default:
			e.Put(Hole, from)
			e.partial = true
		}
	}
}

// unescape copies text without the backslashes before what they escape, and
// without the ends of lines that go on below.
func unescape(e *source.Excerpt, raw []byte, from int, escapes string) {
	for len(raw) > 0 {
		i := bytes.IndexByte(raw, '\\')
		for i >= 0 && i+1 < len(raw) && escapes != "" && strings.IndexByte(escapes, raw[i+1]) < 0 {
			next := bytes.IndexByte(raw[i+2:], '\\')
			if next < 0 {
				i = -1
				break
			}
			i += 2 + next
		}
		if i < 0 || i+1 >= len(raw) {
			e.Copy(raw, from)
			return
		}
		e.Copy(raw[:i], from)
		raw, from = raw[i+1:], from+i+1
		if raw[0] != '\n' {
			e.Copy(raw[:1], from)
		}
		raw, from = raw[1:], from+1
	}
}

// heredoc is the text of a here-document. That of one whose word is quoted
// stands as it is.
func (c *collector) heredoc(r *syntax.Redirect) excerpt {
	whole := excerpt{Excerpt: &source.Excerpt{}}
	for i, part := range r.Hdoc.Parts {
		from, to := int(part.Pos().Offset()), int(part.End().Offset())
		if from > to || to > len(c.text) {
			continue
		}
		if i == len(r.Hdoc.Parts)-1 { // the parser counts the closing word
			to = max(from, bytes.LastIndexByte(c.text[:to], '\n')+1)
		}
		if _, isText := part.(*syntax.Lit); !isText {
			whole.Put(Hole, from)
			whole.partial = true
			continue
		}
		whole.Copy(c.text[from:to], from)
	}
	if r.Op == syntax.DashHdoc {
		return whole.withoutTabs()
	}
	return whole
}

// withoutTabs takes the tabs from the starts of lines.
func (e excerpt) withoutTabs() excerpt {
	out := excerpt{&source.Excerpt{}, e.partial}
	text := e.text()
	for at := 0; at < len(text); {
		line := text[at:]
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		tabs := len(line) - len(strings.TrimLeft(line, "\t"))
		copyRange(out.Excerpt, e.Excerpt, text, at+tabs, at+len(line))
		at += len(line)
	}
	return out
}

// copyRange copies a range of an excerpt's text, holes as holes.
func copyRange(to, from *source.Excerpt, text string, start, end int) {
	for start < end {
		next := strings.Index(text[start:end], Hole)
		if next < 0 {
			to.Copy([]byte(text[start:end]), from.Origin(start))
			return
		}
		to.Copy([]byte(text[start:start+next]), from.Origin(start))
		to.Put(Hole, from.Origin(start+next))
		start += next + len(Hole)
	}
}

// words are the words of a command.
func (c *collector) words(call *syntax.CallExpr) []excerpt {
	if call == nil {
		return nil
	}
	words := make([]excerpt, len(call.Args))
	for i, w := range call.Args {
		words[i] = c.excerpt(w)
	}
	return words
}
