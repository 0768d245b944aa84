// Package shelltext reads shell, each script once for all front ends, and lists
// the literals that stand in it.
package shelltext

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// MaxScript is the largest script read, in bytes: it bounds how deep the
// parser's recursion can become.
const MaxScript = 256 << 10

// maxOpen is how many brackets may be open at once: for each the parser goes
// down a dozen functions, and a stack that is full ends the program.
const maxOpen = 500

// ErrTooLarge says that a script is larger than MaxScript, ErrTooDeep that its
// brackets nest too deeply to be read safely.
var (
	ErrTooLarge = errors.New("script too large")
	ErrTooDeep  = errors.New("brackets nested too deeply to be read safely")
)

// StartupFiles are read by shells themselves, or by direnv.
var StartupFiles = []string{".bashrc", ".bash_profile", ".bash_login", ".bash_aliases", ".bash_logout", ".profile", ".envrc"}

// Shebang matches the first line of a script; its group is the interpreter.
var Shebang = expr.New(`^#![ \t]*\S*/(?:env[ \t]+(?:-\S+[ \t]+)*)?(\w+)`)

var shells = []string{"sh", "bash", "dash", "ash", "ksh"}

// IsScript reports whether a file is a script for a POSIX shell or bash, by its
// name or, where that says nothing, by its first line. Other shells' scripts
// are none.
func IsScript(f *source.File) bool {
	byName := f.Ext() == ".sh" || f.Ext() == ".bash" || f.Ext() == ".envrc" || slices.Contains(StartupFiles, f.Base())
	if !byName && strings.Contains(f.Base(), ".") {
		return false
	}
	text, err := f.Text()
	if err != nil {
		return byName
	}
	if m := Shebang.FindSubmatch(text[:min(len(text), 256)]); m != nil {
		return slices.Contains(shells, string(m[1]))
	}
	return byName
}

type fileKey struct{}

// parsed is what parsing a file gave, kept so that it happens once.
type parsed struct {
	tree *syntax.File
	err  error
}

// ParseFile parses a script, however many front ends ask. Nobody may change
// what it answers.
func ParseFile(f *source.File) (*syntax.File, error) {
	p := f.Once(fileKey{}, func() any {
		text, err := f.Text()
		if err != nil {
			return parsed{nil, err}
		}
		tree, err := Parse(text)
		return parsed{tree, err}
	}).(parsed)
	return p.tree, p.err
}

// Parse guards against panics of the parser: its input is hostile.
func Parse(text []byte) (tree *syntax.File, err error) {
	if len(text) > MaxScript {
		return nil, ErrTooLarge
	}
	if opens(text) > maxOpen {
		return nil, ErrTooDeep
	}
	defer func() {
		if recover() != nil {
			tree, err = nil, errors.New("parser stopped")
		}
	}()
	return syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(bytes.NewReader(text), "")
}

// opens is how many brackets of one sort are open at once in a text, as far as
// bytes tell.
func opens(text []byte) int {
	most := 0
	for _, pair := range []string{"()", "[]", "{}"} {
		open := 0
		for _, c := range text {
			switch {
			case c == pair[0]:
				open++
				most = max(most, open)
			case c == pair[1] && open > 0:
				open--
			}
		}
	}
	return most
}
