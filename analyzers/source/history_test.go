package source_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

// versions lists what a history visits: the number of the commit, path and text.
func versions(t *testing.T, dir string, opt source.HistoryOptions, commits ...string) ([]string, source.Past) {
	t.Helper()
	var seen []string
	past, err := source.History(t.Context(), "repo", dir, opt, func(v source.Version) error {
		text, err := v.File().Text()
		if err != nil {
			text = []byte(err.Error())
		}
		number := "?"
		for i, c := range commits {
			if c == v.ID {
				number = fmt.Sprint(i)
			}
		}
		if v.Date != "2026-01-02" {
			t.Errorf("date %q", v.Date)
		}
		seen = append(seen, number+" "+v.File().Path+"="+string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen, past
}

func TestHistory(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	commits := []string{
		r.Commit(map[string]string{"a": "1", "dir/b": "1", "bin": "\x00", "left/x": "x"}),
		r.Commit(map[string]string{"a": "2"}),
		r.Commit(map[string]string{"a": "1", "dir/b": ""}), // nothing new
	}
	r.Git("mv", "a", "c")
	commits = append(commits, r.Commit(map[string]string{"new\nline": "n"}))
	if err := os.Symlink("c", filepath.Join(r.Dir, "link")); err != nil {
		t.Fatal(err)
	}
	r.Commit(nil)
	seen, past := versions(t, r.Dir, source.HistoryOptions{Options: source.Options{Exclude: []string{"left/**"}}}, commits...)
	want := []string{"0 a=1", "0 bin=binary file", "0 dir/b=1", "1 a=2", "3 c=1", "3 new\nline=n"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
	wantPast := source.Past{Commits: 5, Versions: 6, Skipped: map[string]int{"binary file": 1, "excluded by configuration": 1, "symbolic link": 1}}
	if diff := cmp.Diff(wantPast, past); diff != "" {
		t.Error(diff)
	}
	below, _ := versions(t, filepath.Join(r.Dir, "dir"), source.HistoryOptions{}, commits...)
	if diff := cmp.Diff([]string{"0 b=1"}, below); diff != "" {
		t.Error(diff)
	}
}

// TestHistoryMerge: a merge can bring what no parent has, and every branch, tag
// and stash counts.
func TestHistoryMerge(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	commits := []string{r.Commit(map[string]string{"a": "1"})}
	r.Git("checkout", "-q", "-b", "side")
	commits = append(commits, r.Commit(map[string]string{"b": "side"}))
	r.Git("checkout", "-q", "main")
	commits = append(commits, r.Commit(map[string]string{"c": "main"}))
	r.Git("merge", "-q", "--no-commit", "side")
	commits = append(commits, r.Commit(map[string]string{"a": "evil", "d": "evil too"}))
	r.Git("checkout", "-q", "--detach", "main")
	commits = append(commits, r.Commit(map[string]string{"e": "tagged"}))
	r.Git("tag", "kept")
	r.Git("checkout", "-q", "main")
	r.Stage(map[string]string{"f": "stashed"})
	r.Git("stash", "-q")
	seen, past := versions(t, r.Dir, source.HistoryOptions{}, commits...)
	got := map[string]bool{}
	for _, s := range seen {
		got[s] = true
	}
	want := map[string]bool{"0 a=1": true, "1 b=side": true, "2 c=main": true, "3 a=evil": true, "3 d=evil too": true, "4 e=tagged": true, "? f=stashed": true}
	if diff := cmp.Diff(want, got); diff != "" || past.Commits != 7 {
		t.Error(diff, past)
	}
}

// TestHistoryLookups: the rules of today, everything else of the commit.
func TestHistoryLookups(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Commit(map[string]string{"web/Chart.yaml": "old", "web/templates/a": "1", ".sops.yaml": "old"})
	r.Commit(map[string]string{"web/Chart.yaml": "", "web/templates/a": "2", ".sops.yaml": "new"})
	today, err := source.Open(t.Context(), "repo", r.Dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	textOf := func(tree *source.Tree, name string) string {
		f := tree.File(name)
		if f == nil {
			return "-"
		}
		text, _ := f.Text()
		return string(text)
	}
	var got []string
	_, err = source.History(t.Context(), "repo", filepath.Join(r.Dir), source.HistoryOptions{Today: today}, func(v source.Version) error {
		if v.File().Base() == "a" {
			got = append(got, textOf(v.Tree, "web/templates/a")+textOf(v.Tree, "web/Chart.yaml")+textOf(v.Tree, ".sops.yaml")+textOf(v.Tree, "web/none")+textOf(v.Tree, "../x"))
		}
		return nil
	})
	if diff := cmp.Diff([]string{"1oldnew--", "2-new--"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestHistoryShallow(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Commit(map[string]string{"a": "1"})
	last := r.Commit(map[string]string{"a": "2"})
	clone := gittest.New(t)
	clone.Git("fetch", "-q", "--depth", "1", "file://"+r.Dir, "main:main", "--update-head-ok")
	seen, past := versions(t, clone.Dir, source.HistoryOptions{}, last)
	if diff := cmp.Diff([]string{"0 a=2"}, seen); diff != "" || !past.Shallow {
		t.Error(diff, past)
	}
}

// TestHistoryPartial: what a partial clone lacks is counted, never fetched.
func TestHistoryPartial(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	commits := []string{r.Commit(map[string]string{"a": strings.Repeat("long ", 100), "b": "1"})}
	commits = append(commits, r.Commit(map[string]string{"a": "2"}))
	r.Git("config", "uploadpack.allowFilter", "true")
	dir := filepath.Join(t.TempDir(), "clone")
	r.Git("clone", "-q", "--no-local", "--filter=blob:limit=100", "file://"+r.Dir, dir)
	seen, past := versions(t, dir, source.HistoryOptions{}, commits...)
	if diff := cmp.Diff([]string{"0 b=1", "1 a=2"}, seen); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"not in this partial clone": 1}, past.Skipped); diff != "" {
		t.Error(diff)
	}
}

// TestHistoryHidden: replacements and grafts of one machine hide nothing.
func TestHistoryHidden(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	first := r.Commit(map[string]string{"a": "hidden"})
	second := r.Commit(map[string]string{"a": "2"})
	blob := r.Git("rev-parse", first+":a")
	r.Git("replace", blob, r.Git("rev-parse", second+":a"))
	r.Write(map[string]string{".git/info/grafts": second + "\n"})
	seen, _ := versions(t, r.Dir, source.HistoryOptions{}, first, second)
	if diff := cmp.Diff([]string{"0 a=hidden", "1 a=2"}, seen); diff != "" {
		t.Error(diff)
	}
}

func TestHistoryFails(t *testing.T) {
	t.Parallel()
	none := func(source.Version) error { return nil }
	if _, err := source.History(t.Context(), "repo", t.TempDir(), source.HistoryOptions{}, none); !errors.Is(err, source.ErrNoGit) {
		t.Error(err)
	}
	r := gittest.New(t)
	if _, err := source.History(t.Context(), "repo", r.Dir, source.HistoryOptions{}, none); err != nil {
		t.Errorf("no commit: %v", err)
	}
	r.Commit(map[string]string{"a": "1"})
	refused := errors.New("refused")
	if _, err := source.History(t.Context(), "repo", r.Dir, source.HistoryOptions{}, func(source.Version) error { return refused }); !errors.Is(err, refused) {
		t.Error(err)
	}
	over, cancel := context.WithCancel(t.Context())
	_, err := source.History(over, "repo", r.Dir, source.HistoryOptions{}, func(source.Version) error { cancel(); return nil })
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	blob := r.Git("rev-parse", "HEAD:a")
	if err := os.Remove(filepath.Join(r.Dir, ".git", "objects", blob[:2], blob[2:])); err != nil {
		t.Fatal(err)
	}
	if _, err := source.History(t.Context(), "repo", r.Dir, source.HistoryOptions{}, none); err == nil {
		t.Error("a missing object goes unnoticed")
	}
	r.Git("update-ref", "refs/heads/side", r.Commit(nil))
	commit := r.Git("rev-parse", "HEAD")
	if err := os.Remove(filepath.Join(r.Dir, ".git", "objects", commit[:2], commit[2:])); err != nil {
		t.Fatal(err)
	}
	if _, err := source.History(t.Context(), "repo", r.Dir, source.HistoryOptions{}, none); err == nil {
		t.Error("a missing commit goes unnoticed")
	}
}

// TestHistoryLarge: of what is too large not even the text is read.
func TestHistoryLarge(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	c := r.Commit(map[string]string{"a": strings.Repeat("x", source.MaxFileSize+1), "b": "1"})
	seen, past := versions(t, r.Dir, source.HistoryOptions{}, c)
	if diff := cmp.Diff([]string{"0 b=1"}, seen); diff != "" || past.Skipped["larger than 8 MiB"] != 1 {
		t.Error(diff, past)
	}
}

func TestHistoryProgress(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Import(300, func(i int) map[string]string { return map[string]string{"a": fmt.Sprint(i)} })
	last := 0
	past, err := source.History(t.Context(), "repo", r.Dir, source.HistoryOptions{Progress: func(done, total int) {
		if done != last+1 || total != 0 && total != 300 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	}}, func(source.Version) error { return nil })
	if err != nil || last != 300 || past.Versions != 300 {
		t.Error(err, last, past)
	}
}

// TestHistoryOfLongIDs: a repository may name its objects by SHA-256.
func TestHistoryOfLongIDs(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	if err := os.RemoveAll(filepath.Join(r.Dir, ".git")); err != nil {
		t.Fatal(err)
	}
	r.Git("init", "-q", "--object-format=sha256", ".")
	c := r.Commit(map[string]string{"a": "1"})
	seen, _ := versions(t, r.Dir, source.HistoryOptions{}, c)
	r.Stage(map[string]string{"a": "2"})
	texts, tree := staged(t, r.Dir)
	if len(c) != 64 || !cmp.Equal(seen, []string{"0 a=1"}) || !cmp.Equal(texts, map[string]string{"a": "2"}) || tree.File("b") != nil {
		t.Error(c, seen, texts)
	}
}

// TestNothingIsRun: whatever a repository's own configuration names.
func TestNothingIsRun(t *testing.T) {
	t.Parallel()
	r := gittest.New(t)
	r.Commit(map[string]string{"a": "1", ".gitattributes": "* diff=x filter=x\n", "b": "2"})
	mark := filepath.Join(r.Dir, "ran")
	touch := "touch " + mark + ";:"
	for _, key := range []string{
		"diff.external", "diff.x.command", "diff.x.textconv", "filter.x.smudge", "filter.x.clean", "filter.x.process", "core.fsmonitor",
		"core.sshCommand", "gpg.program", "core.pager", "pager.log", "pager.diff", "core.alternateRefsCommand", "core.editor", "alias.log",
	} {
		r.Git("config", key, touch)
	}
	r.Git("config", "log.showSignature", "true")
	r.Git("config", "extensions.partialClone", "origin")
	r.Git("config", "remote.origin.url", "ext::"+touch)
	r.Write(map[string]string{".git/hooks/post-index-change": "#!/bin/sh\n" + touch})
	blob := r.Git("rev-parse", "HEAD:b")
	if err := os.Remove(filepath.Join(r.Dir, ".git", "objects", blob[:2], blob[2:])); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(mark); err != nil { // git itself, in this test
		t.Fatal(err)
	}
	_, err := source.History(t.Context(), "repo", r.Dir, source.HistoryOptions{}, func(source.Version) error { return nil })
	_, stagedErr := source.OpenStaged(t.Context(), "repo", r.Dir, source.Options{})
	if _, ran := os.Stat(mark); ran == nil {
		t.Errorf("something ran; %v; %v", err, stagedErr)
	}
}
