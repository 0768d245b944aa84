package pattern_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/viper"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/leak/pattern"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/detect"
)

// twoRules is the head of the configurations below: what they find does not
// depend on gitleaks' own rules.
const twoRules = `
[[rules]]
id = "lab-token"
regex = '''(?:token=)?(lab-[0-9a-z]{12})'''
keywords = ["lab-"]
%s

[[rules]]
id = "den-token"
regex = '''den-[0-9a-z]{12}'''
keywords = ["den-"]
`

const sightings = `first lab-q7xw2mlp9rk4 here
second token=lab-z5jt1yb6hv3n, den-q7xw2mlp9rk4 twice
	third: lab-MOCKq7xw2mlp lab-mockq7xw2mlp
# four den-z5jt1yb6hv3n gitleaks:allow
five den-mockz5jt1yb6
`

// TestExceptsAsGitleaksDoes compares what is left with what gitleaks' own
// detector reports under the same configuration.
func TestExceptsAsGitleaksDoes(t *testing.T) {
	tests := map[string]struct{ lab, all, ignored, path, commit string }{
		"nothing":                {},
		"stop word":              {all: "[[allowlists]]\nstopwords = ['MOCK']"},
		"stop word as text":      {all: "[[allowlists]]\nstopwords = 'nothing,mock'"},
		"old table":              {all: "[allowlist]\nstopwords = ['mock']"},
		"names in any case":      {all: "[[AllowLists]]\nStopWords = ['mock']\nRegexTarget = 'line'"},
		"inline tables":          {all: "[[allowlists]]\nstopwords = ['mock']\ncondition = 'OR'"},
		"path":                   {all: "[[allowlists]]\npaths = ['''^docs/''']", path: "docs/a.txt"},
		"another path":           {all: "[[allowlists]]\npaths = ['''^docs/''']", path: "src/docs/a.txt"},
		"path and word":          {all: "[[allowlists]]\ncondition = 'AND'\npaths = ['''^docs/''']\nstopwords = ['q7xw']", path: "docs/a.txt"},
		"word, wrong path":       {all: "[[allowlists]]\ncondition = '&&'\npaths = ['''^docs/''']\nstopwords = ['q7xw']"},
		"path or word":           {all: "[[allowlists]]\ncondition = '||'\npaths = ['''^docs/''']\nstopwords = ['q7xw']"},
		"expression, secret":     {all: "[[allowlists]]\nregexes = ['''^lab-z''']"},
		"secret by name":         {all: "[[allowlists]]\nregexTarget = 'secret'\nregexes = ['''^lab-z''']"},
		"expression, match":      {all: "[[allowlists]]\nregexTarget = 'match'\nregexes = ['''^token=''']"},
		"expression, line":       {all: "[[allowlists]]\nregexTarget = 'line'\nregexes = ['''twice$''', '''third''']"},
		"start of a line":        {all: "[[allowlists]]\nregexTarget = 'line'\nregexes = ['''^first''', '''^second''']"},
		"start of any line":      {all: "[[allowlists]]\nregexTarget = 'line'\nregexes = ['''(?m)^second''']"},
		"a flag that goes on":    {all: "[[allowlists]]\nregexes = ['''(?i)MOCKz''', '''LAB-Q''']"},
		"all four":               {all: "[[allowlists]]\ncondition = 'and'\npaths = ['''txt$''']\nregexes = ['''lab''']\nstopwords = ['mock']\ncommits = ['ABCDEF0123']", commit: "abcdef0123"},
		"all four, no commit":    {all: "[[allowlists]]\ncondition = 'and'\npaths = ['''txt$''']\nregexes = ['''lab''']\nstopwords = ['mock']\ncommits = ['abcdef0123']"},
		"commit":                 {all: "[[allowlists]]\ncommits = ['abcdef0123']", commit: "abcdef0123"},
		"several lists":          {all: "[[allowlists]]\nstopwords = ['z5jt']\n[[allowlists]]\nregexes = ['''den''']"},
		"of one rule":            {lab: "[[rules.allowlists]]\nregexes = ['''q7xw''']"},
		"of one rule, old table": {lab: "[rules.allowlist]\nregexes = ['''q7xw''']"},
		"path of one rule":       {lab: "[[rules.allowlists]]\npaths = ['''notes''']"},
		"aimed":                  {all: "[[allowlists]]\ntargetRules = ['den-token']\nregexes = ['''q7xw''']"},
		"aimed at both":          {all: "[[allowlists]]\ntargetRules = ['den-token', 'lab-token']\nregexes = ['''q7xw''']"},
		"fingerprint":            {ignored: "# seen\nnotes.txt:lab-token:2\n\nnotes.txt:den-token:9"},
		"fingerprint, blanks":    {ignored: "  notes.txt:lab-token:1  \n"},
		"fingerprint, remark":    {ignored: "notes.txt:lab-token:1 # seen"},
		"fingerprint, backslash": {ignored: `docs\a.txt:lab-token:1`, path: "docs/a.txt"},
		"fingerprint, zero":      {ignored: "notes.txt:lab-token:01"},
		"fingerprint, commit":    {ignored: "abcdef0123:notes.txt:lab-token:1", commit: "abcdef0123"},
		"fingerprint, other one": {ignored: "abcdef0124:notes.txt:lab-token:1", commit: "abcdef0123"},
		"fingerprint, no commit": {ignored: "abcdef0123:notes.txt:lab-token:1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.path == "" {
				tt.path = "notes.txt"
			}
			text := fmt.Sprintf(twoRules, tt.lab) + tt.all + "\n"
			want := theirs(t, text, tt.ignored, detect.Fragment{Raw: sightings, FilePath: tt.path, CommitSHA: tt.commit, StartLine: 1})
			got := ours(t, text, tt.ignored, tt.path, tt.commit)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("what is left (-gitleaks +tazlint):\n%s", diff)
			}
		})
	}
}

