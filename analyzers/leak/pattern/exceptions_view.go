package pattern

import (
	"bytes"
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/config"
)

// candidate is a mark as gitleaks would have found it: what its exceptions are
// compared with.
type candidate struct {
	path        string
	commit      string
	secret      string // what the rule takes for the secret
	match       string // what its expression matches
	line        string // the lines of the match, as gitleaks cuts them
	first, last int    // lines on which the match may start
	from, to    int    // lines of the match and the secret
	effort      *effort
}

func (c *candidate) starts(line int) bool { return c.first <= line && line <= c.last }

// allowedBy joins the checks of a list as gitleaks does: any of them, or all
// that the list has. Source: checkCommitOrPathAllowed and checkFindingAllowed
// in detect/detect.go of gitleaks 8.30.
func (c *candidate) allowedBy(list *config.Allowlist, size int) bool {
	target := c.secret
	switch list.RegexTarget {
	case "match":
		target = c.match
	case "line":
		target = c.line
	}
	if !c.effort.spend(size, len(target)+len(c.path)) {
		return false
	}
	commit, _ := list.CommitAllowed(c.commit)
	word, _ := list.ContainsStopWord(c.secret)
	checks := []struct{ has, holds bool }{
		{len(list.Commits) > 0, commit}, {len(list.Paths) > 0, list.PathAllowed(c.path)},
		{len(list.Regexes) > 0, list.RegexAllowed(target)}, {len(list.StopWords) > 0, word},
	}
	every := list.MatchCondition == config.AllowlistMatchAnd
	for _, check := range checks {
		if check.has && check.holds != every {
			return !every
		}
	}
	return every
}

// view is one file and its marks as gitleaks' rules would see them.
type view struct {
	*page
	known  func(rule string) *sized
	effort *effort
	commit string // that brought the file, where marks do not say
	seen   map[viewed]*candidate
}

type viewed struct {
	at   facts.Pos
	rule string
}

// judgedByPlace are gitleaks' rules that tazlint replaces by its judgement of
// fields, and the files that they look at.
var judgedByPlace = map[string][]string{
	"generic-api-key": nil, "kubernetes-secret-yaml": {".yaml", ".yml"}, "hashicorp-tf-password": {".tf", ".hcl"},
}

// sameMaterial are gitleaks' names for sorts of committed files.
var sameMaterial = map[string]string{"private-key": "private-key", "age-key": "age-secret-key"}

// candidate is a mark seen without regard to a rule.
func (v *view) candidate(m facts.Mark) *candidate {
	if m.Kind == facts.MarkCredential {
		return v.remember(m, m.Detector, v.matched)
	}
	return v.remember(m, "", v.plain)
}

// candidateOf is a mark as a rule of gitleaks would have found it, nil where it
// would not.
func (v *view) candidateOf(m facts.Mark, rule string) *candidate {
	exts, byPlace := judgedByPlace[rule]
	switch {
	case m.Kind == facts.MarkCredential && m.Detector != rule:
		return nil
	case m.Kind == facts.MarkCredential:
		return v.candidate(m)
	case m.Kind == facts.MarkCommitted && sameMaterial[m.Detector] == rule:
		return v.remember(m, rule, v.plain)
	case !byPlace:
		// structure has found what the rule finds too, and tells it alone
		return v.remember(m, rule, v.onlyMatched)
	case len(exts) > 0 && !slices.Contains(exts, path.Ext(v.file.Path)):
		return nil
	}
	return v.remember(m, rule, v.plain)
}

func (v *view) remember(m facts.Mark, rule string, see func(facts.Mark, string) *candidate) *candidate {
	key := viewed{m.At, rule}
	if c, known := v.seen[key]; known {
		return c
	}
	c := see(m, rule)
	v.seen[key] = c
	return c
}

// matched sees a credential as its rule does, else as it stands.
func (v *view) matched(m facts.Mark, rule string) *candidate {
	if c := v.onlyMatched(m, rule); c != nil {
		return c
	}
	return v.plain(m, rule)
}

// Bounds of the text in which a rule's expression is tried again, in lines and
// bytes around a mark, and of a mark's own text.
const (
	linesAround = 3
	bytesAround = 4 << 10
	maxSecret   = 8 << 10
)

