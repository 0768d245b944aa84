package pattern

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/detect"
	"github.com/zricethezav/gitleaks/v8/report"
)

// encoders write a text in all the ways that are decoded.
var encoders = map[string]func(string) string{
	"plain":          func(s string) string { return s },
	"base64":         encode64,
	"base64 for URL": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64 twice":   func(s string) string { return encode64("again: " + encode64(s)) },
	"base64 in file": func(s string) string { return encode64("[main]\nport = 8080\n" + s + "\nlast = 1\n") },
	"hexadecimal":    func(s string) string { return hex.EncodeToString([]byte(s)) },
	"percent":        func(s string) string { return eachByte(s, "%%%02X") },
	"unicode":        func(s string) string { return eachByte(s, `\u%04x`) },
	"code points":    func(s string) string { return eachByte(s, "U+%04X ") },
	"mixed":          func(s string) string { return eachByte(encode64(s), "%%%02x") },
}

func encode64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func eachByte(s, format string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, format, s[i])
	}
	return b.String()
}

// TestFindsWhatGitleaksFinds demands of texts made for gitleaks' rules, plain
// and encoded, that gitleaks' own detector and the engine find the same.
func TestFindsWhatGitleaksFinds(t *testing.T) {
	t.Parallel()
	library := newLibrary(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	tested := map[string]int{}
	for i := range patterns {
		p := &patterns[i]
		parsed, err := syntax.Parse(p.regex, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(encoders)) {
			for range 2 {
				text := "first: line\n  " + encoders[name](sample(parsed, rnd)) + "\nlast: line\n"
				both := compare(library, fileFor(p, text))
				tested[name] += both.equal
				for _, difference := range both.differences {
					t.Errorf("%s for %s: %s", name, p.id, difference)
				}
			}
		}
	}
	for name, n := range tested {
		if n < len(patterns) {
			t.Errorf("%s: %d findings were compared, want %d at least", name, n, len(patterns))
		}
	}
}

// corpora is a folder of public repositories beside the checkout; it is not
// part of the project.
const corpora = "../../../../shared/corpus"

// TestFindsWhatGitleaksFindsInCorpora demands the same of real files, each with
// one more text made for a rule in some line of it.
func TestFindsWhatGitleaksFindsInCorpora(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(corpora); err != nil {
		t.Logf("NOT COMPARED: %s is missing, so no real repository was searched", corpora)
		return
	}
	library := newLibrary(t)
	rnd := rand.New(rand.NewPCG(3, 4))
	files, equal := 0, 0
	err := filepath.WalkDir(corpora, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(corpora, path)
		if bytes.ContainsRune(text[:min(len(text), 8000)], 0) || source.IsGenerated(filepath.ToSlash(name)) {
			return nil
		}
		f := source.New("repo", map[string][]byte{filepath.ToSlash(name): withSample(text, rnd)}).Files[0]
		both := compare(library, f)
		files, equal = files+1, equal+both.equal
		for _, difference := range both.differences {
			t.Errorf("%s: %s", name, difference)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d findings", files, equal)
}

// withSample adds a line to a text, plain or encoded.
func withSample(text []byte, rnd *rand.Rand) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	parsed, err := syntax.Parse(patterns[rnd.IntN(len(patterns))].regex, syntax.Perl)
	if err != nil {
		panic(err)
	}
	names := slices.Sorted(maps.Keys(encoders))
	added := "  " + encoders[names[rnd.IntN(len(names))]](sample(parsed, rnd)) + "\n"
	return bytes.Join(slices.Insert(lines, rnd.IntN(len(lines)), []byte(added)), nil)
}

// newLibrary is gitleaks as "gitleaks dir" runs it.
func newLibrary(t *testing.T) *detect.Detector {
	t.Helper()
	Loading.Lock()
	defer Loading.Unlock()
	library, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	library.MaxDecodeDepth = maxDepth
	return library
}

// comparison is what two searches of one file have in common and what not.
type comparison struct {
	equal       int
	differences []string
}

// compare lets both search a file. A finding of the engine lies within the
// lines of gitleaks' finding.
func compare(library *detect.Detector, f *source.File) comparison {
	var both comparison
	text, _ := f.Text()
	theirs := library.Detect(detect.Fragment{Raw: string(text), FilePath: f.Path})
	theirs = slices.DeleteFunc(theirs, func(r report.Finding) bool { return !isRun(r.RuleID) })
	ours := slices.DeleteFunc(SearchFile(f).Marks, func(m facts.Mark) bool { return m.Kind != facts.MarkCredential })
	same := func(r report.Finding, m facts.Mark) bool {
		return r.RuleID == m.Detector && r.StartLine < m.At.Line && m.At.Line <= max(r.EndLine, r.StartLine+strings.Count(r.Match, "\n"))+1
	}
	for _, r := range theirs {
		switch {
		case slices.ContainsFunc(ours, func(m facts.Mark) bool { return same(r, m) }):
			both.equal++
		case !harmless(r):
			both.differences = append(both.differences, fmt.Sprintf("line %d: %s is lost", r.StartLine+1, r.RuleID))
		}
	}
	for _, m := range ours {
		if !slices.ContainsFunc(theirs, func(r report.Finding) bool { return same(r, m) }) {
			both.differences = append(both.differences, fmt.Sprintf("line %d: %s is found by the engine alone", m.At.Line, m.Detector))
		}
	}
	return both
}

func isRun(rule string) bool {
	return slices.ContainsFunc(patterns, func(p pattern) bool { return p.id == rule })
}

// harmless is what the engine leaves out on purpose.
func harmless(r report.Finding) bool {
	if r.RuleID == privateKeyID && !keyBody.MatchString(r.Secret) {
		return true
	}
	s := scanner{record: &record{}, text: []byte(r.Secret)}
	return s.isHarmless(0, r.Secret)
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
