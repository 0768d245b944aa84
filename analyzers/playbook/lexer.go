package playbook

import "strings"

// token is a part of an expression of Jinja, and where it starts in the text.
type token struct {
	sort  byte // 's' string, 'n' name, 'd' number, 0 the end; else the character itself
	text  string
	at    int
	width int
}

// maxTokens bounds one expression.
const maxTokens = 1000

// tokens splits the text of one {{ expression }}, that starts at an offset.
// Source: jinja2.lexer.
func tokens(text string, at int) []token {
	var all []token
	for i := 0; i < len(text) && len(all) < maxTokens; {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '\'' || c == '"':
			body, width := quoted(text[i:])
			all = append(all, token{'s', body, at + i + 1, width - 2})
			i += width
		case isNameByte(c):
			end := i
			for end < len(text) && isNameByte(text[end]) {
				end++
			}
			sort := byte('n')
			if c >= '0' && c <= '9' {
				sort = 'd'
			}
			all = append(all, token{sort, text[i:end], at + i, end - i})
			i = end
		default:
			all = append(all, token{c, string(c), at + i, 1})
			i++
		}
	}
	return all
}

func isNameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// quoted is the content of a string, and how wide it is with its quotes.
func quoted(text string) (body string, width int) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == text[0]:
			return b.String(), i + 1
		case text[i] == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String(), max(len(text), 2)
}

// expression is what stands between double braces in a text.
type expression struct {
	text     string
	from, to int // with the braces
	inner    int // where text starts
}

// expressions finds the {{ }} of a text.
func expressions(text string) []expression {
	var all []expression
	for from := 0; len(all) < maxTokens; {
		i := strings.Index(text[from:], "{{")
		if i < 0 {
			break
		}
		i += from
		width := strings.Index(text[i:], "}}")
		if width < 0 {
			break
		}
		all = append(all, expression{text[i+2 : i+width], i, i + width + 2, i + 2})
		from = i + width + 2
	}
	return all
}

// masked is a text whose expressions became ${VVV} of the same length, which
// every reader of manifests takes for something that is filled in later.
func masked(text string) string {
	var b strings.Builder
	from := 0
	for _, e := range expressions(text) {
		b.WriteString(text[from:e.from] + "${" + strings.Repeat("V", e.to-e.from-3) + "}")
		from = e.to
	}
	return b.String() + text[from:]
}
