// Package shell follows secrets through shell scripts without running them.
//
// A script is parsed and then walked by an abstract interpreter: a word expands
// to texts that are known, partly known or unknown, each with the places its
// content came from. Functions are entered where they are called, so that a
// helper which is given a variable's and a file's name says what those two have
// to do with each other, at the place of the call. Both sides of a condition
// are taken. Nothing is executed, no file outside the repository is looked at,
// and the work for one script is bounded.
package shell

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// Run reads all scripts of a repository.
func Run(ctx context.Context, tree *source.Tree, cfg source.Config) source.Part {
	var part source.Part
	e := newEmitter(&part)
	var scripts []*script
	for _, f := range tree.Files {
		if ctx.Err() == nil && shelltext.IsScript(f) {
			if s := load(f, &part); s != nil {
				scripts = append(scripts, s)
			}
		}
	}
	loaded := map[string]*script{}
	for _, s := range scripts {
		loaded[s.file.Path] = s
	}
	for _, s := range scripts {
		if ctx.Err() != nil {
			break
		}
		in := &interpreter{ctx: ctx, tree: tree, cfg: cfg, out: e, scripts: loaded}
		in.script(s)
		e.marks(s)
		e.singleUses(s)
		e.statuses(s)
	}
	e.judgeUnexported(loaded)
	e.finish()
	return part
}

// script is a parsed script.
type script struct {
	file     *source.File
	text     []byte
	tree     *syntax.File
	assigned map[string]bool // variables that any part of it assigns
	sourced  bool            // it is a part of another script
	ending   *bool           // it ends what it works on, once that was asked
	spot     facts.Pos       // where all of its text lies, if it is no file's
}

// template matches the directives of Helm, Go and Jinja templates, which stand
// where no script has such words: at the start of a line.
var template = expr.New(`(?m)^[ \t]*(?:\{\{-?[ \t]*(?:if|range|with|end|else|define|include|template|/\*)|\{%-?[ \t]*(?:if|for|set|end))`)

func load(f *source.File, part *source.Part) *script {
	text, err := f.Text()
	if err != nil {
		if !errors.Is(err, source.ErrBinary) {
			part.Problem(f.At(1, 1, 0), facts.FaultUnreadable, err.Error())
		}
		return nil
	}
	tree, err := shelltext.ParseFile(f)
	if errors.Is(err, shelltext.ErrTooLarge) {
		part.Problem(f.At(1, 1, 0), facts.FaultTooLarge, fmt.Sprintf("script larger than %d KiB", shelltext.MaxScript>>10))
		return nil
	}
	if err != nil && template.Match(text) {
		return nil // of a script; what it becomes is not known
	}
	if err != nil {
		part.Problem(syntaxProblem(f, err))
		return nil
	}
	part.Files++
	part.Documents++
	return &script{file: f, text: text, tree: tree, assigned: assignedNames(tree)}
}

// syntaxProblem tells where a script does not parse. The parser's words may
// quote the script and are not kept.
func syntaxProblem(f *source.File, err error) (facts.Pos, facts.Fault, string) {
	at, detail := f.At(1, 1, 0), "not a valid shell script"
	if errors.Is(err, shelltext.ErrTooDeep) {
		return at, facts.FaultTooDeep, err.Error()
	}
	if p, ok := errors.AsType[syntax.ParseError](err); ok {
		if p.Pos.IsValid() {
			at = f.At(int(p.Pos.Line()), int(p.Pos.Col()), 0)
		}
		switch {
		case strings.Contains(p.Text, "reached EOF without"):
			detail = "a quote or bracket is never closed"
		case strings.Contains(p.Text, "can only be used"):
			detail = "closes what is not open; a quote above may be one too few"
		case strings.Contains(p.Text, "must be followed by"), strings.Contains(p.Text, "must end with"):
			detail = "a command is incomplete"
		}
	}
	return at, facts.FaultSyntax, detail
}

// assignedNames are the variables that a script assigns in some way that shows
// in its text.
func assignedNames(tree *syntax.File) map[string]bool {
	names := map[string]bool{}
	syntax.Walk(tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Assign:
			if n.Name != nil && !(n.Naked && n.Value == nil) {
				names[n.Name.Value] = true
			}
		case *syntax.WordIter:
			names[n.Name.Value] = true
		case *syntax.CallExpr:
			for _, w := range n.Args[min(1, len(n.Args)):] {
				if assigning[firstLiteral(n)] {
					names[w.Lit()] = true
				}
			}
		case *syntax.BinaryArithm:
			if w, ok := n.X.(*syntax.Word); ok {
				names[w.Lit()] = true
			}
		case *syntax.UnaryArithm:
			if w, ok := n.X.(*syntax.Word); ok {
				names[w.Lit()] = true
			}
		}
		return true
	})
	return names
}

// assigning are the builtins whose arguments name variables they set.
var assigning = map[string]bool{"read": true, "mapfile": true, "readarray": true, "getopts": true, "printf": true, "unset": true}

func firstLiteral(call *syntax.CallExpr) string {
	if len(call.Args) == 0 {
		return ""
	}
	return call.Args[0].Lit()
}

// at is the position of a node: to its end, or to the end of its first line.
func (s *script) at(n syntax.Node) facts.Pos {
	if s.spot != (facts.Pos{}) {
		return s.spot
	}
	from, to := n.Pos(), n.End()
	width := int(to.Offset()) - int(from.Offset())
	if rest := s.text[min(int(from.Offset()), len(s.text)):]; to.Line() != from.Line() {
		width = max(bytes.IndexByte(rest, '\n'), 0)
	}
	return s.file.At(int(from.Line()), int(from.Col()), max(width, 0))
}

func (s *script) symbol() facts.Symbol { return facts.NewPath(facts.Script, s.file.Path) }
