package shell

import (
	"path"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// statuses marks where a script asks for the status of a fetch and gets that of
// something else: of the "!" before it, or of the declaration around it.
func (e *emitter) statuses(s *script) {
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.IfClause:
			if len(n.Cond) == 1 && n.Cond[0].Negated && fetches(n.Cond[0]) && len(n.Then) > 0 {
				e.status(s, n.Then[0])
			}
			e.afterDeclaration(s, n.Then)
		case *syntax.Block:
			e.afterDeclaration(s, n.Stmts)
		case *syntax.File:
			e.afterDeclaration(s, n.Stmts)
		}
		return true
	})
}

func (e *emitter) afterDeclaration(s *script, list []*syntax.Stmt) {
	for i := range max(0, len(list)-1) {
		d, ok := list[i].Cmd.(*syntax.DeclClause)
		if ok && slices.ContainsFunc(d.Args, func(a *syntax.Assign) bool { return a.Value != nil && substitutes(a.Value) && fetches(a.Value) }) {
			e.status(s, list[i+1])
		}
	}
}

// status marks the $? in the words of a statement, or in its condition.
func (e *emitter) status(s *script, next *syntax.Stmt) {
	var at *syntax.ParamExp
	note := func(n syntax.Node) {
		syntax.Walk(n, func(n syntax.Node) bool {
			if p, ok := n.(*syntax.ParamExp); ok && at == nil && p.Param != nil && p.Param.Value == "?" {
				at = p
			}
			return at == nil
		})
	}
	switch cmd := next.Cmd.(type) {
	case *syntax.CallExpr, *syntax.DeclClause, *syntax.TestClause:
		note(next)
	case *syntax.BinaryCmd:
		note(cmd.X)
	case *syntax.CaseClause:
		note(cmd.Word)
	case *syntax.IfClause:
		if len(cmd.Cond) > 0 {
			note(cmd.Cond[0])
		}
	}
	if at != nil {
		e.mark(facts.MarkLost, lostStatus, e.script(s.at(at)), s.at(at))
	}
}

// fetching are the commands that bring secrets, or the state they lie in.
var fetching = map[string]bool{
	"vault": true, "bao": true, "infisical": true, "op": true, "gopass": true, "pass": true, "sops": true, "age": true, "gpg": true, "aws": true, "gcloud": true,
	"az": true, "bw": true, "bws": true, "doppler": true, "kubectl": true, "curl": true, "ssh": true, "scp": true, "rsync": true, "rclone": true, "restic": true,
	"borg": true, "s3cmd": true, "mc": true, "cat": true, "openssl": true, "talosctl": true,
}

func fetches(n syntax.Node) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok {
			found = found || fetching[path.Base(firstLiteral(call))]
		}
		return !found
	})
	return found
}
