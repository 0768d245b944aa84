// Package source lists and reads the files of one repository and collects what
// front ends say about them.
//
// Nothing outside the repository's directory is ever read: symbolic links are
// followed only while they stay inside, and git is asked for names only, with
// every hook and helper of the repository's own configuration switched off.
package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// MaxFileSize is the largest file read, in bytes. Manifests, modules and
// scripts are far smaller; larger files are counted as skipped.
const MaxFileSize = 8 << 20

// Options say how a repository is listed.
type Options struct {
	Exclude []string // globs over repository-relative paths, "**" for any depth
}

// Tree is the listed files of one repository, sorted by path.
type Tree struct {
	Repo   string // name in the workspace
	Dir    string // directory on this machine
	Files  []*File
	ByGit  bool   // git listed them: what it ignores is not among them, unless it is tracked
	Commit string // that brought the files, in a tree of a history

	byPath    map[string]*File
	dirs      map[string]bool
	skipped   map[string]int
	elsewhere func(name string) *File // what is looked up without being listed; nil for nothing
	memo      memo
}

// File is one file of a Tree. Its text is read once, on first use.
type File struct {
	Repo string
	Path string // slash separated, relative to the repository

	abs  string
	once sync.Once
	text []byte
	err  error
	memo memo
}

// ErrBinary marks files that hold no text; ErrTooLarge those above MaxFileSize.
var (
	ErrBinary   = errors.New("binary file")
	ErrTooLarge = fmt.Errorf("larger than %d MiB", MaxFileSize>>20)
)

// Open lists the files of the repository in dir: what git tracks or would
// track, and every regular file where git knows nothing of dir.
func Open(ctx context.Context, repo, dir string, opt Options) (*Tree, error) {
	root, err := rootOf(repo, dir)
	if err != nil {
		return nil, err
	}
	names, ok := gitFiles(ctx, root)
	if !ok {
		if names, err = walkFiles(root); err != nil {
			return nil, fmt.Errorf("list repository %s: %w", repo, err)
		}
	}
	t := newTree(repo, root)
	t.ByGit = ok
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		t.add(name, opt.Exclude)
	}
	return t, nil
}

// rootOf is the directory of a repository without links on the way to it.
func rootOf(repo, dir string) (string, error) {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", fmt.Errorf("open repository %s: %w", repo, err)
	}
	info, err := os.Stat(root)
	if err != nil {
		return "", fmt.Errorf("open repository %s: %w", repo, err)
	}
	if !info.IsDir() {
		return "", fmt.Errorf("open repository %s: %s is not a directory", repo, dir)
	}
	return root, nil
}

func newTree(repo, dir string) *Tree {
	return &Tree{Repo: repo, Dir: dir, byPath: map[string]*File{}, dirs: map[string]bool{"": true, ".": true}, skipped: map[string]int{}}
}