// theirs is what gitleaks reports.
func theirs(t *testing.T, text, ignored string, fragment detect.Fragment) []string {
	t.Helper()
	v := viper.New()
	v.SetConfigType("toml")
	var raw config.ViperConfig
	if err := v.ReadConfig(strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	if err := v.Unmarshal(&raw); err != nil {
		t.Fatal(err)
	}
	pattern.Loading.Lock()
	translated, err := raw.Translate()
	pattern.Loading.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), pattern.IgnoreFile)
	if err := os.WriteFile(file, []byte(ignored), 0o600); err != nil {
		t.Fatal(err)
	}
	d := detect.NewDetector(translated)
	if err := d.AddGitleaksIgnore(file); err != nil {
		t.Fatal(err)
	}
	for _, f := range d.Detect(fragment) {
		d.AddFinding(f)
	}
	var left []string
	for _, f := range d.Findings() {
		left = append(left, fmt.Sprintf("%d %s %s", f.StartLine, f.RuleID, f.Secret))
	}
	slices.Sort(left)
	return left
}

// ours is what tazlint finds and nothing excepts.
func ours(t *testing.T, text, ignored, path, commit string) []string {
	t.Helper()
	tree := source.New("home", map[string][]byte{pattern.ConfigFile: []byte(text), pattern.IgnoreFile: []byte(ignored), path: []byte(sightings)})
	marks := pattern.CustomRules(context.Background(), tree).Marks
	for i := range marks {
		marks[i].Commit = commit
	}
	part := pattern.Exceptions(tree, marks)
	var left []string
	for _, m := range marks {
		if m.Kind != facts.MarkCredential || slices.ContainsFunc(part.Ignores, func(i facts.Ignore) bool { return slices.Contains(i.Covers, m.At) }) {
			continue
		}
		left = append(left, fmt.Sprintf("%d %s %s", m.At.Line, m.Detector, pattern.TextAt(tree.File(path), m.At)))
	}
	slices.Sort(left)
	return left
}

