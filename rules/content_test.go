package rules

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// literalKinds are marks that single files are enough for.
var literalKinds = []facts.MarkKind{
	facts.MarkCommitted, facts.MarkCredential, facts.MarkInlineCredential, facts.MarkMasked, facts.MarkPlaintextSecret, facts.MarkWeakPlaceholder,
}

// TestOnly: what needs more than the marks that were looked for stays silent.
func TestOnly(t *testing.T) {
	t.Parallel()
	book := builtin(t)
	found, err := book.Check(t.Context(), link(t, everything), Options{Only: literalKinds})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`22 leak/credential error: A credential of the form github-pat stands in f.`,
		`23 leak/plaintext-secret error: Secret auth/db holds a readable value in data.password.`,
	}
	if diff := cmp.Diff(want, brief(found)); diff != "" {
		t.Error(diff)
	}
	want = []string{
		"hygiene/expired-suppression", "hygiene/suppression-without-reason", "hygiene/unused-suppression",
		"leak/committed-material", "leak/credential", "leak/inline-credential", "leak/plaintext-secret", "leak/weak-placeholder",
	}
	if diff := cmp.Diff(want, book.Ran(Options{Only: literalKinds})); diff != "" {
		t.Error(diff)
	}
}

// pastMark is a credential that a commit brought to line 3 of a file.
func pastMark(commit string, stands facts.Pos) facts.Mark {
	at := facts.Pos{Repo: "r", File: "f", Line: 3, Col: 1, EndLine: 3, EndCol: 9}
	return facts.Mark{Kind: facts.MarkCredential, Detector: "x", On: "file:r/f", At: at, Commit: commit, Date: "2026-01-02", Stands: stands}
}

func ignoring(line int, commit string) facts.Ignore {
	return facts.Ignore{At: facts.Pos{Repo: "r", File: "f", Line: line, Col: 1}, Line: line, Rules: []string{"leak"}, Reason: "a test", Commit: commit}
}

// TestPast: one place in two commits is two findings, a comment is about its own
// text, and one of today about what still stands there.
func TestPast(t *testing.T) {
	t.Parallel()
	today := facts.Pos{Repo: "r", File: "f", Line: 7, Col: 1, EndLine: 7, EndCol: 9}
	for _, c := range []struct {
		ignores []facts.Ignore
		want    string
	}{
		{nil, "[a b]"},
		{[]facts.Ignore{ignoring(3, "a")}, "[b]"},
		{[]facts.Ignore{ignoring(3, "c")}, "[a b]"},
		{[]facts.Ignore{ignoring(3, "")}, "[a b]"},
		{[]facts.Ignore{ignoring(7, "")}, "[a]"},
		{[]facts.Ignore{ignoring(7, "b")}, "[a b]"},
	} {
		o := &facts.Object{Format: facts.Format, Repo: "r", Marks: []facts.Mark{pastMark("a", facts.Pos{}), pastMark("b", today)}, Ignores: c.ignores}
		found, err := builtin(t).Check(t.Context(), linkObjects(t, o), Options{Only: literalKinds, Suppress: true})
		if err != nil {
			t.Fatal(err)
		}
		active := []string{}
		prints := map[string]bool{}
		for _, f := range found {
			prints[f.Fingerprint] = true
			if f.Suppressed == nil {
				active = append(active, f.Commit.ID)
			}
			if f.Rule != "leak/credential" || (f.Remediation == pastRemediation) != (f.Commit.ID == "a") {
				t.Errorf("%s of %s: %s", f.Rule, f.Commit.ID, f.Remediation)
			}
		}
		if got := fmt.Sprint(active); got != c.want || len(prints) != 2 {
			t.Errorf("%+v: %s, want %s; %d fingerprints", c.ignores, got, c.want, len(prints))
		}
	}
}

// TestPartHasNoUnusedSuppressions: of a part nobody knows, and what the
// configuration says is not of the part.
func TestPartHasNoUnusedSuppressions(t *testing.T) {
	t.Parallel()
	unused, nameless, old := ignoring(9, ""), ignoring(10, ""), ignoring(11, "a")
	nameless.Reason, old.Reason = "", ""
	o := &facts.Object{Format: facts.Format, Repo: "r", Ignores: []facts.Ignore{unused, nameless, old}}
	found, err := builtin(t).Check(t.Context(), linkObjects(t, o), Options{
		Only: literalKinds, Today: "2026-01-02", Ignores: []ConfigIgnore{{Rule: "leak", Reason: "x", Until: "2025-01-01"}},
	})
	want := []string{"10 hygiene/suppression-without-reason warning: This suppression of leak gives no reason."}
	if diff := cmp.Diff(want, brief(found)); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
