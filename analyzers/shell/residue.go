package shell

import (
	"bytes"
	"slices"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// A network outside of the cluster keeps what joined it until somebody logs it
// out or deletes it there.
var (
	destroys        = expr.New(`(?m)^[^#\n]*\b(?:terragrunt|terraform|tofu)\b[^#\n]*\bdestroy\b`)
	joins           = expr.New(`(?m)^[ \t]*(?:sudo[ \t]+)?(tailscale[ \t]+up)\b[^\n]*`)
	mentionsTailnet = expr.New(`(?i)tailscale`)
)

// residue marks what a script registers with a network, and, where it destroys
// a cluster, that it does and whether it looks after the network too.
func (e *emitter) residue(s *script) {
	if m := destroys.FindIndex(s.text); m != nil {
		at := s.place(m[0], m[1])
		e.mark(facts.MarkReleased, "cluster", e.script(at), at)
		if s.acts(mentionsTailnet) {
			e.mark(facts.MarkReleased, "tailscale", e.script(at), at)
		}
		return
	}
	for _, m := range joins.FindAllSubmatchIndex(s.text, 8) {
		at := s.place(m[2], m[3])
		e.mark(facts.MarkRegistered, "tailscale", e.script(at), at)
	}
}

// talk are the commands that only print: what they name is not looked after.
var talk = []string{"echo", "printf", "log", "info", "warn", ":"}

// acts reports whether a command or variable of the script is about what the
// pattern matches; comments and messages are not.
func (s *script) acts(about *expr.Regexp) bool {
	found := false
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			prints := len(n.Args) > 0 && slices.Contains(talk, n.Args[0].Lit())
			found = found || !prints && about.Match(s.text[n.Pos().Offset():n.End().Offset()])
		case *syntax.DeclClause:
			found = found || about.Match(s.text[n.Pos().Offset():n.End().Offset()])
		}
		return !found
	})
	return found
}

// place is the position of a range of bytes on one line.
func (s *script) place(from, to int) facts.Pos {
	line := bytes.Count(s.text[:from], []byte("\n")) + 1
	return s.file.At(line, from-bytes.LastIndexByte(s.text[:from], '\n'), to-from)
}
