package leak

import (
	"cmp"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/detect"
)

// TestFindsWhatGitleaksFinds demands that no shortcut loses a finding: what
// gitleaks' own detector sees in texts made for its rules is marked, unless
// it is harmless.
func TestFindsWhatGitleaksFinds(t *testing.T) {
	library, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	tested := 0
	for i := range patterns {
		p := &patterns[i]
		parsed, err := syntax.Parse(p.regex, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			text := "first: line\n  " + sample(parsed, rnd) + "\nlast: line\n"
			if !slices.ContainsFunc(p.keywords, func(k string) bool { return strings.Contains(strings.ToLower(text), k) }) {
				continue
			}
			if find(library, p.id, text) == "" {
				continue // too little entropy, or allowed
			}
			tested++
			if f := fileFor(p, text); !marked(f, p.id) && !harmless(p.id, find(library, p.id, text)) {
				t.Errorf("%s is lost", p.id)
				break
			}
		}
	}
	if least := 4 * len(patterns); tested < least {
		t.Errorf("%d texts were tested, want %d at least", tested, least)
	}
}

func find(d *detect.Detector, rule, text string) string {
	name := "a.txt"
	for i := range patterns {
		if patterns[i].id == rule && patterns[i].path != "" {
			name = nameFor(patterns[i].path)
		}
	}
	for _, f := range d.Detect(detect.Fragment{Raw: text, FilePath: name}) {
		if f.RuleID == rule {
			return f.Secret
		}
	}
	return ""
}

// nameFor is a file name for the rules that want one.
func nameFor(path string) string {
	switch {
	case strings.Contains(path, "php"):
		return "a.php"
	case strings.Contains(path, "tf"):
		return "a.tf"
	}
	return "nuget.config"
}

func fileFor(p *pattern, text string) *source.File {
	name := "a.txt"
	if p.path != "" {
		name = nameFor(p.path)
	}
	return source.New("repo", map[string][]byte{name: []byte(text)}).Files[0]
}

func marked(f *source.File, rule string) bool {
	return slices.ContainsFunc(credentialsOf(f).Marks, func(m facts.Mark) bool { return m.Kind == facts.MarkCredential && m.Detector == rule })
}

func harmless(rule, secret string) bool {
	if rule == privateKeyID && !keyBody().MatchString(secret) {
		return true
	}
	s := scanner{text: []byte(secret)}
	return s.isHarmless(0, secret)
}

// TestAutomaton compares the automaton with plain search.
func TestAutomaton(t *testing.T) {
	t.Parallel()
	words := []string{"he", "she", "his", "hers", "ey", "-----begin"}
	text := "uSHErs heyHIS -----BEGIN she"
	a := newAutomaton(words)
	type hit struct {
		word string
		end  int
	}
	var got, want []hit
	a.scan([]byte(text), func(w int32, end int) { got = append(got, hit{words[w], end}) })
	for _, w := range words {
		for i := range text {
			if strings.HasPrefix(strings.ToLower(text[i:]), w) {
				want = append(want, hit{w, i + len(w)})
			}
		}
	}
	order := func(a, b hit) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.word, b.word)) }
	slices.SortFunc(got, order)
	slices.SortFunc(want, order)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