const excepting = `
title = "x"
[extend]
useDefault = true
path = ""
disabledRules = [
  "jwt", # nothing here signs
  # broken since the last release
  "gitlab-pat",
  "slack-user-token"]

[[allowlists]]
description = "values for  tests"
regexes = ['''^tst-''']

# the demo has no users
[[allowlists]]
paths = ['''^demo/''']

[[allowlists]]
targetRules = ["generic-api-key"]
stopwords = ["place"]

[[rules]]
id = "kubernetes-secret-yaml"
[[rules.allowlists]]
description = "made by a test"
regexes = ['''^onl''']
`

// TestExceptions shows which marks of structure and form each sort of exception
// covers, and the reason it gives.
func TestExceptions(t *testing.T) {
	t.Parallel()
	pat := "ghp_" + "R7tq2Lw9Zx4Vb1Nm6KdS3fGh8JyP5cT0uAeB"
	texts := map[string]string{
		pattern.ConfigFile: excepting,
		pattern.IgnoreFile: "# old ones,\n#  revoked\nnotes.txt:github-pat:1\napps/token.yaml:github-pat:5\n\napps/all.yaml:kubernetes-secret-yaml:2\nno fingerprint\n",
		"notes.txt": "a " + pat + "\nb " + pat + " # gitleaks:allow\nc " + pat + " // trufflehog:ignore, betterleaks:allow: a sample\n" +
			"gitleaks:allow " + pat + "\nd\n",
		"apps/all.yaml":      "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: qT7xW2mLp9Rk4Vz8\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringData:\n  password: onlyW2mLp9Rk4Vz8\n  key: tst-W2mLp9Rk4Vz8 # of gitleaks:allow nothing\n",
		"apps/token.yaml":    "apiVersion: v1\nkind: Secret\nmetadata: {name: t}\nstringData:\n  token: " + pat + "\n",
		"apps/place.env":     "DB_PASSWORD=qT7xplaceLp9Rk4Vz8\nAPI_TOKEN='tst-W2mLp9Rk4Vz8'\n",
		"demo/.env":          "DB_PASSWORD=qT7xW2mLp9Rk4Vz8\n",
		"inside.env":         "DB_PASSWORD=\"qT7xW2mLp9-gitleaks:allow-Rk4Vz8\" # why\n",
		"other/empty.yaml":   "a: b # gitleaks:allow\n",
		"keys/private.pem":   "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY----- # gitleaks:allow of a test\n",
		"vendor/ignored.txt": pat + " gitleaks:allow\n",
	}
	want := []string{
		`.gitleaks.toml:12 gitleaks "values for tests" [apps/all.yaml:12 apps/place.env:2]`,
		`.gitleaks.toml:17 gitleaks "the demo has no users" [demo/.env:1]`,
		`.gitleaks.toml:20 gitleaks "" [apps/place.env:1]`,
		`.gitleaks.toml:26 gitleaks "made by a test" [apps/all.yaml:11]`,
		`.gitleaks.toml:7 gitleaks "nothing here signs" []`,
		`.gitleaks.toml:9 gitleaks "broken since the last release" []`,
		`.gitleaks.toml:10 gitleaks "" []`,
		`.gitleaksignore:3 gitleaks "old ones, revoked" [notes.txt:1]`,
		`.gitleaksignore:4 gitleaks "old ones, revoked" [apps/token.yaml:5]`,
		`.gitleaksignore:6 gitleaks "" [apps/all.yaml:5]`,
		`apps/all.yaml:12 gitleaks "nothing" [apps/all.yaml:12]`,
		`inside.env:1 gitleaks "" [inside.env:1]`,
		`keys/private.pem:3 gitleaks "of a test" [keys/private.pem:1]`,
		`notes.txt:2 gitleaks "" [notes.txt:2]`,
		`notes.txt:3 trufflehog "a sample" [notes.txt:3]`,
		`notes.txt:3 betterleaks "a sample" [notes.txt:3]`,
		`notes.txt:4 gitleaks "" [notes.txt:4]`,
	}
	part := exceptionsIn(texts)
	got := listed(part.Ignores)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]facts.Skip{{Why: "line of .gitleaksignore that is no fingerprint", Files: 1}}, part.Skipped); diff != "" {
		t.Error(diff)
	}
}

