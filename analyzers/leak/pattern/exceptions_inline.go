package pattern

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

// waiver matches the words with which scanners are told to leave a line
// alone. Sources: gitleaks' manual, "gitleaks:allow"; betterleaks, which heeds
// both names; trufflehog's manual, "trufflehog:ignore".
var waiver = expr.New(`(gitleaks|betterleaks|trufflehog):(?:allow|ignore)`)

var directiveTools = map[string]string{"gitleaks:allow": "gitleaks", "betterleaks:allow": "betterleaks", "trufflehog:ignore": "trufflehog"}

// comments lists the directives of a file that stand on a line of a literal.
// Others have nothing to except and are not worth a word.
func (v *view) comments(literals, all []facts.Mark) []facts.Ignore {
	var found []facts.Ignore
	for _, at := range waiver.FindAllIndex(v.text, source.MaxMarks) {
		tool := directiveTools[string(v.text[at[0]:at[1]])]
		if tool == "" {
			continue
		}
		line, _ := v.lineCol(at[0])
		var covers []facts.Pos
		for _, m := range literals {
			if c := v.candidate(m); c.from <= line && line <= c.to {
				covers = append(covers, m.At)
			}
		}
		if len(covers) > 0 {
			found = append(found, ignoreOf(tool, v.pos(at[0], at[1]), v.reason(at[1], line, all), covers))
		}
	}
	return found
}

// reason is what a comment says behind a waiver, up to another comment. No
// part of a value is a reason, wherever the waiver stands.
func (v *view) reason(from, line int, marks []facts.Mark) string {
	to := v.lineEnd(line)
	for _, m := range marks {
		low, high := v.span(m.At)
		switch {
		case m.Kind == facts.MarkMasked && low == 0 && high == len(v.text), high < from:
		case low < from:
			return ""
		default:
			to = min(to, low)
		}
	}
	text := waiver.ReplaceAllString(string(v.text[from:max(from, to)]), " ")
	for _, another := range []string{" #", "\t#", " //", "\t//", "<!--"} {
		text, _, _ = strings.Cut(text, another)
	}
	return tidyReason(text)
}
