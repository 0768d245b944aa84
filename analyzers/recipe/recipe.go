// Package recipe finds the shell in the files of task runners: recipes of make
// and just, commands of Task and mise, and the variables they get. What a runner fills in is not
// known; the rest is shell, for package shell to follow.
package recipe

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/shell"
	"github.com/tazzo/tazlint/analyzers/source"
)

// Limits of one file.
const (
	maxFile    = 256 << 10
	maxRecipes = 400
)

// Run reads the files of task runners of a repository.
func Run(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	var fragments []shell.Fragment
	var given source.Part
	files := 0
	for _, f := range tree.Files {
		read := reader(f)
		if read == nil || ctx.Err() != nil {
			continue
		}
		text, err := f.Text()
		if err != nil || len(text) > maxFile {
			continue // counted as skipped
		}
		files++
		given.Add(settingsOf(f, text, tree, cfg))
		for _, part := range read(f, text) {
			if len(fragments) < maxRecipes*files {
				fragments = append(fragments, split(f, text, part)...)
			}
		}
	}
	part := shell.RunFragments(ctx, tree, cfg, fragments)
	part.Files = files
	part.Add(given)
	return part
}

// reader is what finds the recipes of a file, by its name; nil for other files.
func reader(f *source.File) func(*source.File, []byte) []recipe {
	switch kindOf(f) {
	case makefile:
		return makeRecipes
	case justfile:
		return justRecipes
	case misefile:
		return miseRecipes
	case taskfile:
		return taskRecipes
	}
	return nil
}

// kind is which runner a file is for.
type kind int

const (
	none kind = iota
	makefile
	justfile
	misefile
	taskfile
)

func kindOf(f *source.File) kind {
	base := strings.ToLower(f.Base())
	switch {
	case base == "makefile" || base == "gnumakefile" || f.Ext() == ".mk":
		return makefile
	case base == "justfile" || base == ".justfile" || f.Ext() == ".just":
		return justfile
	case strings.HasSuffix(base, "mise.toml") || strings.HasSuffix(f.Path, "mise/config.toml"):
		return misefile
	case (f.Ext() == ".yaml" || f.Ext() == ".yml") && (strings.HasPrefix(base, "taskfile") || strings.Contains("/"+f.Path, "/.taskfiles/")):
		return taskfile
	}
	return none
}

// extent is a range of bytes of a file, the end exclusive.
type extent struct{ from, to int }

// recipe is the shell that is run for one target: stretches of the file.
type recipe []extent

// telling are the commands that say something about secrets; recipes without
// any are not followed.
var telling = expr.New(`\b(?:kubectl|oc|flux|secrets?|terraform|terragrunt|tofu|gcloud|talhelper|` + source.Tools + `)\b`)

// split makes a fragment of a recipe, or one of each line where together they
// are no shell.
func split(f *source.File, text []byte, r recipe) []shell.Fragment {
	if !r.tells(text) {
		return nil
	}
	whole := only(text, r)
	if shell.Parses(whole) {
		return []shell.Fragment{{File: f, Text: whole}}
	}
	var fragments []shell.Fragment
	for _, line := range r {
		if one := (recipe{line}); one.tells(text) {
			fragments = append(fragments, shell.Fragment{File: f, Text: only(text, one)})
		}
	}
	return fragments
}

func (r recipe) tells(text []byte) bool {
	return slices.ContainsFunc(r, func(e extent) bool { return telling.Match(expressions(text[e.from:e.to])) })
}

// only is a text in which nothing but a recipe is left, its expressions made
// variables.
func only(text []byte, r recipe) []byte {
	out := bytes.Repeat([]byte(" "), len(text))
	for i, c := range text {
		if c == '\n' {
			out[i] = c
		}
	}
	for _, e := range r {
		copy(out[e.from:e.to], expressions(text[e.from:e.to]))
	}
	return out
}

// braces are what runners fill in, and home is make's spelling of the variable.
// Other variables of make are spelt like a command whose output is not known.
var (
	braces = expr.New(`\$?\{\{[^{}\n]*\}\}`)
	home   = expr.New(`\$\(HOME\)`)
)

// expressions turns what a runner fills in into the output of a command that
// nobody knows, of the same length.
func expressions(text []byte) []byte {
	out := braces.ReplaceAllFunc(text, func(found []byte) []byte {
		return []byte("$(" + strings.Repeat("x", len(found)-3) + ")")
	})
	return home.ReplaceAllLiteral(out, []byte("${HOME}"))
}
