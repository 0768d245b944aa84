package analyzers_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// demanded is the share of a structural rule's reports that must be right, and
// of what it must report that it reports.
const demanded = 0.97

// structural are the rules that judge by structure. Formats of credentials are
// the pattern's business and only counted here.
var structural = []string{"plaintext-secret", "inline-credential", "weak-placeholder", "unencrypted-file", "committed-material"}

// tally counts what a rule did.
type tally struct{ right, missed, wrong, harmless int }

func (t tally) precision() float64 { return share(t.right, t.right+t.wrong) }
func (t tally) recall() float64    { return share(t.right, t.right+t.missed) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

func (t tally) plus(o tally) tally {
	return tally{t.right + o.right, t.missed + o.missed, t.wrong + o.wrong, t.harmless + o.harmless}
}

// score is what was counted, and the places that count against a rule.
type score struct {
	rules  map[string]*tally
	faults []string
}

func newScore() *score { return &score{rules: map[string]*tally{}} }

func (s *score) of(rule string) *tally {
	if s.rules[rule] == nil {
		s.rules[rule] = &tally{}
	}
	return s.rules[rule]
}

func (s *score) add(o *score) {
	for rule, t := range o.rules {
		*s.of(rule) = s.of(rule).plus(*t)
	}
	s.faults = append(s.faults, o.faults...)
}

func (s *score) total() tally {
	var all tally
	for _, t := range s.rules {
		all = all.plus(*t)
	}
	return all
}

// compile marks the leaks of a sample the way the modes do that see no more
// than files.
func (s *sample) compile(t testing.TB) []facts.Mark {
	marks := analyzers.CompileTree(t.Context(), s.tree(), nil, analyzers.Options{Local: true}).Marks
	return slices.DeleteFunc(marks, func(m facts.Mark) bool { return leakRules[m.Kind] == "" })
}

func (s *sample) tree() *source.Tree {
	texts := map[string][]byte{}
	for name, text := range s.texts {
		texts[name] = []byte(text)
	}
	return source.New("sample", texts)
}

// judge compares marks with labels. A mark is right if it touches a label of
// its rule and nothing that must stay unreported; a label that no right mark
// touches is missed.
func (s *sample) judge(marks []facts.Mark) *score {
	result := newScore()
	found := make([]string, len(s.labels))
	for _, m := range marks {
		rule, from, to := leakRules[m.Kind], s.offset(m.At.File, m.At.Line, m.At.Col), s.offset(m.At.File, m.At.EndLine, m.At.EndCol)
		right, touched := false, []int{}
		for i, l := range s.labels {
			if l.file == m.At.File && from < l.to && l.from < max(to, from+1) {
				touched = append(touched, i)
				right = right || slices.Contains(l.rules, rule)
			}
		}
		if slices.ContainsFunc(touched, func(i int) bool { return s.labels[i].rules == nil }) {
			right = false
		}
		if !right {
			result.of(rule).wrong++
			result.fault(s, m.At.File, m.At.Line, rule, "is wrong")
			continue
		}
		for _, i := range touched {
			if found[i] == "" && slices.Contains(s.labels[i].rules, rule) {
				found[i] = rule
			}
		}
	}
	for i, l := range s.labels {
		switch {
		case l.rules == nil:
			result.of("").harmless++
		case found[i] != "":
			result.of(found[i]).right++
		default:
			result.of(l.rules[0]).missed++
			result.fault(s, l.file, strings.Count(s.texts[l.file][:l.from], "\n")+1, l.rules[0], "is missing")
		}
	}
	return result
}

// offset is the byte of a line and column, both counted from 1.
func (s *sample) offset(file string, line, col int) int {
	text, at := s.texts[file], 0
	for ; line > 1; line-- {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	return at + col - 1
}

// fault notes a place, with everything masked that a label is about.
func (s *score) fault(in *sample, file string, line int, rule, what string) {
	from := in.offset(file, line, 1)
	to := in.offset(file, line+1, 1)
	masked := []byte(in.texts[file][from:to])
	for _, l := range in.labels {
		for i := max(l.from, from); l.file == file && i < min(l.to, to); i++ {
			masked[i-from] = '*'
		}
	}
	s.faults = append(s.faults, fmt.Sprintf("%s/%s/%s:%d: %s %s: %s", in.format, in.name, file, line, rule, what, strings.TrimSpace(string(masked))))
}

// table lists tallies in columns.
func table(title string, rows map[string]tally) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-24s %9s %9s %6s %7s %6s %10s %7s\n", title, "positives", "negatives", "found", "missed", "wrong", "precision", "recall")
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		t := rows[name]
		fmt.Fprintf(&b, "%-24s %9d %9d %6d %7d %6d %10.3f %7.3f\n", name, t.right+t.missed, t.harmless, t.right, t.missed, t.wrong, t.precision(), t.recall())
	}
	return b.String()
}

// rows are the tallies of rules; what no rule may report is everyone's.
func (s *score) rows() map[string]tally {
	rows, harmless := map[string]tally{}, s.of("").harmless
	for rule, t := range s.rules {
		if rule != "" {
			rows[rule] = t.plus(tally{harmless: harmless})
		}
	}
	return rows
}

// short lists the structural rules that a score finds below what is demanded.
func (s *score) short() []string {
	var below []string
	for _, rule := range structural {
		if t := s.of(rule); t.precision() < demanded || t.recall() < demanded {
			below = append(below, rule)
		}
	}
	return below
}

