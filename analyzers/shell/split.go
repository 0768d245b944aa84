package shell

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// split makes the words of a known text that an unquoted expansion gives, as
// the shell would. Texts that are not known stay one word.
func (in *interpreter) split(w *syntax.Word, texts values) []values {
	if len(w.Parts) != 1 {
		return []values{texts}
	}
	switch w.Parts[0].(type) {
	case *syntax.ParamExp, *syntax.CmdSubst:
	default:
		return []values{texts}
	}
	text, known := texts.one()
	separators := " \t\n"
	if v, found := in.vars.get("IFS"); found {
		ifs, plain := v.texts.one()
		separators, known = ifs, known && plain
	}
	if !known || !strings.ContainsAny(text, separators) {
		return []values{texts}
	}
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) })
	if len(fields) > maxItems {
		return []values{opaque(texts.origins())}
	}
	out, from := make([]values, 0, len(fields)), 0
	for _, field := range fields {
		from += strings.Index(text[from:], field)
		at := in.within(texts[0].at, text, from, field)
		out = append(out, values{{text: field, known: true, from: texts[0].from, at: at}})
		from += len(field)
	}
	return out
}

// within is the place of a part of a text that stands in a script in quotes, or
// of all of it where the script spells it otherwise.
func (in *interpreter) within(whole facts.Pos, text string, offset int, part string) facts.Pos {
	s := in.scripts[whole.File]
	if s == nil {
		return whole
	}
	before := text[:offset]
	line, col := whole.Line+strings.Count(before, "\n"), whole.Col+1+offset
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		col = offset - i
	}
	rest := s.text
	for range line - 1 {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return whole
		}
		rest = rest[i+1:]
	}
	if col > len(rest) || !bytes.HasPrefix(rest[col-1:], []byte(part)) {
		return whole
	}
	return s.file.At(line, col, len(part))
}
