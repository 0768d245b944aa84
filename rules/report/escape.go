package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// visible replaces what a terminal would obey or hide by its escape:
// control bytes, ANSI sequences, invalid UTF-8, directional and invisible
// marks. Printable text is unchanged.
func visible(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(visibleRune(r, s[i], size))
		i += size
	}
	return b.String()
}

// visibleRune is the shown form of one decoded rune; first is its first byte.
func visibleRune(r rune, first byte, size int) string {
	switch {
	case r == utf8.RuneError && size <= 1, r < ' ', r == 0x7f:
		return fmt.Sprintf(`\x%02x`, first)
	case unicode.IsPrint(r):
		return string(r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// workflowData escapes the lines of a GitHub workflow command's text, as
// actions/toolkit's command.ts does.
func workflowData(lines ...string) string {
	escaped := make([]string, len(lines))
	for i, line := range lines {
		escaped[i] = commandData.Replace(visible(line))
	}
	return strings.Join(escaped, "%0A")
}

// workflowProperty escapes a property of a GitHub workflow command.
func workflowProperty(s string) string { return commandProperty.Replace(visible(s)) }

// dotString is a quoted string of Graphviz' language.
func dotString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(visible(s)) + `"`
}

// mermaidText is the inside of a quoted Mermaid label: everything the language
// or the HTML it becomes could read as syntax is a character code.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range visible(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ./:_-,()*@=→", r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "#%d;", r)
	}
	return b.String()
}

// markdownText is text that Markdown and the HTML in it show as it is.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range visible(s) {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '@':
			b.WriteString("&#64;") // no mentions
		case strings.ContainsRune("\\`*_{}[]()#+!|>~$", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// jsonASCII rewrites the non-printing characters of encoded JSON as \u
// escapes: the same document for a parser, harmless for a terminal.
func jsonASCII(encoded []byte) []byte {
	out := make([]byte, 0, len(encoded))
	for i := 0; i < len(encoded); {
		r, size := utf8.DecodeRune(encoded[i:])
		if r < utf8.RuneSelf && r != 0x7f || unicode.IsPrint(r) && r != utf8.RuneError {
			out = append(out, encoded[i:i+size]...)
		} else {
			out = appendUnicode(out, r)
		}
		i += size
	}
	return out
}

func appendUnicode(out []byte, r rune) []byte {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}
