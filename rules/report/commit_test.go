package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/rules"
)

const (
	oldCommit = "0123456789abcdef0123456789abcdef01234567"
	newCommit = "89abcdef0123456789abcdef0123456789abcdef"
)

// pastExample has one value that is gone and one that stands elsewhere, at the
// same place of one file. Nothing but what Past returns may be shown.
func pastExample() *Report {
	place := at("apps/blog/secret.yaml", 2, 9, len(secretValue))
	marks := []facts.Mark{{Kind: facts.MarkPlaintextSecret, At: place, Commit: oldCommit}, {Kind: facts.MarkPlaintextSecret, At: place, Commit: newCommit}}
	finding := func(commit rules.Commit, severity rules.Severity, print string) rules.Finding {
		return rules.Finding{Rule: "leak/plaintext-secret", Severity: severity, Message: "a value stands here", At: place, Masked: true, Wary: true, Commit: commit, Fingerprint: print}
	}
	return &Report{
		Tool: "tazlint", Version: "1.2.3", Sources: readSource, Dirs: map[string]string{"home": "."}, Marks: marks,
		Past: func(_, _, commit string) ([]byte, error) {
			return []byte("kind: Secret\nvalue:  " + secretValue + " # " + commit[:3] + "\n"), nil
		},
		Findings: []rules.Finding{
			finding(rules.Commit{ID: oldCommit, Date: "2024-05-06"}, rules.Error, "f1"),
			finding(rules.Commit{ID: newCommit, Date: "2025-06-07", Stands: at("moved.yaml", 4, 3, 5)}, rules.Info, "f2"),
		},
		Coverage: Coverage{Mode: ModeHistory, Commits: 2, Files: 3, Shallow: true, Repos: []RepoCoverage{{Name: "home"}}},
	}
}

func TestFindingsFromHistory(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"text":     {"secret.yaml:2:9 in 0123456789ab\n", "2 | value:  ******** # ", "commit: 0123456789ab of 2024-05-06 brought it; it stands no more", "(home/apps/blog/secret.yaml:2:9 in 89abcdef0123)", "covered: 3 versions of files in 2 commits\n", "not covered: commits before"},
		"json":     {`"id": "` + oldCommit + `"`, `"stands": null`, `"file": "moved.yaml"`, `"mode": "history"`, `"commits": 2`, `"shallow": true`},
		"sarif":    {"Commit 0123456789ab of 2024-05-06 brought it; it stands no more.", `"commit": "` + newCommit + `"`, `"commitDate": "2025-06-07"`, `"startColumn": 9`},
		"github":   {"::error title=leak/plaintext-secret::", "%0Acommit: 0123456789ab of 2024-05-06", "::notice file=moved.yaml,line=4"},
		"markdown": {"in 0123456789ab |", "in 89abcdef0123 |"},
	}
	for _, f := range Formats() {
		var b bytes.Buffer
		if err := Write(&b, f.Name, pastExample()); err != nil {
			t.Fatal(err)
		}
		if len(want[f.Name]) == 0 {
			t.Errorf("nothing is expected of %s", f.Name)
		}
		for _, text := range append(want[f.Name], "0123456789ab") {
			if !strings.Contains(b.String(), text) {
				t.Errorf("%s lacks %q:\n%s", f.Name, text, b.String())
			}
		}
		if strings.Contains(b.String(), secretValue) {
			t.Errorf("%s shows the value:\n%s", f.Name, b.String())
		}
	}
}

func TestStagedCoverage(t *testing.T) {
	t.Parallel()
	want := []string{"covered: 0 files staged; skipped 1 submodule", "judged: what single files show; references take the whole tree", "problems: 1 file could not be used completely"}
	got := Coverage{Mode: ModeStaged, Skipped: []facts.Skip{{Why: "submodule", Files: 1}}, Problems: make([]facts.Problem, 1)}.lines()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
