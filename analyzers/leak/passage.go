package leak

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
)

// passage is a text with the places of its ranges in the file it stands in: a
// whole file, or a text inside one.
type passage struct {
	text string
	at   func(from, to int) facts.Pos
}

// wholeFile is the text of a file.
func wholeFile(f *source.File, text []byte) passage {
	starts := source.LineStarts(string(text))
	return passage{string(text), func(from, to int) facts.Pos {
		line, col := source.LineCol(starts, from)
		at := f.At(line, col, 0)
		at.EndLine, at.EndCol = source.LineCol(starts, to)
		return at
	}}
}

// inside is a text made of pieces of another.
func (p passage) inside(e *source.Excerpt) passage {
	return passage{e.Text(), func(from, to int) facts.Pos { return p.at(e.Range(from, to)) }}
}

// maxInside bounds texts in texts: a script in a manifest in a module.
const maxInside = 4

// passage judges a text inside a file by what it is: manifests and other YAML,
// a script, or lines that assign.
func (m *marks) passage(p passage, on facts.Symbol, depth int) {
	switch {
	case depth > maxInside || m.full():
	case isShebang(p.text):
		m.script(p, on, depth)
	case isDocument(p.text) && m.documents(p, on):
	default:
		m.lines(p, on, isProse)
		m.addresses(p, on)
		if shelltext.IsLoginSQL(p.text) {
			m.statements(p, on)
		}
	}
}

func isShebang(text string) bool {
	return strings.HasPrefix(text, "#!") && shelltext.Shebang.MatchString(text[:min(len(text), 256)])
}

// opening matches the first line of YAML or JSON that is more than a scalar.
var opening = expr.New(`\A(?:\s*(?:#[^\n]*)?\n)*(?:---|[ \t]*(?:-[ \t]+)?["']?[A-Za-z_][\w./-]*["']?:(?:[ \t]|\n|$)|[ \t]*[{\[]\s*["'{\[\n])`)

func isDocument(text string) bool { return strings.Contains(text, ":") && opening.MatchString(text) }

// documents judges YAML, and answers whether all of the text is.
func (m *marks) documents(p passage, on facts.Symbol) bool {
	if source.Nesting([]byte(p.text)) > maxNesting {
		return false
	}
	starts := source.LineStarts(p.text)
	docs := manifest.PrintedDocuments([]byte(p.text), func(line, col, width int) facts.Pos {
		from := min(starts[min(max(line, 1), len(starts))-1]+max(col-1, 0), len(p.text))
		return p.at(from, min(from+max(width, 0), len(p.text)))
	})
	if slices.ContainsFunc(docs, func(d *manifest.Document) bool { return d.Fault != nil }) {
		return false
	}
	for _, d := range docs {
		document(m, d, on)
	}
	return true
}

// maxNesting is how deep brackets may nest in a text that a parser is given.
const maxNesting = 100

// lines judges the assignments of a text, without those whose value is none
// where it stands.
func (m *marks) lines(p passage, on facts.Symbol, isNone func(text string, from int, value string) bool) {
	starts := source.LineStarts(p.text)
	for _, a := range literal.Assignments(p.text) {
		from := starts[a.Line] + a.Col
		to := from + len(a.Value)
		if isNone(p.text, from, a.Value) {
			continue
		}
		if v := a.Judge(); (v.Leaks() || literal.Sensitive(a.Name)) && !m.full() {
			m.add(v, entry{name: a.Name, value: a.Value, on: on.WithKey(a.Name), at: p.at(from, to)})
		}
	}
}

// login matches an address with the password of a login.
var loginAddress = expr.New(`[a-zA-Z][a-zA-Z0-9+.-]*://[^\s:@/'"<>` + "`" + `]*:[^\s@/'"<>` + "`" + `]+@[^\s'"<>,;)` + "`" + `]+`)

// addresses judges the addresses on lines that assign nothing.
func (m *marks) addresses(p passage, on facts.Symbol) {
	if !strings.Contains(p.text, "://") {
		return
	}
	starts := source.LineStarts(p.text)
	assigns := map[int]bool{}
	for _, a := range literal.Assignments(p.text) {
		assigns[a.Line+1] = true
	}
	eachLine(p.text, "#;", func(line string, offset int) {
		if number, _ := source.LineCol(starts, offset); assigns[number] || m.full() {
			return
		}
		for _, found := range loginAddress.FindAllStringIndex(line, 20) {
			value := line[found[0]:found[1]]
			if v := literal.JudgeAddress(value); v.Leaks() {
				m.add(v, entry{value: value, on: on, at: p.at(offset+found[0], offset+found[1])})
			}
		}
	})
}

// isProse recognises words after a colon: a value with blanks has quotes in
// every language that is made of lines.
func isProse(text string, from int, value string) bool {
	return isBare(text, from, value) && strings.ContainsAny(value, " \t") && !strings.Contains(value, "://")
}

// isBare recognises values without quotes, which are expressions in languages
// such as HCL.
func isBare(text string, from int, _ string) bool {
	return from == 0 || text[from-1] != '"' && text[from-1] != '\''
}

// judge is the judgement of a literal in a program: parts of it may be filled
// in, and a name may stand for its own value.
func judge(name, value string, partial bool, place literal.Place) literal.Verdict {
	switch {
	case partial:
		return literal.JudgeAddress(value)
	case strings.EqualFold(name, value):
		return literal.Placeholder
	case shouted.MatchString(value):
		return literal.Placeholder
	case !strings.ContainsFunc(value, isAlphanumeric):
		return literal.Setting // a separator, a mark
	case keyring.MatchString(name) && literal.HasPrintShape(value):
		return literal.Public
	}
	if v := literal.JudgeAddress(value); v.Leaks() {
		return v
	}
	if strings.Contains(value, " ") && strings.Contains(value, "passw") {
		return literal.Setting // a command or words for readers: getent passwd
	}
	return literal.Judge(name, value, place)
}

// shouted matches words in capitals, which stand for what somebody fills in:
// NOT_IN_USE, YOUR_PASSWORD.
var shouted = expr.New(`^[A-Z]{2,}(?:[_ -][A-Z]{2,})+$`)

// keyring matches names that speak of OpenPGP, where hexadecimal text is the
// fingerprint or the number of a key that everybody may know (RFC 9580).
var keyring = expr.New(`(?i)(?:gpg|pgp|recv|fingerprint|keyid|key[-_]id)`)

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 0x7f && !isSymbol(r)
}

// isSymbol recognises dingbats and what else stands in for words on terminals.
func isSymbol(r rune) bool { return r >= 0x2000 && r <= 0x2bff || r >= 0x1f000 || r == 0xfe0f }