// TestLeaks holds the rules of leaks to the labelled samples. "make leaks"
// prints its tables.
func TestLeaks(t *testing.T) {
	t.Parallel()
	all, formats := newScore(), map[string]tally{}
	for _, s := range readSamples(t, "../testdata/leaks") {
		result := s.judge(s.compile(t))
		all.add(result)
		formats[s.format] = formats[s.format].plus(result.total())
	}
	t.Logf("\n%s\n%s", table("rule", all.rows()), table("format", formats))
	for _, fault := range all.faults {
		t.Log(fault)
	}
	for _, rule := range all.short() {
		t.Errorf("%s has precision %.3f and recall %.3f, want %.2f", rule, all.of(rule).precision(), all.of(rule).recall(), demanded)
	}
}

// TestLeakLabelsAreMany holds the set's size and spread.
func TestLeakLabelsAreMany(t *testing.T) {
	t.Parallel()
	positives, negatives, formats := 0, 0, map[string][2]int{}
	rules := map[string]int{}
	for _, s := range readSamples(t, "../testdata/leaks") {
		n := formats[s.format]
		for _, l := range s.labels {
			if l.rules == nil {
				negatives++
				n[1]++
			} else {
				positives++
				rules[l.rules[0]]++
				n[0]++
			}
		}
		formats[s.format] = n
	}
	if positives < 260 || negatives < 420 || len(formats) < 16 {
		t.Errorf("%d positives and %d hard negatives in %d formats, want 260, 420 and 16", positives, negatives, len(formats))
	}
	for format, n := range formats {
		if n[0] < 5 || n[1] < 5 {
			t.Errorf("%s has %d positives and %d hard negatives, want 5 of each", format, n[0], n[1])
		}
	}
	for _, rule := range structural {
		if rules[rule] < 10 {
			t.Errorf("%s has %d positives, want 10", rule, rules[rule])
		}
	}
}

// TestLeakSamplesAreRead keeps hard negatives from being easy: what cannot be
// read is not reported either.
func TestLeakSamplesAreRead(t *testing.T) {
	t.Parallel()
	for _, s := range readSamples(t, "../testdata/leaks") {
		tree := s.tree()
		for _, f := range tree.Files {
			if !manifest.IsYAML(f) || manifest.IsTemplate(tree, f) {
				continue
			}
			for _, d := range manifest.Documents(f) {
				if d.Fault != nil {
					t.Errorf("%s/%s/%s: %+v", s.format, s.name, f.Path, *d.Fault)
				}
			}
		}
	}
}

// TestScoreCanFail breaks the answers on purpose: each fault must push the rule
// it is about below what is demanded.
func TestScoreCanFail(t *testing.T) {
	t.Parallel()
	one := &sample{format: "f", name: "r", texts: map[string]string{"a": "password: x\nexisting: y\n"}, labels: []label{
		{rules: []string{"inline-credential"}, file: "a", from: 10, to: 11}, {file: "a", from: 22, to: 23},
	}}
	at := func(kind facts.MarkKind, line, col int) facts.Mark {
		return facts.Mark{Kind: kind, At: facts.Pos{File: "a", Line: line, Col: col, EndLine: line, EndCol: col + 1}}
	}
	right := at(facts.MarkInlineCredential, 1, 11)
	for name, c := range map[string]struct {
		marks []facts.Mark
		short []string
	}{
		"right":              {[]facts.Mark{right}, nil},
		"silent":             {nil, []string{"inline-credential"}},
		"on a hard negative": {[]facts.Mark{right, at(facts.MarkInlineCredential, 2, 11)}, []string{"inline-credential"}},
		"outside of labels":  {[]facts.Mark{right, at(facts.MarkPlaintextSecret, 1, 1)}, []string{"plaintext-secret"}},
		"by another rule":    {[]facts.Mark{at(facts.MarkWeakPlaceholder, 1, 11)}, []string{"inline-credential", "weak-placeholder"}},
		"beyond its label":   {[]facts.Mark{{Kind: right.Kind, At: facts.Pos{File: "a", Line: 1, Col: 11, EndLine: 2, EndCol: 12}}}, []string{"inline-credential"}},
	} {
		if got := one.judge(c.marks).short(); !slices.Equal(got, c.short) {
			t.Errorf("%s: below what is demanded are %q, want %q", name, got, c.short)
		}
	}
	if faults := one.judge(nil).faults; len(faults) != 1 || faults[0] != "f/r/a:1: inline-credential is missing: password: *" {
		t.Errorf("the fault is told as %q", faults)
	}
}

// TestLeaksWithoutAKind takes one kind of mark away from the real answers.
func TestLeaksWithoutAKind(t *testing.T) {
	t.Parallel()
	without := map[facts.MarkKind]*score{}
	for _, s := range readSamples(t, "../testdata/leaks") {
		marks := s.compile(t)
		for kind := range leakRules {
			if without[kind] == nil {
				without[kind] = newScore()
			}
			rest := slices.DeleteFunc(slices.Clone(marks), func(m facts.Mark) bool { return m.Kind == kind })
			without[kind].add(s.judge(rest))
		}
	}
	for kind, result := range without {
		rule := leakRules[kind]
		if slices.Contains(structural, rule) && !slices.Contains(result.short(), rule) {
			t.Errorf("nobody notices that %s is silent", rule)
		}
	}
}
