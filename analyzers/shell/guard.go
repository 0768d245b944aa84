package shell

import (
	"path"

	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

func (s *script) dir() string { return path.Dir(s.file.Path) }

// guards answers which vault paths exist when a statement succeeds, and which
// when it fails, as far as the statement is a test for files.
func (in *interpreter) guards(s *syntax.Stmt, c situation) (holds, fails []string) {
	if !in.enter() {
		return nil, nil
	}
	defer in.leave()
	switch cmd := s.Cmd.(type) {
	case *syntax.TestClause:
		holds, fails = in.testGuards(cmd.X, c)
	case *syntax.CallExpr:
		holds, fails = in.bracketGuards(cmd, c)
	case *syntax.Block:
		if n := len(cmd.Stmts); n == 1 {
			holds, fails = in.guards(cmd.Stmts[0], c)
		}
	case *syntax.BinaryCmd:
		leftHolds, leftFails := in.guards(cmd.X, c)
		rightHolds, rightFails := in.guards(cmd.Y, c)
		switch cmd.Op {
		case syntax.AndStmt:
			holds = append(leftHolds, rightHolds...)
		case syntax.OrStmt:
			fails = append(leftFails, rightFails...)
		}
	}
	if s.Negated {
		return fails, holds
	}
	return holds, fails
}

func (in *interpreter) testGuards(x syntax.TestExpr, c situation) (holds, fails []string) {
	if !in.enter() {
		return nil, nil
	}
	defer in.leave()
	switch x := x.(type) {
	case *syntax.ParenTest:
		return in.testGuards(x.X, c)
	case *syntax.UnaryTest:
		if x.Op == syntax.TsNot {
			holds, fails = in.testGuards(x.X, c)
			return fails, holds
		}
		if w, ok := x.X.(*syntax.Word); ok && existence[x.Op.String()] {
			return in.vaultPaths(w, c), nil
		}
	case *syntax.BinaryTest:
		leftHolds, leftFails := in.testGuards(x.X, c)
		rightHolds, rightFails := in.testGuards(x.Y, c)
		if x.Op == syntax.AndTest {
			return append(leftHolds, rightHolds...), nil
		}
		if x.Op == syntax.OrTest {
			return nil, append(leftFails, rightFails...)
		}
	}
	return nil, nil
}

// existence are the tests that only an existing file passes.
var existence = map[string]bool{"-e": true, "-f": true, "-d": true, "-r": true, "-s": true, "-L": true, "-w": true, "-x": true, "-a": true}

// bracketGuards reads `[ -f x ]`, `test -f x` and `mountpoint x`.
func (in *interpreter) bracketGuards(call *syntax.CallExpr, c situation) (holds, fails []string) {
	words := call.Args
	switch firstLiteral(call) {
	case "mountpoint", "ls", "stat":
		return in.vaultPaths(words[len(words)-1], c), nil
	case "[", "test":
	default:
		return nil, nil
	}
	negated := false
	for i, w := range words[1:] {
		switch lit := w.Lit(); {
		case lit == "!":
			negated = true
		case existence[lit] && i+2 < len(words):
			holds = append(holds, in.vaultPaths(words[i+2], c)...)
		case lit == "-o":
			return nil, nil
		}
	}
	if negated {
		return nil, holds
	}
	return holds, nil
}

func (in *interpreter) vaultPaths(w *syntax.Word, c situation) []string {
	var paths []string
	for _, v := range in.word(w, c.tolerate()) {
		if rel, ok := source.VaultPath(in.cfg.Mounts, v.text); ok {
			paths = append(paths, rel)
		}
	}
	return paths
}

// tolerated reports whether the script goes on when a vault path is missing.
func (in *interpreter) tolerated(rel string, c situation) bool {
	top := in.vars.top().guarded
	return c.tolerant || c.guarded[rel] || c.guarded[""] || top[rel] || top[""]
}

// leaves reports whether a statement ends the function or script, and whether
// it does so as a failure.
func (in *interpreter) leaves(s *syntax.Stmt) (quiet, loud bool) {
	if !in.enter() {
		return false, false
	}
	defer in.leave()
	switch cmd := s.Cmd.(type) {
	case *syntax.Block:
		return in.leavesAny(cmd.Stmts)
	case *syntax.Subshell:
		return in.leavesAny(cmd.Stmts)
	case *syntax.BinaryCmd:
		if cmd.Op == syntax.AndStmt {
			return in.leavesAny([]*syntax.Stmt{cmd.X, cmd.Y})
		}
	case *syntax.CallExpr:
		return in.leavesCall(cmd)
	}
	return false, false
}

func (in *interpreter) leavesAny(stmts []*syntax.Stmt) (quiet, loud bool) {
	for _, s := range stmts {
		q, l := in.leaves(s)
		quiet, loud = quiet || q, loud || l
	}
	return quiet && !loud, loud
}

// failing are commands and usual names of functions that end a script as
// failed.
var failing = map[string]bool{"false": true, "die": true, "fail": true, "fatal": true, "abort": true, "bail": true, "panic": true, "error_exit": true}

func (in *interpreter) leavesCall(call *syntax.CallExpr) (quiet, loud bool) {
	name := firstLiteral(call)
	switch {
	case name == "exit" || name == "return":
		zero := len(call.Args) < 2 || call.Args[1].Lit() == "0"
		return zero, !zero
	case name == "continue" || name == "break":
		return true, false
	case failing[name]:
		return false, true
	}
	return false, in.fatal(name)
}

// fatal reports whether a function of the script ends it as failed.
func (in *interpreter) fatal(name string) bool {
	f, found := in.funcs[name]
	if !found {
		return false
	}
	loud, judged := in.judged[f.decl]
	if !judged {
		in.judged[f.decl] = false // a function that calls itself
		_, loud = in.leaves(f.decl.Body)
		in.judged[f.decl] = loud
	}
	return loud
}
