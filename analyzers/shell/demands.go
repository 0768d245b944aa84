package shell

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// Demands are the variables of its caller without which a script certainly
// fails: it expands ${NAME:?}, or $NAME under set -u, before anything may end it
// as done, outside of every branch, and assigns NAME nowhere. A script that
// takes commands from elsewhere demands nothing that is known.
func Demands(f *source.File) []string {
	text, err := f.Text()
	if err != nil || len(text) > shelltext.MaxScript || !shellLike(f, text) {
		return nil
	}
	tree, err := shelltext.Parse(placeholder.ReplaceAllFunc(text, func(found []byte) []byte {
		return slices.Repeat([]byte("x"), len(found))
	}))
	if err != nil {
		return nil
	}
	d := &demander{assigned: assignedNames(tree), funcs: map[string]*syntax.FuncDecl{}, entered: map[*syntax.FuncDecl]bool{}}
	if !d.prepare(tree) {
		return nil
	}
	d.strict = strings.Contains(string(text[:min(len(text), 80)]), "bash -eu")
	d.statements(tree.Stmts)
	slices.Sort(d.names)
	return slices.Compact(d.names)
}

// placeholder is what a template engine fills in.
var placeholder = expr.New(`\{\{[^{}\n]*\}\}`)

// shellLike reports whether a file, or the file that a template becomes, is a
// script for a POSIX shell or bash.
func shellLike(f *source.File, text []byte) bool {
	m := shelltext.Shebang.FindSubmatch(text[:min(len(text), 256)])
	return shelltext.IsScript(f) || m != nil && slices.Contains([]string{"sh", "bash", "dash", "ash"}, string(m[1]))
}

type demander struct {
	assigned map[string]bool
	funcs    map[string]*syntax.FuncDecl
	entered  map[*syntax.FuncDecl]bool
	strict   bool // set -u
	lenient  bool // set +u somewhere
	done     bool // the script may have ended as done
	names    []string
}

// prepare collects functions and defaults that are assigned. It answers false
// where the script runs text of elsewhere.
func (d *demander) prepare(tree *syntax.File) bool {
	closed := true
	syntax.Walk(tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.FuncDecl:
			if n.Name != nil {
				d.funcs[n.Name.Value] = n
			}
		case *syntax.ParamExp:
			if n.Param != nil && n.Exp != nil && (n.Exp.Op == syntax.AssignUnset || n.Exp.Op == syntax.AssignUnsetOrNull) {
				d.assigned[n.Param.Value] = true
			}
		case *syntax.CallExpr:
			switch firstLiteral(n) {
			case "source", ".", "eval":
				closed = false
			case "set":
				for _, w := range n.Args[1:] {
					d.lenient = d.lenient || strings.HasPrefix(w.Lit(), "+") && strings.Contains(w.Lit(), "u")
				}
			}
		case *syntax.DeclClause:
			for _, a := range n.Args {
				closed = closed && (a.Name != nil || a.Naked && a.Value != nil && strings.HasPrefix(a.Value.Lit(), "-"))
			}
		}
		return true
	})
	return closed
}

func (d *demander) statements(all []*syntax.Stmt) {
	for _, s := range all {
		if d.done {
			return
		}
		d.statement(s)
		d.done = d.done || d.mayEnd(s)
	}
}

// statement looks at what runs in any case when a statement does.
func (d *demander) statement(s *syntax.Stmt) {
	for _, r := range s.Redirs {
		d.expansions(r.Word)
	}
	switch cmd := s.Cmd.(type) {
	case *syntax.CallExpr:
		d.call(cmd)
	case *syntax.DeclClause:
		d.expansions(cmd)
	case *syntax.Block:
		d.statements(cmd.Stmts)
	case *syntax.BinaryCmd:
		if cmd.Op == syntax.AndStmt {
			d.statement(cmd.X)
		}
	}
}

func (d *demander) call(call *syntax.CallExpr) {
	d.expansions(call)
	name := firstLiteral(call)
	if name == "set" {
		for i, w := range call.Args[1:] {
			lit := w.Lit()
			flags := strings.HasPrefix(lit, "-") && !strings.HasPrefix(lit, "--") && strings.Contains(lit, "u")
			d.strict = d.strict || flags || lit == "nounset" && i > 0
		}
	}
	if f := d.funcs[name]; f != nil && !d.entered[f] {
		d.entered[f] = true
		d.statement(f.Body)
	}
}

// expansions notes the variables that a command expands in any case.
func (d *demander) expansions(node syntax.Node) {
	if node == nil {
		return
	}
	syntax.Walk(node, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			return false
		case *syntax.ParamExp:
			return d.expansion(n)
		}
		return true
	})
}

// expansion answers whether what is inside an expansion is expanded too.
func (d *demander) expansion(p *syntax.ParamExp) bool {
	if p.Param == nil || p.Excl || p.Length || p.Index != nil || p.IsSet {
		return false
	}
	name := p.Param.Value
	demanded := d.strict && !d.lenient
	if p.Exp != nil {
		demanded = demanded && p.Exp.Op != syntax.DefaultUnset && p.Exp.Op != syntax.DefaultUnsetOrNull &&
			p.Exp.Op != syntax.AlternateUnset && p.Exp.Op != syntax.AlternateUnsetOrNull
		demanded = demanded || p.Exp.Op == syntax.ErrorUnset || p.Exp.Op == syntax.ErrorUnsetOrNull
	}
	if demanded && isName(name) && !shellOwn(name) && !d.assigned[name] {
		d.names = append(d.names, name)
	}
	return false
}

// mayEnd reports whether a statement may end the script as done, or replaces it.
func (d *demander) mayEnd(s *syntax.Stmt) bool {
	found := false
	seen := map[*syntax.FuncDecl]bool{}
	var look func(n syntax.Node) bool
	look = func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.FuncDecl:
			return false
		case *syntax.CallExpr:
			name := firstLiteral(n)
			switch f := d.funcs[name]; {
			case name == "exec":
				found = found || len(n.Args) > 1
			case name == "exit" || name == "return":
				found = found || len(n.Args) < 2 || strings.Trim(n.Args[1].Lit(), "123456789") != "" || n.Args[1].Lit() == ""
			case f != nil && !seen[f]:
				seen[f] = true
				syntax.Walk(f.Body, look)
			}
		}
		return !found
	}
	syntax.Walk(s, look)
	return found
}