func listed(ignores []facts.Ignore) []string {
	var list []string
	for _, i := range ignores {
		var covers []string
		for _, at := range i.Covers {
			covers = append(covers, fmt.Sprintf("%s:%d", at.File, at.Line))
		}
		list = append(list, fmt.Sprintf("%s:%d %s %q %v", i.At.File, i.At.Line, i.Tool, i.Reason, covers))
	}
	return list
}

// exceptionsIn runs the front ends of leaks and looks for exceptions.
func exceptionsIn(texts map[string]string) source.Part {
	return exceptionsWithinEffort(pattern.MaxEffort, texts)
}

func exceptionsWithinEffort(steps int64, texts map[string]string) source.Part {
	files := map[string][]byte{}
	for name, text := range texts {
		files[name] = []byte(text)
	}
	tree, ctx := source.New("home", files), context.Background()
	var all source.Part
	for _, find := range []func(context.Context, *source.Tree) source.Part{leak.Literals, leak.Credentials, leak.Committed, pattern.CustomRules} {
		all.Add(find(ctx, tree))
	}
	return pattern.ExceptionsWithin(steps, tree, all.Marks)
}

// TestBrokenConfig demands that what gitleaks would refuse is told with its
// line, never quoted, and costs no more than itself.
func TestBrokenConfig(t *testing.T) {
	t.Parallel()
	const fine = "\n[[allowlists]]\ndescription = 'fine'\nstopwords = ['qT7x']\n"
	tests := map[string]struct {
		text string
		want string // of the problem
		rest bool   // the fine list is still known
	}{
		"no TOML":           {"[[allowlists]]\nstopwords = ['zorba\n", "2 syntax not valid TOML: gitleaks' exceptions and rules in it are not known", false},
		"twice":             {"title = 'a'\ntitle = 'zorba'\n", "1 syntax not valid TOML: gitleaks' exceptions and rules in it are not known", false},
		"deep":              {"a = " + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "\n", "1 syntax too deeply nested: gitleaks' exceptions and rules in it are not known", false},
		"brackets in texts": {"a = '''" + strings.Repeat("[", 100) + "''' # " + strings.Repeat("{", 100) + "\nb = \"\\\"[[\"" + fine, "", true},
		"large":             {"#" + strings.Repeat(" ", pattern.MaxConfig) + fine, "1 syntax larger than 512 kB: gitleaks' exceptions and rules in it are not known", false},
		"expression":        {"[[allowlists]]\nregexes = ['''zor''', '''zorba(''']" + fine, "2 syntax this is no regular expression: missing closing )", true},
		"path":              {"[[allowlists]]\npaths = ['''*zorba''']" + fine, "2 syntax this is no regular expression: missing argument to repetition operator", true},
		"joined":            {"[[allowlists]]\npaths = ['" + strings.Repeat("(", 999) + "zorba" + strings.Repeat(")", 999) + "', 'b']" + fine, "2 syntax these expressions cannot be joined; gitleaks refuses them", true},
		"condition":         {"[[allowlists]]\ncondition = 'zorba'\nstopwords = ['a']" + fine, "1 syntax the condition of this allowlist is neither and nor or; gitleaks refuses it", true},
		"target":            {"[[allowlists]]\nregexTarget = 'zorba'\nregexes = ['a']" + fine, "1 syntax the regexTarget of this allowlist is none that gitleaks knows", true},
		"empty":             {"[[allowlists]]\ndescription = 'zorba'" + fine, "1 syntax this allowlist checks nothing; gitleaks refuses it", true},
		"huge programs":     {"[[allowlists]]\nregexes = ['''(zorba{900}){900}''', 'a']" + fine, "2 syntax this is no regular expression: invalid repeat count", true},
		"many programs":     {"[[allowlists]]\nregexes = [" + strings.Repeat("'''(z{90}o{90}){9}''',", 400) + "]", "2 syntax from here on the expressions are too large together; exceptions and rules with one are not known", false},
		"no group":          {"[[rules]]\nid = 'zorba'\nregex = 'a'\nsecretGroup = 3" + fine, "1 syntax this rule has no group of that number", true},
		"odd shapes":        {"allowlists = 3\nrules = 'zorba'\nextend = ['x']\n", "", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part := exceptionsIn(map[string]string{pattern.ConfigFile: tt.text, "a.env": "DB_PASSWORD=qT7xW2mLp9Rk4Vz8\n"})
			var told []string
			for _, p := range part.Problems {
				told = append(told, fmt.Sprintf("%d %s %s", p.At.Line, p.Code, p.Detail))
			}
			if got := strings.Join(told, "; "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if strings.Contains(fmt.Sprint(part.Problems), "zorba") {
				t.Errorf("a problem quotes the file: %v", part.Problems)
			}
			rest := slices.Contains(listed(part.Ignores), fmt.Sprintf(".gitleaks.toml:%d gitleaks \"fine\" [a.env:1]", 1+strings.Count(tt.text[:max(0, strings.Index(tt.text, fine))], "\n")+1))
			if rest != tt.rest {
				t.Errorf("%v, want the fine list %v", listed(part.Ignores), tt.rest)
			}
		})
	}
}

