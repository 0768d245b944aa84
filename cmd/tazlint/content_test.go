package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

// runs runs the tool and returns all that it prints.
func runs(ctx context.Context, args ...string) (string, int) {
	var out bytes.Buffer
	code := run(ctx, args, streams{strings.NewReader(""), &out, &out}, func(string) string { return "" })
	return out.String(), code
}

// TestCanaryInGit stages the nest, commits it, changes and removes it, and looks
// for canaries in what each mode prints in each format.
func TestCanaryInGit(t *testing.T) {
	t.Parallel()
	dir := buildNest(t)
	r := gittest.In(t, dir)
	check := func(mode, at string, least int) {
		t.Helper()
		for _, format := range formatNames("lint") {
			for _, args := range [][]string{{}, {"--debug", "--timing", "--no-suppressions", "--color", "always", "--fail-on", "info"}} {
				args = append([]string{"lint", mode, filepath.Join(dir, at), "--format", format}, args...)
				out, code := runs(t.Context(), args...)
				if leak := forbidden.FindStringIndex(out); leak != nil {
					t.Errorf("tazlint %s prints a value:\n%s", strings.Join(args, " "), out[max(0, leak[0]-200):min(len(out), leak[1]+40)])
				}
				if code != exitFindings || strings.Count(out, "leak/") < least {
					t.Errorf("tazlint %s: code %d, rules of leaks %d times", strings.Join(args, " "), code, strings.Count(out, "leak/"))
				}
			}
		}
	}
	r.Git("add", "-A", "-f", ".")
	check("--staged", "gitops", 10)
	check("--staged", "bootstrap", 10)
	r.Commit(nil)
	for name, text := range nest {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte("# changed\n"+strings.ReplaceAll(text, "%d", "999")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.Git("add", "-A", "-f", ".")
	r.Git("commit", "-q", "-m", "change")
	check("--history", "gitops", 10)
	recorded := filepath.Join(t.TempDir(), "baseline.jsonl")
	out, _ := runs(t.Context(), "baseline", "--history", filepath.Join(dir, "gitops"), "--baseline", recorded)
	if written, err := os.ReadFile(recorded); err != nil || forbidden.Match(written) || forbidden.MatchString(out) || bytes.Count(written, []byte(`"history":true`)) < 10 {
		t.Errorf("baseline of a history: %v\n%s%s", err, out, written)
	}
	r.Git("rm", "-q", "-r", "--cached", ".")
	r.Git("commit", "-q", "-m", "gone")
	check("--history", "bootstrap", 10)
	if err := os.RemoveAll(filepath.Join(dir, ".git", "objects")); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"--staged", "--history"} {
		if out, code := runs(t.Context(), "lint", mode, dir, "--debug"); forbidden.MatchString(out) || code == exitClean {
			t.Errorf("%s of a broken repository: code %d\n%s", mode, code, out)
		}
	}
}

// TestStagedIsTheTree: what a tree shows of its files' contents is what it shows
// when all of it is staged; with a first commit, its history shows the same
// values.
func TestStagedIsTheTree(t *testing.T) {
	dir := buildNest(t)
	r := gittest.In(t, dir)
	r.Git("add", "-A", "-f", ".")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	content := []string{"--enable", "leak/credential,leak/plaintext-secret,leak/inline-credential,leak/weak-placeholder,leak/committed-material", "--format", "json"}
	findings := func(args ...string) string {
		out, _ := runs(t.Context(), append(append([]string{"lint"}, args...), content...)...)
		_, list, _ := strings.Cut(out, `"findings":`)
		list, _, _ = strings.Cut(list, "\ntazlint: ") // what does not parse
		return strings.TrimSpace(list)
	}
	gitops := filepath.Join(dir, "gitops")
	alone := filepath.Join(t.TempDir(), "alone.yaml")
	if err := os.WriteFile(alone, []byte("version: 1\nrepos: {gitops: {path: "+gitops+", role: gitops}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := findings(gitops, "--config", alone)
	for _, n := range []int{1, 8} {
		runtime.GOMAXPROCS(n)
		if diff := cmp.Diff(want, findings(gitops, "--staged")); diff != "" || len(want) < 1000 {
			t.Errorf("staged with %d processors:\n%s", n, diff)
		}
	}
	r.Git("commit", "-q", "-m", "one")
	past := findings(gitops, "--history")
	if got, all := strings.Count(past, `"rule"`), strings.Count(want, `"rule"`); got == 0 || got > all || strings.Contains(past, `"stands": null`) {
		t.Errorf("%d findings in history, %d in the tree:\n%s", got, all, past)
	}
	runtime.GOMAXPROCS(1)
	if diff := cmp.Diff(past, findings(gitops, "--history")); diff != "" {
		t.Error(diff)
	}
}

// TestHistoryEndsWithItsContext: an interrupt does not wait for the last commit.
func TestHistoryEndsWithItsContext(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	text := strings.Repeat("password: of-a-text\n", 2000)
	r.Import(2000, func(i int) map[string]string { return map[string]string{"a.yaml": text + strings.Repeat("#", i)} })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	out, code := runs(ctx, "lint", "--history", r.Dir)
	if code != exitIncomplete || time.Since(start) > 20*time.Second || strings.Contains(out, "of-a-text") {
		t.Errorf("code %d after %s: %s", code, time.Since(start), out)
	}
}

// TestProgress: lines replace each other, and the last is removed.
func TestProgress(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := &progress{app: &app{streams: streams{err: &out}}}
	p.tell(5, 0)
	p.tell(6, 10) // too soon
	p.shown = time.Time{}
	p.tell(7, 10)
	p.end()
	want := "\rtazlint: 5 commits\rtazlint: 7 of 10 commits\r" + strings.Repeat(" ", 24) + "\r"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	var none *progress
	none.tell(1, 1)
	none.end()
}
