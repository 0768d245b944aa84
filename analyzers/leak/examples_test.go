package leak_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/leak/pattern"
	"github.com/tazzo/tazlint/analyzers/source"
)

var seed = flag.Uint64("seed", 1, "choose the secrets in gitleaks' examples")

// generated is a text that one of gitleaks' rules is tried on when its
// configuration is made, and whether the rule has to find something in it.
type generated struct {
	Rule, Path, Text string
	Found            bool
}

// minAgreement is the least share of a rule's examples that must be decided as
// gitleaks does.
const minAgreement = 0.99

// byStructure says who judges what a rule that the engine does not run looks
// for, and why. What is printed of them is a measure and no demand: structure
// needs a field that holds secrets, and half of these examples are code.
var byStructure = map[string]string{
	"generic-api-key":        "any word beside any random text: the field's name and the value's shape are judged together",
	"hashicorp-tf-password":  "fields of Terraform are judged in the files of Terraform",
	"kubernetes-secret-yaml": "an entry of a Secret is judged by what it decodes to",
	"pkcs12-file":            "a file's name alone: whole files are judged by what they hold",
}

// untried are the rules that gitleaks gives no examples.
var untried = []string{"dropbox-long-lived-api-token", "dropbox-short-lived-api-token"}

// tally counts the examples of one rule.
type tally struct{ agree, all int }

func (n *tally) share() float64 { return float64(n.agree) / float64(n.all) }

// TestGitleaksExamples holds every rule to gitleaks' own examples of what is a
// secret and what is none. With -v it prints how each rule does.
func TestGitleaksExamples(t *testing.T) {
	t.Parallel()
	tallies := map[string]*tally{}
	for _, e := range examples(t) {
		n := tallies[e.Rule]
		if n == nil {
			n = &tally{}
			tallies[e.Rule] = n
		}
		n.all++
		if e.told(t.Context()) == e.Found {
			n.agree++
		} else if byStructure[e.Rule] == "" {
			t.Logf("%s in %s: found is %v for\n%s", e.Rule, cmp.Or(e.Path, "any file"), !e.Found, e.Text)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(tallies)) {
		n := tallies[id]
		t.Logf("%-42s %4d of %4d %s", id, n.agree, n.all, byStructure[id])
		if byStructure[id] == "" && n.share() < minAgreement {
			t.Errorf("%s agrees with gitleaks on %d of %d examples", id, n.agree, n.all)
		}
	}
	for _, id := range pattern.IDs() {
		if tallies[id] == nil && !slices.Contains(untried, id) {
			t.Errorf("%s has no example", id)
		}
	}
}

// told reports whether the text is said to hold a secret.
func (e generated) told(ctx context.Context) bool {
	name := e.Path
	if name == "" {
		name = "a.txt"
		if byStructure[e.Rule] != "" {
			name = ".env"
		}
	}
	if byStructure[e.Rule] == "" {
		tree := source.New("repo", map[string][]byte{name: []byte(e.Text)})
		return slices.ContainsFunc(pattern.SearchFile(tree.Files[0]).Marks, func(m facts.Mark) bool { return m.Detector == e.Rule })
	}
	text := strings.ReplaceAll(e.Text, "\t", "  ") // no YAML is indented with tabs
	tree := source.New("repo", map[string][]byte{name: []byte(text)})
	found := slices.Concat(leak.Literals(ctx, tree).Marks, leak.Committed(ctx, tree).Marks)
	return slices.ContainsFunc(found, func(m facts.Mark) bool { return m.Kind != facts.MarkMasked })
}

// examples runs gitleaks' own generator of its configuration, in which two
// files of testdata/generator take the place of those that try the rules and
// make up secrets.
func examples(t *testing.T) []generated {
	t.Helper()
	module := strings.TrimSpace(string(command(t, ".", "go", "list", "-m", "-f", "{{.Dir}}", "github.com/zricethezav/gitleaks/v8")))
	program := filepath.Join(t.TempDir(), "generator")
	command(t, ".", "go", "build", "-overlay", overlay(t, filepath.Join(module, "cmd", "generate")), "-o", program, "./testdata/generator/config")
	out := command(t, filepath.Join(module, "cmd", "generate", "config"), program, os.DevNull, strconv.FormatUint(*seed, 10))
	var all []generated
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var e generated
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
}

// moved turns gitleaks' files into files of the packages below
// testdata/generator.
var moved = strings.NewReplacer(
	"github.com/zricethezav/gitleaks/v8/cmd/generate/", "github.com/tazzo/tazlint/analyzers/leak/testdata/generator/",
	"package pattern\n", "package secrets\n",
)

// overlay makes the compiler see gitleaks' generator in testdata/generator,
// apart from files that lie there. It may not replace files of the module
// cache, so the generator moves.
func overlay(t *testing.T, generator string) string {
	t.Helper()
	shown := map[string]string{filepath.Join("secrets", "sample.go"): filepath.Join("pattern", "sample_test.go")}
	err := filepath.WalkDir(generator, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			as, _ := filepath.Rel(generator, path)
			shown[as] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	for as, path := range shown {
		as, err := filepath.Abs(filepath.Join("testdata", "generator", as))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(as); err == nil {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		replace[as] = temporary(t, moved.Replace(string(text)))
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	return temporary(t, string(text))
}

func temporary(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// command runs a program in a directory and gives what it prints.
func command(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("run %s: %v", name, cause(err))
	}
	return out
}

// cause is what a program that failed printed, if it ran.
func cause(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(exit.Stderr)
	}
	return err.Error()
}
