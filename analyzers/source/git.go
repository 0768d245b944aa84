package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNoGit says that a directory is no part of a checkout of git, ErrNoFiles
// that it is part of a repository without one.
var (
	ErrNoGit   = errors.New("not in a git repository")
	ErrNoFiles = errors.New("in a git repository without files")
)

// safeGit switches off everything that a repository's own configuration could
// make git execute or fetch.
var safeGit = []string{
	"-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false", "-c", "safe.directory=*",
	"-c", "core.quotePath=false", "-c", "protocol.allow=never", "-c", "submodule.recurse=false", "-c", "log.showSignature=false",
}

// safeEnv does the same where only the environment can. What replaces or hides
// objects on this machine is not what other clones have.
var safeEnv = []string{
	"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE=" + os.DevNull, "LC_ALL=C",
}

// localEnv are the variables by which a hook's environment names the one
// repository it runs for: "git rev-parse --local-env-vars".
var localEnv = []string{
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_OBJECT_DIRECTORY", "GIT_DIR",
	"GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE",
	"GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR", "GIT_INTERNAL_SUPER_PREFIX",
}

// checkout is a directory in which git is asked.
type checkout struct {
	dir   string
	index string // file to use as the index; empty for the checkout's own
}

// command is a read-only command. The repository is the one that dir lies in,
// whatever the environment says.
func (c checkout) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", slices.Concat([]string{"-C", c.dir}, safeGit, args)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(localEnv, name)
	})
	cmd.Env = append(cmd.Env, safeEnv...)
	if c.index != "" {
		cmd.Env = append(cmd.Env, "GIT_INDEX_FILE="+c.index)
	}
	return cmd
}

// output runs a command to its end.
func (c checkout) output(ctx context.Context, args ...string) ([]byte, error) {
	var complaint complaint
	cmd := c.command(ctx, args...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	return out, complaint.explain(ctx, args[0], err)
}

func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	return checkout{dir: dir}.output(ctx, args...)
}

// Toplevel is the root of the checkout that a directory lies in. It fails with
// ErrNoGit or ErrNoFiles where there is none.
func Toplevel(ctx context.Context, dir string) (string, error) {
	out, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return "", noCheckout(ctx, dir, err)
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}

// noCheckout finds out whether a command failed because there is no repository.
func noCheckout(ctx context.Context, dir string, err error) error {
	if ctx.Err() != nil || errors.Is(err, exec.ErrNotFound) {
		return err
	}
	if _, missing := git(ctx, dir, "rev-parse", "--git-dir"); missing != nil && ctx.Err() == nil {
		return ErrNoGit
	}
	if inside, failed := git(ctx, dir, "rev-parse", "--is-inside-work-tree"); failed == nil && string(inside) == "false\n" {
		return ErrNoFiles
	}
	return err
}

// hookIndex is the index that the environment names, where it is one of dir's
// repository: git prepares one of its own for "commit -a" and "commit PATH",
// and tells hooks.
func hookIndex(ctx context.Context, dir string) string {
	name := os.Getenv("GIT_INDEX_FILE")
	if name == "" {
		return ""
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return ""
	}
	ask := []string{"rev-parse", "--absolute-git-dir"}
	here := checkout{dir: "."}.command(ctx, ask...)
	here.Env = append(os.Environ(), safeEnv...)
	of, err := here.Output()
	if err != nil {
		return ""
	}
	if own, err := git(ctx, dir, ask...); err != nil || !bytes.Equal(own, of) {
		return ""
	}
	return abs
}

// complaint keeps the first line of what git has to say.
type complaint struct{ bytes.Buffer }

// maxComplaint bounds what is kept, in bytes.
const maxComplaint = 300

func (c *complaint) Write(p []byte) (int, error) {
	c.Buffer.Write(p[:min(len(p), maxComplaint-min(c.Len(), maxComplaint))])
	return len(p), nil
}

// explain makes an error of a command that failed: what git says names objects
// and files, but an address may hold a login.
func (c *complaint) explain(ctx context.Context, command string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	line, _, _ := strings.Cut(c.String(), "\n")
	if reason, ok := strings.CutPrefix(line, "fatal: "); ok && !strings.Contains(reason, "://") {
		return fmt.Errorf("git %s: %s: %w", command, reason, err)
	}
	return fmt.Errorf("git %s: %w", command, err)
}