// onlyMatched tries a rule's expression on the lines around a mark.
func (v *view) onlyMatched(m facts.Mark, rule string) *candidate {
	e := v.known(rule)
	from, to := v.secretSpan(m)
	if e == nil || to == from {
		return nil
	}
	low := max(v.starts[max(m.At.Line-linesAround, 1)-1], from-bytesAround, 0)
	high := min(v.lineEnd(m.At.EndLine+linesAround), to+bytesAround)
	if !v.effort.spend(e.size, high-low) {
		return nil
	}
	for _, at := range e.FindAllIndex(v.text[low:high], source.MaxMarks) {
		if low+at[0] < to && from < low+at[1] {
			return v.build(m, from, to, low+at[0], low+at[1])
		}
	}
	return nil
}

// plain sees a mark as a rule for names and values would: from the start of the
// line's text to the end of the value.
func (v *view) plain(m facts.Mark, rule string) *candidate {
	from, to := v.secretSpan(m)
	start := v.starts[max(min(m.At.Line, len(v.starts)), 1)-1]
	start = max(start, from-bytesAround)
	for start < from && (v.text[start] == ' ' || v.text[start] == '\t') {
		start++
	}
	c := v.build(m, from, to, start, to)
	if rule == "kubernetes-secret-yaml" { // its expression spans an object
		c.first, c.last = v.document(m.At.Line)
	}
	return c
}

// secretSpan is the range of a mark's text without the quotes around it.
func (v *view) secretSpan(m facts.Mark) (from, to int) {
	from, to = v.span(m.At)
	to = min(to, from+maxSecret)
	if to-from >= 2 && v.text[from] == v.text[to-1] && (v.text[from] == '"' || v.text[from] == '\'') {
		from, to = from+1, to-1
	}
	return from, to
}

// build makes a candidate of the ranges of a secret and a match. The line of
// gitleaks begins with the break of the line before, which its expressions see.
func (v *view) build(m facts.Mark, from, to, start, end int) *candidate {
	low := max(bytes.LastIndexByte(v.text[:start], '\n'), start-bytesAround, 0)
	high := max(to, end)
	high += lengthTo(v.text[high:min(len(v.text), high+bytesAround)], "\n")
	first, _ := v.lineCol(start)
	last, _ := v.lineCol(max(start, high-1))
	return &candidate{
		path: v.file.Path, commit: cmp.Or(m.Commit, v.commit), secret: string(v.text[from:to]), match: strings.Trim(string(v.text[start:end]), "\n"),
		line: string(v.text[low:high]), first: first, last: first, from: min(first, m.At.Line), to: max(last, m.At.EndLine), effort: v.effort,
	}
}

// document is the lines of the YAML document around a line.
func (v *view) document(line int) (first, last int) {
	first, last = line, line
	for first > 1 && !strings.HasPrefix(v.lineAt(first), "---") {
		first--
	}
	for last < len(v.starts) && !strings.HasPrefix(v.lineAt(last+1), "---") {
		last++
	}
	return first, last
}

func (v *view) lineAt(line int) string {
	if line > len(v.starts) {
		return ""
	}
	return v.page.line(line)
}

// builtIn finds the expressions of gitleaks' own rules.
var builtIn = expressionsOf(nil)

// expressionsOf finds the expression of a rule by its id, that of the
// configuration first. Each is compiled once.
func expressionsOf(own []customRule) func(string) *sized {
	var mu sync.Mutex
	compiled := map[string]*sized{}
	return func(rule string) *sized {
		mu.Lock()
		defer mu.Unlock()
		if e, known := compiled[rule]; known {
			return e
		}
		compiled[rule] = nil
		if text := expressionText(own, rule); text != "" {
			if size, err := programSize(text); err == nil {
				compiled[rule] = &sized{regexp.MustCompile(text), size}
			}
		}
		return compiled[rule]
	}
}

func expressionText(own []customRule, rule string) string {
	for _, r := range own {
		if r.id == rule && r.regex != nil {
			return r.regex.String()
		}
	}
	for i := range patterns {
		if patterns[i].id == rule {
			return patterns[i].regex
		}
	}
	return ""
}
