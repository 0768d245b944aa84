package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// corpora is a folder of public repositories beside the checkout; it is not
// part of the project.
const corpora = "../../../shared/corpus"

// explained lists every finding on the corpora with its reason.
const explained = "../../docs/corpus-findings.md"

// maxUnknownShare is how much of the references may stay unknown on a corpus.
const maxUnknownShare = 0.15

// explanation is one row of a table of findings: a rule, the files it speaks
// about and how often.
type explanation struct {
	severity, rule string
	where          *regexp.Regexp
	text           string
	count, seen    int
}

// explanations reads the tables below the headings that name a corpus.
func explanations(t *testing.T) map[string][]*explanation {
	t.Helper()
	text, err := os.ReadFile(explained)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]*explanation{}
	heading := ""
	for line := range strings.Lines(string(text)) {
		if name, is := strings.CutPrefix(strings.TrimSpace(line), "## "); is {
			heading, _, _ = strings.Cut(name, ":")
			found[heading] = nil
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) < 7 || heading == "" {
			continue
		}
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), "`")
		}
		if count, err := strconv.Atoi(cells[4]); err == nil {
			found[heading] = append(found[heading], &explanation{cells[1], cells[2], placePattern(cells[3]), line, count, 0})
		}
	}
	return found
}

// placePattern matches places "file:line" in which "*" stands for a name and
// "**" for any part of a path.
func placePattern(glob string) *regexp.Regexp {
	quoted := strings.NewReplacer(`\*\*`, ".*", `\*`, "[^/]*").Replace(regexp.QuoteMeta(glob))
	return regexp.MustCompile("^(?:" + quoted + ")$")
}

// TestCorpora holds what is said of real repositories to what was explained:
// every finding is one that a person looked at, and most references are
// decided.
func TestCorpora(t *testing.T) {
	t.Parallel()
	roots, err := os.ReadDir(corpora)
	if err != nil {
		t.Logf("NOT COMPARED: %s is missing, so no real repository was linted", corpora)
		return
	}
	all := explanations(t)
	for _, root := range roots {
		if root.IsDir() {
			t.Run(root.Name(), func(t *testing.T) {
				t.Parallel()
				compareCorpus(t, all, root.Name())
			})
		}
	}
	t.Run("an estate of three", func(t *testing.T) {
		t.Parallel()
		gitops := filepath.Join(corpora, "tazzo__tazlab-k8s")
		compareCorpus(t, all, "tazzo__tazlab-k8s with the example's vault and bootstrap",
			"--repo", "gitops="+gitops, "--repo", "vault="+estate+"/tazpod", "--repo", "bootstrap="+estate+"/ephemeral-castle")
	})
}

func compareCorpus(t *testing.T, all map[string][]*explanation, name string, args ...string) {
	t.Helper()
	rows, told := all[name]
	if !told {
		t.Fatalf("%s has no section %q", explained, name)
	}
	corpus, _, _ := strings.Cut(name, " ")
	said := lintReport(t, filepath.Join(corpora, corpus), args...)
	for _, f := range said.Findings {
		place := fmt.Sprintf("%s:%d", f.Location.File, f.Location.Line)
		i := slices.IndexFunc(rows, func(e *explanation) bool {
			return e.severity == f.Severity && e.rule == f.Rule && e.where.MatchString(place)
		})
		if i < 0 {
			t.Errorf("not explained:\n%s", printed([]finding{f}))
			continue
		}
		rows[i].seen++
	}
	for _, e := range rows {
		if e.seen != e.count {
			t.Errorf("told %d times, explained %d times: %s", e.seen, e.count, e.text)
		}
	}
	if share := said.Coverage.References.unknownShare(); len(args) == 0 && share >= maxUnknownShare && corpus != "tazzo__tazlab-k8s" {
		t.Errorf("%.0f %% of the references are unknown: %v", 100*share, said.Coverage.References.Unknown)
	}
}

// references counts answers as the JSON report does.
type references struct {
	Resolved, Optional, Undefined int
	Unknown                       map[string]int
}

func (r references) unknownShare() float64 {
	unknown := 0
	for _, n := range r.Unknown {
		unknown += n
	}
	return float64(unknown) / float64(max(1, r.Resolved+r.Optional+r.Undefined+unknown))
}
