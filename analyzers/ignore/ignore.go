// Package ignore knows which paths of a repository git would leave out, by the
// .gitignore files in it. A clone's own exclusions are no protection: the next
// clone lacks them. It is the only package that names go-git.
package ignore

import (
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Limits of what is read: beyond them rules are left out.
const (
	maxRules = 5000
	maxRule  = 1024 // bytes
)

type matcherKey struct{}

// Covers reports whether a rule keeps the file at a repository-relative path out
// of git. As git has it, what lies in an ignored directory is ignored.
func Covers(t *source.Tree, name string) bool {
	name = path.Clean(name)
	m := t.Once(matcherKey{}, func() any { return gitignore.NewMatcher(rules(t)) }).(gitignore.Matcher)
	steps := strings.Split(name, "/")
	for i := range steps {
		if m.Match(steps[:i+1], i+1 < len(steps)) {
			return true
		}
	}
	return t.IgnoredAbove(name)
}

// Holds reports whether git holds a listed file, or would take it with the next
// commit: a listing that git did not make has ignored files in it.
func Holds(t *source.Tree, f *source.File) bool { return t.ByGit || !Covers(t, f.Path) }

// rules are those of all .gitignore files, the more general ones first.
func rules(t *source.Tree) []gitignore.Pattern {
	var files []*source.File
	for _, f := range t.Files {
		if f.Base() == ".gitignore" {
			files = append(files, f)
		}
	}
	slices.SortStableFunc(files, func(a, b *source.File) int {
		return strings.Count(a.Path, "/") - strings.Count(b.Path, "/")
	})
	var all []gitignore.Pattern
	for _, f := range files {
		text, err := f.Text()
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if p := parse(line, f.Path); p != nil && len(all) < maxRules {
				all = append(all, p)
			}
		}
	}
	return all
}

// parse reads one line of a .gitignore file, see https://git-scm.com/docs/gitignore.
func parse(line, file string) gitignore.Pattern {
	line = strings.TrimRight(line, "\r\n")
	if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") || len(line) > maxRule {
		return nil
	}
	if rest, escaped := strings.CutPrefix(line, `\#`); escaped {
		line = "#" + rest
	}
	var domain []string
	if dir := path.Dir(file); dir != "." {
		domain = strings.Split(dir, "/")
	}
	return gitignore.ParsePattern(line, domain)
}