// TestEffort ends although each expression meets each of many literals.
func TestEffort(t *testing.T) {
	t.Parallel()
	config := "[[allowlists]]\nregexTarget = 'line'\nregexes = ['''(?:a{50}b{50}){20}c''']\n"
	files := map[string]string{pattern.ConfigFile: strings.Repeat(config, 50)}
	for i := range 5 {
		files[fmt.Sprintf("%d.env", i)] = strings.Repeat("DB_PASSWORD=qT7xW2mLp9Rk4Vz8"+strings.Repeat("a", 500)+"\n", 300)
	}
	part := exceptionsWithinEffort(1<<24, files)
	if len(part.Problems) != 1 || part.Problems[0].Code != facts.FaultTooLarge {
		t.Errorf("%v", part.Problems)
	}
}

func FuzzGitleaksConfig(f *testing.F) {
	f.Add(excepting)
	f.Add(fmt.Sprintf(twoRules, "[rules.allowlist]\npaths = 'a'"))
	f.Add("rules = [{id = 'a', regex = '''x''', allowlists = [{stopwords = ['y']}]}]\n[allowlist]\na.b.c = 1")
	f.Fuzz(func(t *testing.T, text string) {
		part := exceptionsIn(map[string]string{pattern.ConfigFile: text, "a.env": "DB_PASSWORD=qT7xW2mLp9Rk4Vz8\n"})
		for _, i := range part.Ignores {
			if i.At.Line < 1 || i.At.Col < 1 || len(i.Reason) > pattern.MaxReason {
				t.Errorf("%+v", i)
			}
		}
	})
}

func FuzzFingerprints(f *testing.F) {
	f.Add("# a\nnotes.txt:github-pat:1\nabcdef0:a.env:b:2\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, i := range exceptionsIn(map[string]string{pattern.IgnoreFile: text, "a.env": "DB_PASSWORD=qT7xW2mLp9Rk4Vz8\n"}).Ignores {
			if i.At.Line < 1 || len(i.Reason) > pattern.MaxReason {
				t.Errorf("%+v", i)
			}
		}
	})
}
