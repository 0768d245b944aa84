package source

import (
	"bytes"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// directive matches a suppression comment of YAML, HCL or shell:
//
//	# tazlint:ignore RULE[,RULE] [until YYYY-MM-DD] -- reason
var directive = expr.New(`(?:#|//)\s*tazlint:ignore\b([^\r\n]*)`)

var until = expr.New(`\buntil\s+(\d{4}-\d{2}-\d{2})\b`)

// Ignores returns the inline suppressions of a text. A comment alone on its
// line covers the next line, any other comment its own.
func (f *File) Ignores() []facts.Ignore {
	text, err := f.Text()
	if err != nil || !bytes.Contains(text, []byte("tazlint:ignore")) {
		return nil
	}
	var found []facts.Ignore
	for i, line := range strings.Split(string(text), "\n") {
		m := directive.FindStringSubmatchIndex(line)
		if m == nil {
			continue
		}
		ignore := parseDirective(line[m[2]:m[3]])
		ignore.At = f.At(i+1, m[0]+1, m[1]-m[0])
		ignore.Line = i + 1
		if strings.TrimSpace(line[:m[0]]) == "" {
			ignore.Line = i + 2
		}
		found = append(found, ignore)
	}
	return found
}

func parseDirective(text string) facts.Ignore {
	var ignore facts.Ignore
	rules, reason, _ := strings.Cut(text, "--")
	rules, _, _ = strings.Cut(rules, "#") // another comment is no rule
	ignore.Reason = strings.TrimSpace(reason)
	if m := until.FindStringSubmatch(rules); m != nil {
		ignore.Until = m[1]
		rules = strings.Replace(rules, m[0], "", 1)
	}
	ignore.Rules = strings.FieldsFunc(rules, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\r' })
	return ignore
}
