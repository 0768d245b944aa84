// Package gittest makes repositories of git for tests: equal calls make equal
// commits.
package gittest

import (
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Env is what makes git deterministic and independent of the machine.
var Env = []string{
	"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
	"GIT_AUTHOR_NAME=someone", "GIT_AUTHOR_EMAIL=someone@example.net", "GIT_AUTHOR_DATE=2026-01-02T03:04:05Z",
	"GIT_COMMITTER_NAME=someone", "GIT_COMMITTER_EMAIL=someone@example.net", "GIT_COMMITTER_DATE=2026-01-02T03:04:05Z",
}

// Repo is a repository with a checkout.
type Repo struct {
	t   testing.TB
	Dir string
}

// New makes an empty repository.
func New(t testing.TB) *Repo {
	t.Helper()
	return In(t, t.TempDir())
}

// In makes a repository of a directory.
func In(t testing.TB, dir string) *Repo {
	t.Helper()
	r := &Repo{t, dir}
	r.Git("init", "-q", "-b", "main", ".")
	return r
}

// Git runs a command in the checkout and returns what it prints.
func (r *Repo) Git(args ...string) string {
	r.t.Helper()
	return r.run(nil, args...)
}

func (r *Repo) run(in io.Reader, args ...string) string {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "git", append([]string{"-C", r.Dir, "-c", "protocol.file.allow=always"}, args...)...)
	cmd.Env, cmd.Stdin = append(os.Environ(), Env...), in
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// Write writes files of the checkout; an empty text removes one.
func (r *Repo) Write(files map[string]string) {
	r.t.Helper()
	for name, text := range files {
		file := filepath.Join(r.Dir, name)
		err := os.MkdirAll(filepath.Dir(file), 0o755)
		if err == nil && text == "" {
			err = os.RemoveAll(file)
		} else if err == nil {
			err = os.WriteFile(file, []byte(text), 0o644)
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
}

// Stage writes files and adds them to the index.
func (r *Repo) Stage(files map[string]string) {
	r.t.Helper()
	r.Write(files)
	r.Git("add", "-A", ".")
}

// Commit stages files and commits everything staged; it returns the commit.
func (r *Repo) Commit(files map[string]string) string {
	r.t.Helper()
	r.Stage(files)
	r.Git("commit", "-q", "--allow-empty", "-m", "change")
	return r.Git("rev-parse", "HEAD")
}

// Import makes n commits at once: each changes the files that change gives for
// its number, counted from 0.
func (r *Repo) Import(n int, change func(i int) map[string]string) {
	r.t.Helper()
	in, out := io.Pipe()
	go func() {
		for i := range n {
			fmt.Fprintf(out, "commit refs/heads/main\ncommitter someone <someone@example.net> %d +0000\ndata 6\nchange\n", 1_700_000_000+i)
			files := change(i)
			for _, name := range slices.Sorted(maps.Keys(files)) {
				fmt.Fprintf(out, "M 100644 inline %s\ndata %d\n%s\n", name, len(files[name]), files[name])
			}
		}
		_ = out.Close()
	}()
	r.run(in, "fast-import", "--quiet")
}
