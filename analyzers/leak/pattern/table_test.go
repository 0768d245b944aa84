package pattern

import (
	"flag"
	"fmt"
	"os"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/regexp"
)

var update = flag.Bool("update", false, "rewrite table.go from gitleaks' configuration")

// structural rules are left to package literal, which knows the field; rules
// without an expression judge file names.
func isLeftOut(r config.Rule) bool {
	return r.Regex == nil || r.RuleID == "generic-api-key" || r.RuleID == "hashicorp-tf-password" || r.RuleID == "kubernetes-secret-yaml"
}

// TestTable demands that table.go is what gitleaks' default configuration
// says: run with -update after a change of gitleaks' version.
func TestTable(t *testing.T) {
	want := renderTable(newLibrary(t).Config)
	if *update {
		if err := os.WriteFile("table.go", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("table.go")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("table.go is not what gitleaks' configuration says (-want +got):\n%s", diff)
	}
}

func renderTable(c config.Config) string {
	var b strings.Builder
	b.WriteString("// Code generated from the default configuration of gitleaks by TestTable -update. DO NOT EDIT.\n\npackage pattern\n\n")
	fmt.Fprintf(&b, "var globalAllow = %s\n\nvar patterns = []pattern{\n", renderAllow(c.Allowlists[0]))
	ids := slices.Sorted(func(yield func(string) bool) {
		for id := range c.Rules {
			if !yield(id) {
				return
			}
		}
	})
	for _, id := range ids {
		if r := c.Rules[id]; !isLeftOut(r) {
			b.WriteString("\t" + renderRule(r) + ",\n")
		}
	}
	b.WriteString("}\n")
	return b.String()
}

func renderRule(r config.Rule) string {
	fields := []string{fmt.Sprintf("id: %q", r.RuleID), fmt.Sprintf("regex: %q", r.Regex.String())}
	if r.Path != nil {
		fields = append(fields, fmt.Sprintf("path: %q", r.Path.String()))
	}
	if r.Entropy != 0 {
		fields = append(fields, fmt.Sprintf("entropy: %v", r.Entropy))
	}
	if r.SecretGroup != 0 {
		fields = append(fields, fmt.Sprintf("group: %d", r.SecretGroup))
	}
	fields = append(fields, "keywords: "+list(r.Keywords))
	var allows []string
	for _, a := range r.Allowlists {
		allows = append(allows, strings.TrimPrefix(renderAllow(a), "allow"))
	}
	if len(allows) > 0 {
		fields = append(fields, "allow: []allow{"+strings.Join(allows, ", ")+"}")
	}
	return "{" + strings.Join(append(fields, conditions(r)...), ", ") + "}"
}

func renderAllow(a *config.Allowlist) string {
	var fields []string
	if a.RegexTarget != "" {
		fields = append(fields, fmt.Sprintf("target: %q", a.RegexTarget))
	}
	if a.MatchCondition == config.AllowlistMatchAnd {
		fields = append(fields, "every: true")
	}
	for _, f := range []struct {
		name  string
		texts []string
	}{{"paths", texts(a.Paths)}, {"regexes", texts(a.Regexes)}, {"stopWords", slices.Sorted(slices.Values(a.StopWords))}} {
		if len(f.texts) > 0 {
			fields = append(fields, f.name+": "+list(f.texts))
		}
	}
	return "allow{" + strings.Join(fields, ", ") + "}"
}

func texts(all []*regexp.Regexp) []string {
	var out []string
	for _, r := range all {
		out = append(out, r.String())
	}
	return out
}

func list(texts []string) string { return fmt.Sprintf("%#v", texts) }

// operator is the part that all of gitleaks' assignment expressions share.
const operator = `(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)`

// conditions derives the cheap necessary conditions from an expression. Where
// every secret spells a keyword, the keyword's place is inside of it; where
// none does, the keyword is in the name before an operator.
func conditions(r config.Rule) []string {
	parsed, err := syntax.Parse(r.Regex.String(), syntax.Perl)
	if err != nil {
		return nil
	}
	core, assigns := capture(parsed, r.SecretGroup), strings.Contains(r.Regex.String(), operator)
	if core == nil && !assigns {
		core = withoutEdge(parsed)
	}
	if core == nil || canBreak(core) {
		return nil
	}
	inside := spells(core, r.Keywords)
	if !inside && (!assigns || mayName(core, r.Keywords)) {
		return nil
	}
	var fields []string
	if assigns {
		fields = append(fields, "assigns: true")
	}
	if inside {
		fields = append(fields, "inside: true")
	}
	return append(fields, fmt.Sprintf("run: %d", shortest(core)), fmt.Sprintf("letters: %q", lettersOf(core)))
}

// lettersOf are the bytes that a match may hold, as pairs of first and last.
func lettersOf(r *syntax.Regexp) string {
	var held [256]bool
	var visit func(*syntax.Regexp)
	visit = func(r *syntax.Regexp) {
		class := r.Rune
		if r.Op == syntax.OpLiteral {
			class = nil
			for _, c := range r.Rune {
				class = append(class, c, c)
				for o := unicode.SimpleFold(c); r.Flags&syntax.FoldCase != 0 && o != c; o = unicode.SimpleFold(o) {
					class = append(class, o, o)
				}
			}
		}
		for i := 0; i+1 < len(class); i += 2 {
			for c := class[i]; c <= min(class[i+1], utf8.RuneSelf); c++ {
				held[c] = true
			}
			for c := utf8.RuneSelf; class[i+1] >= utf8.RuneSelf && c < len(held); c++ {
				held[c] = true
			}
		}
		for _, s := range r.Sub {
			visit(s)
		}
	}
	visit(r)
	var pairs []byte
	for b := range len(held) {
		if held[b] && (b == 0 || !held[b-1]) {
			pairs = append(pairs, byte(b), byte(b))
		}
		if held[b] {
			pairs[len(pairs)-1] = byte(b)
		}
	}
	return string(pairs)
}

// withoutEdge drops what a match must be followed by.
func withoutEdge(r *syntax.Regexp) *syntax.Regexp {
	if r.Op != syntax.OpConcat {
		return r
	}
	rest := *r
	for len(rest.Sub) > 1 && canBreak(rest.Sub[len(rest.Sub)-1]) {
		rest.Sub = rest.Sub[:len(rest.Sub)-1]
	}
	return &rest
}

// spells reports whether every match holds one of the words.
func spells(r *syntax.Regexp, words []string) bool {
	all := spellings(r)
	return len(all) > 0 && !slices.ContainsFunc(all, func(text string) bool { return !holdsAny(text, words) })
}

// mayName reports whether some matches hold one of the words for certain.
func mayName(r *syntax.Regexp, words []string) bool {
	return slices.ContainsFunc(spellings(r), func(text string) bool { return holdsAny(text, words) })
}

func holdsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// spellings are the texts that an expression matches, in lower case, with a
// zero byte for what is not fixed; none if there are too many.
func spellings(r *syntax.Regexp) []string {
	const most = 256
	switch r.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(r.Rune))}
	case syntax.OpCapture:
		return spellings(r.Sub[0])
	case syntax.OpCharClass:
		return letters(r.Rune)
	case syntax.OpConcat:
		all := []string{""}
		for _, sub := range r.Sub {
			var longer []string
			for _, end := range spellings(sub) {
				for _, start := range all {
					longer = append(longer, start+end)
				}
			}
			if all = longer; len(all) > most {
				return nil
			}
		}
		return all
	case syntax.OpAlternate:
		var all []string
		for _, sub := range r.Sub {
			all = append(all, spellings(sub)...)
		}
		return all
	}
	return []string{"\x00"}
}

