package rules

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tazzo/tazlint/analyzers/facts"
)

func TestJoinEqual(t *testing.T) {
	t.Parallel()
	at := func(repo, file string, line int) facts.Pos { return facts.Pos{Repo: repo, File: file, Line: line} }
	found := []Finding{
		{Rule: "leak/credential", At: at("a", "x", 1), Masked: true},
		{Rule: "leak/inline-credential", At: at("a", "x", 2), Masked: true, Note: "feeds Deployment n/d"},
		{Rule: "leak/plaintext-secret", At: at("b", "y", 3), Symbol: "object:/n/Secret/s#data.password", Masked: true},
		{Rule: "leak/unencrypted-file", At: at("b", "y", 3), Symbol: "object:/n/Secret/s#data.password", Masked: true},
		{Rule: "leak/inline-credential", At: at("a", "x", 4), Masked: true},
		{Rule: "leak/inline-credential", At: at("a", "x", 5), Masked: true},
		{Rule: "leak/weak-placeholder", At: at("a", "x", 6), Masked: true},
		{Rule: "leak/inline-credential", At: at("a", "x", 7), Masked: true},
		{Rule: "reference/undefined-key", At: at("a", "x", 8)},
	}
	texts := map[int]string{1: `"green-apple-7"`, 2: "green-apple-7 ", 3: "Z3JlZW4tYXBwbGUtNw==", 4: "Z3JlZW4tYXBwbGUtNw==", 5: "other", 6: "other", 8: "green-apple-7"}
	JoinEqual(found, func(f Finding) ([]byte, bool) {
		text, ok := texts[f.At.Line]
		return []byte(text), ok
	})
	var got []string
	for _, f := range found {
		line := fmt.Sprintf("%d %s:", f.At.Line, f.Note)
		for _, r := range f.Related {
			line += fmt.Sprintf(" %s/%s:%d", r.At.Repo, r.At.File, r.At.Line)
		}
		got = append(got, line)
	}
	more := "the same value stands in 2 more places"
	want := []string{
		"1 " + more + ": a/x:2 b/y:3", "2 feeds Deployment n/d; " + more + ": a/x:1 b/y:3", "3 " + more + ": a/x:1 a/x:2", "3 " + more + ": a/x:1 a/x:2",
		"4 :", "5 :", "6 :", "7 :", "8 :",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if all := fmt.Sprint(found); strings.Contains(all, "green") {
		t.Error("a value is kept")
	}
}
