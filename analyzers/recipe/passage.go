package recipe

import (
	"bytes"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
)

// IsMakefile recognises the files of make by their names.
func IsMakefile(f *source.File) bool { return kindOf(f) == makefile }

// IsJustfile recognises the files of just by their names.
func IsJustfile(f *source.File) bool { return kindOf(f) == justfile }

// Passages are the recipes of a file of make or just as their shell reads them,
// with a hole in place of each thing that the runner fills in.
func Passages(f *source.File, text []byte) []*source.Excerpt {
	if len(text) > maxFile {
		return nil
	}
	recipes, fills := makeRecipes, makeFills
	if IsJustfile(f) {
		recipes, fills = justRecipes, justFills
	}
	var all []*source.Excerpt
	for _, r := range recipes(f, text) {
		if len(r) > 0 {
			all = append(all, r.passage(text, fills))
		}
	}
	return all
}

// What runners fill in. Make's own spelling of a dollar of the shell is two of
// them. Sources: GNU make's manual, "Basics of Variable References"; just's
// manual, "Substitution".
var (
	makeFills = expr.New(`\$\$|\$\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\)|\$\{[^{}\n]*\}|\$[@<^+*?%|A-Za-z]`)
	justFills = expr.New(`\{\{.*?\}\}`)
)

// passage joins the lines of a recipe.
func (r recipe) passage(text []byte, fills *expr.Regexp) *source.Excerpt {
	e := &source.Excerpt{}
	for i, line := range r {
		if i > 0 {
			e.Put("\n", line.from)
		}
		part, last := text[line.from:line.to], 0
		for _, m := range fills.FindAllIndex(part, -1) {
			e.Copy(part[last:m[0]], line.from+last)
			if bytes.Equal(part[m[0]:m[1]], []byte("$$")) {
				e.Copy(part[m[0]:m[0]+1], line.from+m[0])
			} else {
				e.Put(shelltext.Hole, line.from+m[0])
			}
			last = m[1]
		}
		e.Copy(part[last:], line.from+last)
	}
	return e
}
