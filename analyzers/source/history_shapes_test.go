package source_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/source/gittest"
)

// TestHistoryShapes: whatever a history is made of, each text is visited under
// each name, or counted.
func TestHistoryShapes(t *testing.T) {
	t.Parallel()
	link := func(r *gittest.Repo, to, name string) {
		if err := os.Symlink(to, filepath.Join(r.Dir, name)); err != nil {
			r.Git("link", err.Error()) // fails the test
		}
	}
	tests := map[string]struct {
		build   func(r *gittest.Repo)
		want    []string // paths and texts
		commits int
		skipped map[string]int
	}{
		"octopus": {func(r *gittest.Repo) {
			for _, b := range []string{"x", "y", "z"} {
				r.Git("checkout", "-q", "-b", b, "main")
				r.Commit(map[string]string{b: b})
			}
			r.Git("checkout", "-q", "main")
			r.Commit(map[string]string{"m": "m"})
			r.Git("merge", "-q", "--no-commit", "x", "y", "z")
			r.Commit(map[string]string{"evil": "e"})
		}, []string{"base=0", "evil=e", "m=m", "x=x", "y=y", "z=z"}, 6, nil},
		"empty commits": {func(r *gittest.Repo) {
			r.Commit(nil)
			r.Commit(map[string]string{"a": "1"})
			r.Commit(nil)
		}, []string{"a=1", "base=0"}, 4, nil},
		"orphan branch": {func(r *gittest.Repo) {
			r.Git("checkout", "-q", "--orphan", "other")
			r.Git("rm", "-q", "-r", "-f", ".")
			r.Commit(map[string]string{"o": "1"})
			r.Git("checkout", "-q", "main")
		}, []string{"base=0", "o=1"}, 2, nil},
		"tags of no commit": {func(r *gittest.Repo) {
			r.Git("tag", "file", r.Git("rev-parse", "HEAD:base"))
			r.Git("tag", "-a", "-m", "t", "tree", r.Git("rev-parse", "HEAD^{tree}"))
			r.Git("tag", "-a", "-m", "t", "fine", "HEAD")
		}, []string{"base=0"}, 1, map[string]int{"tag of no commit": 2}},
		"notes": {func(r *gittest.Repo) {
			r.Git("notes", "add", "-m", "noted", "HEAD")
		}, []string{"NOTE=noted\n", "base=0"}, 2, nil},
		"mode": {func(r *gittest.Repo) {
			r.Git("update-index", "--chmod=+x", "base")
			r.Git("commit", "-q", "-m", "mode")
		}, []string{"base=0"}, 2, nil},
		"renamed and edited": {func(r *gittest.Repo) {
			r.Git("mv", "base", "moved")
			r.Commit(map[string]string{"moved": "0 and more"})
		}, []string{"base=0", "moved=0 and more"}, 2, nil},
		"names and lines": {func(r *gittest.Repo) {
			r.Commit(map[string]string{"a b": "1\r\n2\r\n", "caf\xe9": "latin", "\"q\"\t": "q", "-dash": "d", ":(top)x": "m"})
		}, []string{"\"q\"\t=q", "-dash=d", ":(top)x=m", "a b=1\r\n2\r\n", "base=0"}, 2, map[string]int{"with a name that is not UTF-8": 1}},
		"binary becomes text": {func(r *gittest.Repo) {
			r.Commit(map[string]string{"b": "\x00"})
			r.Commit(map[string]string{"b": "text"})
		}, []string{"b=binary file", "b=text", "base=0"}, 3, map[string]int{"binary file": 1}},
		"link becomes file": {func(r *gittest.Repo) {
			link(r, "base", "l")
			r.Commit(nil)
			r.Git("rm", "-q", "l")
			r.Commit(map[string]string{"l": "file"})
			r.Git("rm", "-q", "l")
			r.Commit(map[string]string{"l/deep": "below"})
		}, []string{"base=0", "l/deep=below", "l=file"}, 4, map[string]int{"symbolic link": 1}},
		"submodule moves on": {func(r *gittest.Repo) {
			for _, id := range []string{strings.Repeat("1", 40), strings.Repeat("2", 40)} {
				r.Git("update-index", "--add", "--cacheinfo", "160000,"+id+",sub")
				r.Git("commit", "-q", "-m", "bump")
			}
		}, []string{"base=0"}, 3, map[string]int{"submodule": 2}},
		"stash with untracked files": {func(r *gittest.Repo) {
			r.Write(map[string]string{"base": "stashed", "u": "untracked"})
			r.Git("stash", "-q", "-u")
		}, []string{"base=0", "base=stashed", "u=untracked"}, 4, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := gittest.New(t)
			first := r.Commit(map[string]string{"base": "0"})
			tt.build(r)
			seen := map[string]bool{}
			past, err := source.History(t.Context(), "repo", r.Dir, source.HistoryOptions{}, func(v source.Version) error {
				text, err := v.File().Text()
				if err != nil {
					text = []byte(err.Error())
				}
				seen[strings.Replace(v.File().Path, first, "NOTE", 1)+"="+string(text)] = true
				return nil
			})
			if diff := cmp.Diff(tt.want, slices.Sorted(maps.Keys(seen))); diff != "" || err != nil {
				t.Error(diff, err)
			}
			if past.Commits != tt.commits || !maps.Equal(past.Skipped, tt.skipped) {
				t.Errorf("%d commits, skipped %v", past.Commits, past.Skipped)
			}
		})
	}
}
