package pattern

import (
	"bytes"
	"context"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/config"
)

// customRule is a rule that a repository adds to those of gitleaks.
type customRule struct {
	id       string
	regex    *sized // nil for a rule about names of files
	path     *regexp.Regexp
	group    int
	entropy  float64
	keywords []string // in lower case; none means that every file is searched
	allow    []*config.Allowlist
}

// rule reads a rule that looks for something; one that only adds to a rule of
// gitleaks does not.
func (r *configReader) rule(s *tomlValue) (rule customRule, finds bool) {
	rule.id = s.string("id")
	pattern, in := s.get("regex"), s.get("path")
	switch {
	case pattern == nil && in == nil || s.string("skipreport") == "true":
		return rule, false
	case !ruleID.MatchString(rule.id):
		r.problem(s, "a rule needs an id of letters, digits, dots and dashes")
		return rule, false
	case len(s.tables("required")) > 0:
		r.part.Skip("rule of .gitleaks.toml that requires other rules, not run", 1)
		return rule, false
	}
	rule.group, _ = strconv.Atoi(s.string("secretgroup"))
	rule.entropy, _ = strconv.ParseFloat(s.string("entropy"), 64)
	for _, word := range textsOf(s.texts("keywords")) {
		rule.keywords = append(rule.keywords, strings.ToLower(word))
	}
	if pattern != nil {
		r.mask([]*tomlValue{pattern})
		before := r.program
		e, fine := r.expression(pattern)
		if !fine {
			return rule, false
		}
		if rule.group > e.NumSubexp() || rule.group < 0 {
			r.problem(s, "this rule has no group of that number")
			return rule, false
		}
		rule.regex = &sized{e, r.program - before}
	}
	if in != nil {
		e, fine := r.expression(in)
		if !fine {
			return rule, false
		}
		rule.path = e
	}
	rule.inherit()
	return rule, true
}

// inherit takes over what a rule of gitleaks with the same id says and this one
// does not.
func (rule *customRule) inherit() {
	i := slices.IndexFunc(patterns, func(p pattern) bool { return p.id == rule.id })
	if i < 0 {
		return
	}
	base := &patterns[i]
	if rule.entropy == 0 {
		rule.entropy = base.entropy
	}
	if rule.group == 0 && rule.regex != nil && base.group <= rule.regex.NumSubexp() {
		rule.group = base.group
	}
	if len(rule.keywords) > 0 {
		rule.keywords = append(rule.keywords, base.keywords...)
	}
	for _, a := range base.allow {
		rule.allow = append(rule.allow, a.build())
	}
}

// CustomRules marks what the rules find that a repository's configuration of
// gitleaks adds. What else that configuration says of the rules of gitleaks
// itself changes none of tazlint's.
func CustomRules(ctx context.Context, t *source.Tree) source.Part {
	var part source.Part
	c := configOf(t)
	if c == nil {
		return part
	}
	left := newEffort()
	for _, f := range t.Files {
		if len(c.rules) == 0 || ctx.Err() != nil {
			break
		}
		if source.IsGenerated(f.Path) || path.Base(f.Path) == ignoreFile {
			continue
		}
		m := &source.Part{Files: 1}
		for i := range c.rules {
			c.rules[i].search(f, m, left)
		}
		m.HideRest(f)
		part.Add(*m)
	}
	if left.spent() {
		part.Problem(c.file.At(1, 1, 0), facts.FaultTooLarge, "its rules are too costly to search all files with; some were left out")
	}
	part.SortMarks()
	return part
}

// search looks for what a rule finds in one file, which it marks.
func (rule *customRule) search(f *source.File, m *source.Part, left *effort) {
	if rule.path != nil && !rule.path.MatchString(f.Path) {
		return
	}
	if rule.regex == nil {
		m.Mark(facts.MarkCredential, rule.id, f.Symbol(), f.At(1, 1, 0))
		return
	}
	text, err := f.Text()
	if err != nil || m.Full() || !rule.mayFind(text) || !left.spend(rule.regex.size, len(text)) {
		return
	}
	p := &page{file: f, text: text, starts: source.LineStarts(string(text))}
	v := &view{page: p, effort: left}
	for _, at := range rule.regex.FindAllSubmatchIndex(text, source.MaxMarks) {
		from, to := rule.secret(text, at)
		if to <= from || m.Full() {
			continue
		}
		c := v.build(facts.Mark{At: p.pos(from, to)}, from, to, at[0], at[1])
		if !rule.isHarmless(c) {
			m.Mark(facts.MarkCredential, rule.id, f.Symbol(), p.pos(from, to))
			m.Mark(facts.MarkMasked, "", f.Symbol(), p.pos(from, to))
		}
	}
}

func (rule *customRule) mayFind(text []byte) bool {
	if len(rule.keywords) == 0 {
		return true
	}
	lower := bytes.ToLower(text)
	return slices.ContainsFunc(rule.keywords, func(word string) bool { return bytes.Contains(lower, []byte(word)) })
}

// secret is the group that the rule names, else the first that holds something,
// else all that matched.
func (rule *customRule) secret(text []byte, at []int) (from, to int) {
	if rule.group > 0 {
		return at[2*rule.group], at[2*rule.group+1]
	}
	for i := 2; i+1 < len(at); i += 2 {
		if at[i] >= 0 && at[i+1] > at[i] {
			return at[i], at[i+1]
		}
	}
	from, to = at[0], at[1]
	for from < to && text[from] == '\n' {
		from++
	}
	for to > from && text[to-1] == '\n' {
		to--
	}
	return from, to
}

// isHarmless is what gitleaks' own lists and tazlint except for everybody.
func (rule *customRule) isHarmless(c *candidate) bool {
	switch literal.Judge("", c.secret, literal.Field) {
	case literal.Placeholder, literal.Reference, literal.Public, literal.Empty:
		return true
	}
	if rule.entropy != 0 && literal.Entropy(c.secret) <= rule.entropy {
		return true
	}
	const few = 64 // instructions, for texts as short as these
	return c.allowedBy(credentials().everyone(), few) || slices.ContainsFunc(rule.allow, func(a *config.Allowlist) bool { return c.allowedBy(a, few) })
}
