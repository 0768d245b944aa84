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
			e.afterOthers(s, n.Then)
		case *syntax.Block:
			e.afterOthers(s, n.Stmts)
		case *syntax.File:
			e.afterOthers(s, n.Stmts)
		}
		return true
	})
}

// afterOthers looks for what comes between a fetch and the question for its
// status: the declaration that holds it, or a command of whose own status
// nobody asks.
func (e *emitter) afterOthers(s *script, list []*syntax.Stmt) {
	for i := range max(0, len(list)-1) {
		switch cmd := list[i].Cmd.(type) {
		case *syntax.DeclClause:
			if slices.ContainsFunc(cmd.Args, assignsFetch) {
				e.status(s, list[i+1])
			}
		case *syntax.CallExpr:
			if len(cmd.Args) == 0 && slices.ContainsFunc(cmd.Assigns, assignsFetch) && i+2 < len(list) && incidental(list[i+1]) {
				e.status(s, list[i+2])
			}
		}
	}
}

func assignsFetch(a *syntax.Assign) bool {
	return a.Value != nil && substitutes(a.Value) && fetches(a.Value)
}

// incidental reports whether a statement prints, sets an option or assigns a
// text, and does not keep the status that it finds.
func incidental(s *syntax.Stmt) bool {
	call, ok := s.Cmd.(*syntax.CallExpr)
	if !ok || s.Negated || asksStatus(s) != nil {
		return false
	}
	name := firstLiteral(call)
	return name == "" && len(call.Args) == 0 && !slices.ContainsFunc(call.Assigns, func(a *syntax.Assign) bool { return a.Value != nil && substitutes(a.Value) }) ||
		helpers[name] || slices.Contains([]string{"echo", "printf", ":", "true", "set", "shopt", "unset", "umask", "trap", "sleep"}, name)
}

// asksStatus is the first $? in a node, or nil.
func asksStatus(n syntax.Node) *syntax.ParamExp {
	var at *syntax.ParamExp
	syntax.Walk(n, func(n syntax.Node) bool {
		if p, ok := n.(*syntax.ParamExp); ok && at == nil && p.Param != nil && p.Param.Value == "?" {
			at = p
		}
		return at == nil
	})
	return at
}

// status marks the $? in the words of a statement, or in its condition.
func (e *emitter) status(s *script, next *syntax.Stmt) {
	var at *syntax.ParamExp
	switch cmd := next.Cmd.(type) {
	case *syntax.CallExpr, *syntax.DeclClause, *syntax.TestClause:
		at = asksStatus(next)
	case *syntax.BinaryCmd:
		at = asksStatus(cmd.X)
	case *syntax.CaseClause:
		at = asksStatus(cmd.Word)
	case *syntax.IfClause:
		if len(cmd.Cond) > 0 {
			at = asksStatus(cmd.Cond[0])
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
