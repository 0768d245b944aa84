package pattern

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/config"
)

// configFile is where gitleaks looks for a configuration, after its flags and
// its environment, of which a repository says nothing.
const configFile = ".gitleaks.toml"

// configReader reads what a configuration of gitleaks excepts. It is gitleaks'
// own loading without its globals and the files that it opens.
type configReader struct {
	*page
	part       *source.Part
	exemptions []exemption
	program    int // instructions of all expressions
}

// gitleaksConfig is what a configuration of gitleaks says.
type gitleaksConfig struct {
	file       *source.File
	exemptions []exemption
	rules      []customRule
	known      func(rule string) *sized
	part       source.Part // what of it could not be read, and what no report may show
}

type configKey struct{}

// configOf reads the configuration of a tree, once for all trees that share the
// file: the versions of a history do. It is nil where there is none.
func configOf(t *source.Tree) *gitleaksConfig {
	f := t.File(configFile)
	if f == nil {
		return nil
	}
	return f.Once(configKey{}, func() any {
		p, ok := pageOf(f)
		if !ok {
			return (*gitleaksConfig)(nil)
		}
		c := &gitleaksConfig{file: f}
		c.exemptions, c.rules = readConfig(p, &c.part)
		c.known = expressionsOf(c.rules)
		return c
	}).(*gitleaksConfig)
}

// readConfig returns the exceptions of a configuration and the rules it adds.
func readConfig(p *page, part *source.Part) ([]exemption, []customRule) {
	root, err := parseTOML(p.text)
	if err != nil {
		if broken := (*errTOML)(nil); errors.As(err, &broken) {
			part.Problem(p.file.At(broken.line, 1, 0), facts.FaultSyntax, broken.why+": gitleaks' exceptions and rules in it are not known")
		}
		return nil, nil
	}
	r := &configReader{page: p, part: part}
	for _, list := range slices.Concat(root.tables("allowlist"), root.tables("allowlists")) {
		r.allowlist(list, list.texts("targetrules"))
	}
	var rules []customRule
	for _, rule := range root.tables("rules") {
		for _, list := range slices.Concat(rule.tables("allowlist"), rule.tables("allowlists")) {
			r.allowlist(list, []*tomlValue{rule.get("id")})
		}
		if custom, ok := r.rule(rule); ok {
			rules = append(rules, custom)
		}
	}
	r.extend(root.get("extend"))
	return r.exemptions, rules
}

// extend reads which of gitleaks' own rules are off. What a configuration
// extends may lie anywhere and is not followed.
func (r *configReader) extend(s *tomlValue) {
	if s.string("path") != "" || s.string("url") != "" {
		r.part.Skip("configuration that .gitleaks.toml extends, not followed", 1)
	}
	if s.string("path") == "" && s.string("usedefault") != "true" {
		return
	}
	for _, id := range s.texts("disabledrules") {
		r.add(exemption{
			at: r.pos(id.from, id.to), reason: r.remark(id.from, id.to), rules: []string{id.text},
			admits: func(*candidate) bool { return true },
		})
	}
}

// maxExemptions bounds the exceptions of one file.
const maxExemptions = 5000

func (r *configReader) add(e exemption) {
	if len(r.exemptions) < maxExemptions {
		r.exemptions = append(r.exemptions, e)
		return
	}
	if len(r.exemptions) == maxExemptions {
		r.part.Problem(e.at, facts.FaultTooLarge, "more exceptions than are read")
	}
}

// allowlist reads one list; rules are those it is for, none for all.
func (r *configReader) allowlist(s *tomlValue, rules []*tomlValue) {
	r.mask(s.texts("regexes"))
	r.mask(s.texts("stopwords"))
	list := &config.Allowlist{Description: s.string("description"), Commits: textsOf(s.texts("commits")), StopWords: textsOf(s.texts("stopwords"))}
	if why := condition(list, s.string("condition"), s.string("regextarget")); why != "" {
		r.problem(s, why)
		return
	}
	before := r.program
	var fine [2]bool
	list.Paths, fine[0] = r.expressions(s.texts("paths"))
	list.Regexes, fine[1] = r.expressions(s.texts("regexes"))
	size := r.program - before + len(list.StopWords)
	if !fine[0] || !fine[1] {
		return
	}
	if list.Validate() != nil {
		r.problem(s, "this allowlist checks nothing; gitleaks refuses it")
		return
	}
	reason := tidyReason(list.Description)
	if reason == "" {
		reason = r.remark(s.from, s.to)
	}
	r.add(exemption{at: r.pos(s.from, s.to), reason: reason, rules: textsOf(rules), admits: func(c *candidate) bool { return c.allowedBy(list, size) }})
}

// condition reads how the checks of a list are joined and what its expressions
// look at. The answer says why gitleaks refuses it.
func condition(list *config.Allowlist, join, target string) string {
	switch strings.ToUpper(join) {
	case "AND", "&&":
		list.MatchCondition = config.AllowlistMatchAnd
	case "", "OR", "||":
	default:
		return "the condition of this allowlist is neither and nor or; gitleaks refuses it"
	}
	switch target {
	case "match", "line":
		list.RegexTarget = target
	case "", "secret":
	default:
		return "the regexTarget of this allowlist is none that gitleaks knows"
	}
	return ""
}

// expressions compiles a list as gitleaks will: each, and all joined, where
// names of groups may clash.
func (r *configReader) expressions(texts []*tomlValue) ([]*regexp.Regexp, bool) {
	var all []*regexp.Regexp
	var joined []string
	for _, s := range texts {
		e, fine := r.expression(s)
		if !fine {
			return nil, false
		}
		all, joined = append(all, e), append(joined, s.text)
	}
	if len(texts) == 0 {
		return nil, true
	}
	if _, err := regexp.Compile("(?:" + strings.Join(joined, "|") + ")"); err != nil {
		r.problem(texts[0], "these expressions cannot be joined; gitleaks refuses them")
		return nil, false
	}
	return all, true
}

// expression compiles one; its error is told without what it quotes.
func (r *configReader) expression(s *tomlValue) (*regexp.Regexp, bool) {
	if r.program > maxProgram {
		return nil, false // told
	}
	size, err := programSize(s.text)
	if r.program += size; r.program > maxProgram {
		r.problem(s, "from here on the expressions are too large together; exceptions and rules with one are not known")
		return nil, false
	}
	if err == nil {
		return regexp.MustCompile(s.text), true
	}
	why := "this is no regular expression"
	if broken := (*syntax.Error)(nil); errors.As(err, &broken) {
		why += ": " + broken.Code.String()
	}
	r.problem(s, why)
	return nil, false
}

func (r *configReader) problem(s *tomlValue, detail string) {
	r.part.Problem(r.pos(s.from, s.to), facts.FaultSyntax, detail)
}

// mask hides texts from excerpts: what an exception is for may be a secret.
func (r *configReader) mask(texts []*tomlValue) {
	for _, s := range texts {
		r.part.Mark(facts.MarkMasked, "", r.file.Symbol(), r.pos(s.from, s.to))
	}
}

func textsOf(settings []*tomlValue) []string {
	var texts []string
	for _, s := range settings {
		if s != nil {
			texts = append(texts, s.text)
		}
	}
	return texts
}