// New makes a tree of texts held in memory, for fragments and tests.
func New(repo string, texts map[string][]byte) *Tree {
	t := newTree(repo, "")
	for name := range texts {
		t.insert(&File{Repo: repo, Path: name})
		t.byPath[name].fill(texts[name], nil)
	}
	slices.SortFunc(t.Files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	return t
}

func (t *Tree) add(name string, exclude []string) {
	if why := unwanted(name, exclude); why != "" {
		t.skipped[why]++
		return
	}
	abs := filepath.Join(t.Dir, filepath.FromSlash(name))
	info, err := os.Lstat(abs)
	if err != nil {
		return // tracked, but deleted in the working tree
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := filepath.EvalSymlinks(abs)
		if err != nil || !within(t.Dir, target) {
			t.skipped["symbolic link that leads nowhere or outside"]++
			return
		}
		if info, err = os.Stat(target); err != nil {
			return
		}
		abs = target
	}
	if !info.Mode().IsRegular() {
		return // directories behind links are listed where they really are
	}
	t.insert(&File{Repo: t.Repo, Path: name, abs: abs})
}

// unwanted says why a file of this name is left out, or nothing.
func unwanted(name string, exclude []string) string {
	switch {
	case !utf8.ValidString(name):
		return "with a name that is not UTF-8"
	case MatchAny(exclude, name):
		return "excluded by configuration"
	}
	return ""
}

func (t *Tree) insert(f *File) {
	t.Files = append(t.Files, f)
	t.byPath[f.Path] = f
	for dir := path.Dir(f.Path); !t.dirs[dir]; dir = path.Dir(dir) {
		t.dirs[dir] = true
	}
}

// File returns the file at a repository-relative path, or nil. In a tree of a
// part of a repository it also finds files that are not listed.
func (t *Tree) File(name string) *File {
	name = path.Clean(name)
	if f := t.byPath[name]; f != nil || t.elsewhere == nil {
		return f
	}
	return t.elsewhere(name)
}

// HasDir reports whether any listed file lies below the directory; the
// repository itself is "." or "".
func (t *Tree) HasDir(name string) bool { return t.dirs[path.Clean(name)] }

// Below returns the files under a directory, sorted by path.
func (t *Tree) Below(dir string) []*File {
	dir = path.Clean(dir)
	if dir == "." || dir == "/" {
		return t.Files
	}
	prefix := dir + "/"
	from, _ := slices.BinarySearchFunc(t.Files, prefix, func(f *File, p string) int { return strings.Compare(f.Path, p) })
	to := from
	for to < len(t.Files) && strings.HasPrefix(t.Files[to].Path, prefix) {
		to++
	}
	return t.Files[from:to]
}

// Coverage counts the files listed and skipped, and tells which could not be
// read. It is asked after the front ends have read what they want.
func (t *Tree) Coverage() facts.Coverage {
	c := facts.Coverage{Files: len(t.Files)}
	skipped := maps.Clone(t.skipped)
	for _, f := range t.Files {
		switch {
		case f.err == nil:
		case errors.Is(f.err, ErrBinary), errors.Is(f.err, ErrTooLarge):
			skipped[f.err.Error()]++
		default:
			c.Problems = append(c.Problems, facts.Problem{At: f.At(1, 1, 0), Code: facts.FaultUnreadable, Detail: f.err.Error()})
		}
	}
	for why, n := range skipped {
		c.Skipped = append(c.Skipped, facts.Skip{Why: why, Files: n})
	}
	return c
}

// Text returns the file's content without a byte order mark. It fails with
// ErrBinary, ErrTooLarge or the system's error; all of them are lasting.
func (f *File) Text() ([]byte, error) {
	f.once.Do(func() {
		info, err := os.Stat(f.abs)
		if err != nil {
			f.err = errors.New("cannot be read")
			return
		}
		if info.Size() > MaxFileSize {
			f.err = ErrTooLarge
			return
		}
		text, err := os.ReadFile(f.abs)
		if err != nil {
			f.err = errors.New("cannot be read")
			return
		}
		f.text, f.err = clean(text)
	})
	return f.text, f.err
}

func (f *File) fill(text []byte, err error) {
	f.once.Do(func() { f.text, f.err = text, err })
}

// clean refuses binary content and removes a byte order mark. Text that is not
// UTF-8 is kept: front ends see its bytes.
func clean(text []byte) ([]byte, error) {
	head := text[:min(len(text), 8000)]
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, ErrBinary
	}
	return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), nil
}

// Symbol names the file.
func (f *File) Symbol() facts.Symbol { return facts.NewPath(facts.FileSymbol, f.Path, f.Repo) }

// At is a position in the file: 1-based line and column, and a width in bytes.
func (f *File) At(line, col, width int) facts.Pos {
	return facts.Pos{Repo: f.Repo, File: f.Path, Line: line, Col: col, EndLine: line, EndCol: col + width}
}

// Everything is the range of the whole file; of one that is no text its first
// position.
func (f *File) Everything() facts.Pos {
	at := f.At(1, 1, 0)
	if text, err := f.Text(); err == nil {
		at.EndLine, at.EndCol = bytes.Count(text, []byte("\n"))+1, len(text)-bytes.LastIndexByte(text, '\n')
	}
	return at
}

// LineStarts are the offsets at which the lines of a text start.
func LineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// LineCol is the place of an offset among lines that start at the given ones.
func LineCol(starts []int, offset int) (line, col int) {
	line, found := slices.BinarySearch(starts, offset)
	if found {
		line++
	}
	return line, offset - starts[line-1] + 1
}

// Base is the last element of the path.
func (f *File) Base() string { return path.Base(f.Path) }

// Ext is the extension with its dot, in lower case.
func (f *File) Ext() string { return strings.ToLower(path.Ext(f.Path)) }

// gitFiles asks git for tracked and untracked, not ignored files under dir. It
// answers false where there is no git, no checkout, or dir itself is ignored.
func gitFiles(ctx context.Context, dir string) ([]string, bool) {
	out, err := git(ctx, dir, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
	if err != nil || len(out) == 0 {
		return nil, false
	}
	var names []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if !strings.HasSuffix(name, "/") {
			names = append(names, name)
		}
	}
	return names, true
}

// Revision is the commit that git has checked out in dir, or empty.
func Revision(ctx context.Context, dir string) string {
	out, err := git(ctx, dir, "rev-parse", "HEAD")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// walkFiles lists the regular files and links under dir without following
// directories that are links, so that no loop can arise.
func walkFiles(dir string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			if p == dir {
				return err
			}
			return nil
		}
		if d.IsDir() {
			if d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == ".terraform" || d.Name() == ".terragrunt-cache" {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		names = append(names, filepath.ToSlash(rel))
		return nil
	})
	return names, err
}

func within(root, target string) bool {
	rel, err := filepath.Rel(root, target)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
