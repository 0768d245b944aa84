package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shelf is a directory with two files, and the replacements of both.
func shelf(t *testing.T) (dir string, read func(string) string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a": "one\n", "deep/b": "\xef\xbb\xbftwo\n"} {
		put(t, filepath.Join(dir, name), text)
	}
	return dir, func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

func (r *replacements) mustAdd(t *testing.T, dir, name, before, after string) {
	t.Helper()
	if err := r.add(dir, name, name, []byte(before), []byte(after)); err != nil {
		t.Fatal(err)
	}
}

// leftovers are files that were not there before.
func leftovers(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*", ".tazlint-*"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(dir, ".tazlint-*"))
	if err != nil {
		t.Fatal(err)
	}
	return append(found, more...)
}

// TestReplace: files get their texts and keep what else they have.
func TestReplace(t *testing.T) {
	t.Parallel()
	dir, read := shelf(t)
	var r replacements
	r.mustAdd(t, dir, "a", "one\n", "1\n")
	r.mustAdd(t, dir, "deep/b", "two\n", "2\n")
	if err := r.write(); err != nil {
		t.Fatal(err)
	}
	if read("a") != "1\n" || read("deep/b") != "\xef\xbb\xbf2\n" {
		t.Errorf("the files hold %q and %q", read("a"), read("deep/b"))
	}
	if info, err := os.Stat(filepath.Join(dir, "a")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	if left := leftovers(t, dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestReplaceNothing: where one file is not as it was, none is replaced.
func TestReplaceNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string) // after all files were looked at
		want  string
	}{
		"changed": {func(t *testing.T, dir string) { put(t, filepath.Join(dir, "deep/b"), "three\n") }, "deep/b: it was changed by someone else meanwhile"},
		"gone":    {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "deep/b")) }, "deep/b: no such file"},
		"no file": {func(t *testing.T, dir string) {
			os.Remove(filepath.Join(dir, "deep/b"))
			os.Mkdir(filepath.Join(dir, "deep/b"), 0o755)
		}, "deep/b: it is no longer a file"},
		"directory": {func(t *testing.T, dir string) { os.RemoveAll(filepath.Join(dir, "deep")) }, "deep/b: no such file"},
		"led out": {func(t *testing.T, dir string) {
			outside := t.TempDir()
			put(t, filepath.Join(outside, "b"), "\xef\xbb\xbftwo\n")
			os.RemoveAll(filepath.Join(dir, "deep"))
			os.Symlink(outside, filepath.Join(dir, "deep"))
		}, "deep/b: path escapes from parent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, read := shelf(t)
			var r replacements
			r.mustAdd(t, dir, "a", "one\n", "1\n")
			r.mustAdd(t, dir, "deep/b", "two\n", "2\n")
			c.spoil(t, dir)
			if err := r.write(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %q", err, c.want)
			}
			if read("a") != "one\n" {
				t.Errorf("the other file holds %q", read("a"))
			}
			if left := leftovers(t, dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestReplaceRefuses(t *testing.T) {
	t.Parallel()
	dir, read := shelf(t)
	outside := filepath.Join(t.TempDir(), "c")
	put(t, outside, "one\n")
	for from, to := range map[string]string{"out": outside, "same": "a"} {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Fatal(err)
		}
	}
	var r replacements
	defer r.clean()
	for name, want := range map[string]string{"out": "it is a link that leads out of its repository", "a": "it was changed by someone else meanwhile", "none": "no such file"} {
		if err := r.add(dir, name, name, []byte("other\n"), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %q", name, err, want)
		}
	}
	r.mustAdd(t, dir, "a", "one\n", "1\n")
	r.mustAdd(t, dir, "same", "one\n", "1\n")
	if err := r.add(dir, "same", "same", []byte("one\n"), []byte("2\n")); err == nil {
		t.Error("one file gets two texts")
	}
	if err := r.write(); err != nil || read("a") != "1\n" {
		t.Errorf("the file holds %q, %v", read("a"), err)
	}
	if info, err := os.Lstat(filepath.Join(dir, "same")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
}
