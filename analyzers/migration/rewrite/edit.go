package rewrite

import (
	"cmp"
	"slices"
	"strings"
)

// edit replaces a range of bytes.
type edit struct {
	from, to int
	text     string
}

// apply makes edits, which must not overlap; where two begin at one place the
// first stays first.
func apply(file []byte, edits []edit) ([]byte, bool) {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.from < at || e.to < e.from || e.to > len(file) {
			return nil, false
		}
		b.Write(file[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	b.Write(file[at:])
	return []byte(b.String()), true
}

// shifted is where an offset is after edits: behind what is inserted at it.
func shifted(offset int, edits []edit) int {
	by := 0
	for _, e := range edits {
		if e.to <= offset {
			by += len(e.text) - (e.to - e.from)
		}
	}
	return offset + by
}

// replaced is the edit that gives a scalar, or an alias, another text.
func replaced(n *node, flow bool, text string) edit {
	if n.sort == alias {
		return edit{n.from, n.to, spell(text, plain, flow)}
	}
	return edit{n.body, n.to, spell(text, n.style, flow)}
}

// inserted are the edits that add a field behind another one.
func inserted(file []byte, e entry, name, text string) []edit {
	value := e.value
	spelt := spell(name, e.key.style, true)
	style := plain
	if value.sort == scalar {
		style = value.style
	}
	between := strings.Join(strings.Fields("x"+string(file[e.key.to:value.from])+"x"), " ")
	line := spelt + between[1:len(between)-1] + spell(text, style, e.holder.flow)
	start, end := lineStart(file, e.key.from), lineEnd(file, value.to)
	prefix := string(file[start:e.key.from])
	rest := strings.TrimLeft(string(file[value.to:end]), " \t")
	comma := strings.HasPrefix(rest, ",")
	alone := isIndent(prefix) && isComment(strings.TrimPrefix(rest, ","))
	switch {
	case !e.holder.flow:
		return []edit{{end, end, eol(file, end) + blank(prefix) + line}}
	case !alone:
		return []edit{{value.to, value.to, ", " + line}}
	case comma:
		return []edit{{end, end, eol(file, end) + prefix + line + ","}}
	case value.style == hclText:
		return []edit{{end, end, eol(file, end) + prefix + line}}
	}
	return []edit{{value.to, value.to, ","}, {end, end, eol(file, end) + prefix + line}}
}

// isIndent reports whether a text is white space alone.
func isIndent(text string) bool { return strings.Trim(text, " \t") == "" }

// isComment reports whether nothing but a comment is left of a line.
func isComment(rest string) bool {
	rest = strings.TrimLeft(rest, " \t")
	return rest == "" || rest[0] == '#' || strings.HasPrefix(rest, "//")
}

// blank is the indentation of an entry below one that has something before it.
func blank(prefix string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, prefix)
}

// removed are the edits that take a field out of a mapping. Nothing else may be
// lost with it: a comment beside it stays.
func removed(file []byte, e entry) ([]edit, bool) {
	i := slices.IndexFunc(e.holder.fields, func(f field) bool { return f.key == e.key })
	var next, last *node
	if i+1 < len(e.holder.fields) {
		next = e.holder.fields[i+1].key
	}
	if i > 0 {
		last = e.holder.fields[i-1].value
	}
	start, end := lineStart(file, e.key.from), lineEnd(file, e.value.to)
	rest := strings.TrimLeft(string(file[e.value.to:end]), " \t")
	rest = strings.TrimPrefix(rest, ",")
	alone := isIndent(string(file[start:e.key.from])) && isComment(rest)
	switch {
	case alone && (!e.holder.flow || next != nil):
		return []edit{withoutLine(file, start, end, e, strings.TrimLeft(rest, " \t"))}, true
	case next != nil && strings.Trim(string(file[e.value.to:next.from]), " \t\r\n,") == "":
		return []edit{{e.key.from, next.from, ""}}, true
	case e.holder.flow && last != nil && last.to > 0 && strings.Trim(string(file[last.to:e.key.from]), " \t\r\n,") == "":
		return []edit{{last.to, e.value.to, ""}}, true
	}
	return nil, false
}

// withoutLine removes a line and the end of the one before, or what stands on
// the line before its comment.
func withoutLine(file []byte, start, end int, e entry, comment string) edit {
	if comment != "" {
		return edit{e.key.from, end - len(comment), ""}
	}
	before := strings.TrimSuffix(strings.TrimSuffix(string(file[:start]), "\n"), "\r")
	return edit{len(before), end, ""}
}