// letters spells out a small class.
func letters(class []rune) []string {
	var all []string
	for i := 0; i < len(class); i += 2 {
		for c := class[i]; c <= class[i+1]; c++ {
			if all = append(all, strings.ToLower(string(c))); len(all) > 4 {
				return []string{"\x00"}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// capture is the group that holds the secret: the one asked for, or the one
// that holds all others.
func capture(r *syntax.Regexp, wanted int) *syntax.Regexp {
	var found []*syntax.Regexp
	var visit func(*syntax.Regexp)
	visit = func(r *syntax.Regexp) {
		if r.Op == syntax.OpCapture {
			found = append(found, r)
			return
		}
		for _, s := range r.Sub {
			visit(s)
		}
	}
	visit(r)
	if i := slices.IndexFunc(found, func(r *syntax.Regexp) bool { return r.Cap == wanted }); i >= 0 {
		return found[i]
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// canBreak reports whether a match may hold a space or a quote.
func canBreak(r *syntax.Regexp) bool {
	switch r.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	case syntax.OpLiteral:
		return slices.ContainsFunc(r.Rune, func(c rune) bool { return c < 256 && !unbroken()[c] })
	case syntax.OpCharClass:
		for i := 0; i < len(r.Rune); i += 2 {
			for _, c := range []rune{' ', '\t', '\n', '\r', '"', '\'', '`', 0} {
				if r.Rune[i] <= c && c <= r.Rune[i+1] {
					return true
				}
			}
		}
		return false
	}
	return slices.ContainsFunc(r.Sub, canBreak)
}

// shortest is the length of the shortest match, in bytes.
func shortest(r *syntax.Regexp) int {
	total := 0
	switch r.Op {
	case syntax.OpLiteral:
		return len(string(r.Rune))
	case syntax.OpCharClass:
		return 1
	case syntax.OpStar, syntax.OpQuest:
		return 0
	case syntax.OpRepeat:
		return r.Min * shortest(r.Sub[0])
	case syntax.OpAlternate:
		total = shortest(r.Sub[0])
		for _, s := range r.Sub[1:] {
			total = min(total, shortest(s))
		}
		return total
	}
	for _, s := range r.Sub {
		total += shortest(s)
	}
	return total
}
