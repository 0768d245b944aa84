// Package pattern finds the formats that services give their credentials, by the
// rules of gitleaks, and honours its exceptions.
//
// Gitleaks runs its expressions over whole files. Here one automaton finds the
// words of all rules in one pass, a cheap condition rejects almost every place,
// and the rule's own detector judges a few lines around what is left; what decodes
// to text is searched in the same way. The findings are the same. It is the only
// package that names gitleaks.
package pattern

import (
	"sync"

	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/detect"
	"github.com/zricethezav/gitleaks/v8/regexp"
)

// pattern is one rule of gitleaks' default configuration, with what is needed
// to reject a place without running its expression.
type pattern struct {
	id       string
	regex    string
	path     string // the rule counts only in files whose path matches
	entropy  float64
	group    int
	keywords []string
	allow    []allow

	assigns bool   // the expression is "keyword ... operator ... value"
	run     int    // least number of bytes of the secret
	letters string // which they are, as pairs of first and last
	inside  bool   // the keyword is one of them
}

// allow is one of gitleaks' allowlists.
type allow struct {
	target    string
	every     bool // all conditions must hold
	paths     []string
	regexes   []string
	stopWords []string
}

// IDs lists the ids of gitleaks' rules that are run. Those that judge a field or a
// file's name are left to structure.
func IDs() []string {
	ids := make([]string, len(patterns))
	for i := range patterns {
		ids[i] = patterns[i].id
	}
	return ids
}

// judges holds what is built when a keyword occurs for the first time.
type judges struct {
	index    *automaton
	users    [][]int32 // patterns by keyword
	words    []string
	everyone func() *config.Allowlist
	rules    []func() *detect.Detector
	letters  []*byteSet // by pattern
}

// byteSet is a set of bytes.
type byteSet [256]bool

func newByteSet(pairs string) *byteSet {
	var set byteSet
	for i := 0; i+1 < len(pairs); i += 2 {
		for b := int(pairs[i]); b <= int(pairs[i+1]); b++ {
			set[b] = true
		}
	}
	return &set
}

// unbroken are the bytes that end no word: all but spaces and quotes.
var unbroken = sync.OnceValue(func() *byteSet { return newByteSet("!!#&(_a\xff") })

// credentials is the pattern set, built on first use and never changed.
var credentials = sync.OnceValue(func() *judges {
	j := &judges{everyone: sync.OnceValue(func() *config.Allowlist { return globalAllow.build() })}
	ids := map[string]int32{}
	for i := range patterns {
		for _, word := range patterns[i].keywords {
			id, known := ids[word]
			if !known {
				id = int32(len(j.words))
				ids[word] = id
				j.words = append(j.words, word)
				j.users = append(j.users, nil)
			}
			j.users[id] = append(j.users[id], int32(i))
		}
		j.letters = append(j.letters, newByteSet(patterns[i].letters))
		j.rules = append(j.rules, sync.OnceValue(func() *detect.Detector { return patterns[i].detector(j.everyone()) }))
	}
	j.index = newAutomaton(j.words)
	return j
})

// detector is gitleaks' own judge of this one rule.
func (p *pattern) detector(everyone *config.Allowlist) *detect.Detector {
	rule := config.Rule{RuleID: p.id, Regex: regexp.MustCompile(p.regex), SecretGroup: p.group, Entropy: p.entropy}
	if p.path != "" {
		rule.Path = regexp.MustCompile(p.path)
	}
	for _, a := range p.allow {
		rule.Allowlists = append(rule.Allowlists, a.build())
	}
	global := *everyone
	global.Paths = nil // asked once a file
	d := detect.NewDetector(config.Config{
		Rules: map[string]config.Rule{p.id: rule}, OrderedRules: []string{p.id}, Allowlists: []*config.Allowlist{&global},
	})
	d.IgnoreGitleaksAllow = true // Exceptions honours it visibly
	return d
}

func (a allow) build() *config.Allowlist {
	list := &config.Allowlist{RegexTarget: a.target, Paths: compileAll(a.paths), Regexes: compileAll(a.regexes), StopWords: a.stopWords}
	if a.every {
		list.MatchCondition = config.AllowlistMatchAnd
	}
	_ = list.Validate() // refuses only empty lists; the table holds none
	return list
}

func compileAll(texts []string) []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, text := range texts {
		all = append(all, regexp.MustCompile(text))
	}
	return all
}
