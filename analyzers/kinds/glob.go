package kinds

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// The ends of a text, inside the parts of a glob that is being built.
const (
	textBegin = "\x02"
	textEnd   = "\x03"
)

// maxGlobs bounds the alternatives of one regular expression.
const maxGlobs = 64

// globs are patterns, in which "*" is any text, that match at least whatever an
// unanchored regular expression finds. What has no equal becomes "*", so that a
// name that no pattern matches is certainly not found.
func globs(expression string) []string {
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil || dynamic(expression) {
		return []string{"*"}
	}
	var all []string
	for _, part := range spellings(re.Simplify(), 0) {
		all = append(all, anchored(part))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// anchored opens a pattern at each end that the expression does not fix.
func anchored(part string) string {
	part, begins := strings.CutPrefix(part, textBegin)
	part, ends := strings.CutSuffix(part, textEnd)
	part = strings.NewReplacer(textBegin, "", textEnd, "").Replace(part)
	if !begins {
		part = "*" + part
	}
	if !ends {
		part += "*"
	}
	for strings.Contains(part, "**") {
		part = strings.ReplaceAll(part, "**", "*")
	}
	return part
}

// spellings are the texts an expression matches, with "*" for what is not
// spelt out.
func spellings(re *syntax.Regexp, depth int) []string {
	if depth > maxDepth {
		return []string{"*"}
	}
	switch re.Op {
	case syntax.OpEmptyMatch:
		return []string{""}
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}
		}
	case syntax.OpBeginText, syntax.OpBeginLine:
		return []string{textBegin}
	case syntax.OpEndText, syntax.OpEndLine:
		return []string{textEnd}
	case syntax.OpCapture:
		return spellings(re.Sub[0], depth+1)
	case syntax.OpConcat:
		return joined(re.Sub, depth+1)
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			all = append(all, spellings(sub, depth+1)...)
		}
		return bounded(all)
	}
	return []string{"*"}
}

// joined are all ways to put one spelling of each part in a row.
func joined(parts []*syntax.Regexp, depth int) []string {
	all := []string{""}
	for _, p := range parts {
		var longer []string
		next := spellings(p, depth)
		for _, head := range all {
			for _, tail := range next {
				longer = append(longer, head+tail)
			}
		}
		all = bounded(longer)
	}
	return all
}

func bounded(all []string) []string {
	if len(all) > maxGlobs {
		return []string{"*"}
	}
	return all
}
