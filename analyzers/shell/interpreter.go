package shell

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// Limits of following one script.
const (
	maxSteps = 200_000 // statements, word parts and copied variables
	maxDepth = 400     // nested statements and words
	maxCalls = 24      // nested function calls and sourced files
	maxItems = 64      // rounds of one loop
)

// interpreter walks one script.
type interpreter struct {
	ctx     context.Context
	tree    *source.Tree
	cfg     source.Config
	out     *emitter
	scripts map[string]*script

	root    *script // the script that was started
	current *script // the script whose text is walked: the root or one it sources
	vars    scope
	funcs   map[string]function
	layers  layerSteps

	effort
	settings
	position
	past
	records
}

// effort is how far the walk went; the limits bound it.
type effort struct {
	steps   int
	depth   int
	calls   []string
	stopped bool
}

// settings are the options of the shell that the script switched on.
type settings struct {
	export  bool      // set -a
	errexit bool      // set -e
	nounset bool      // set -u
	tracing facts.Pos // set -x that holds, until it has been told
}

// position is where in the script the walk stands.
type position struct {
	ways      int  // nested choices between alternatives
	choices   int  // conditions around the statement
	subshells int  // around the statement
	uncalled  bool // a function that nothing calls is walked
	testing   bool // the words of a condition are expanded
}

// past is what ran before the statement.
type past struct {
	hidden    bool // code that is not followed: it may export variables
	awaited   bool // the script waited for objects to exist
	external  int  // other programs
	environ   map[string]bool
	written   map[string]values  // files made from here-documents
	inherited map[string]*export // secrets that the script exports
}

// records keep what was described from being described again.
type records struct {
	called  map[*syntax.FuncDecl]bool
	judged  map[*syntax.FuncDecl]bool // functions known to end the script as failed
	applied map[*syntax.Word]bool     // here-documents
	spelled map[facts.Pos]bool        // texts
	told    map[facts.Pos]bool

	excerpts map[*syntax.Word]*excerpt // scripts in quotes and here-documents
}

type function struct {
	decl   *syntax.FuncDecl
	script *script
}

// situation is what surrounds a statement.
type situation struct {
	tolerant bool            // its failure is handled
	guarded  map[string]bool // vault paths known to exist
	stdin    values
	ifs      string   // what separates the fields of input, where not blanks
	next     []string // words of the command that reads its output
	captured bool     // what it prints goes to a file or another command
	maybe    bool     // it depends on a condition
	reveals  bool     // it decrypts to its output
	looped   bool     // a loop repeats it
	retried  bool     // that loop goes on where it fails
	asked    bool     // it runs only where a variable was found to be set
}

// plain is the situation of a statement on its own.
func (c situation) plain() situation {
	return situation{tolerant: c.tolerant, guarded: c.guarded, captured: c.captured, maybe: c.maybe, looped: c.looped, retried: c.retried, asked: c.asked}
}

func (c situation) with(guarded []string) situation {
	if len(guarded) == 0 {
		return c
	}
	all := make(map[string]bool, len(c.guarded)+len(guarded))
	for g := range c.guarded {
		all[g] = true
	}
	for _, g := range guarded {
		all[g] = true
	}
	c.guarded = all
	return c
}

// script walks a script from its first statement, then the functions that
// nothing called.
func (in *interpreter) script(s *script) {
	in.root, in.current = s, s
	in.vars = scope{newFrame()}
	in.vars.top().openArgs = true
	in.funcs = map[string]function{}
	in.layers = layerSteps{run: in.out.run(s)}
	in.past = past{environ: map[string]bool{}, written: map[string]values{}, inherited: map[string]*export{}}
	in.records = records{
		called: map[*syntax.FuncDecl]bool{}, judged: map[*syntax.FuncDecl]bool{}, applied: map[*syntax.Word]bool{},
		spelled: map[facts.Pos]bool{}, told: map[facts.Pos]bool{}, excerpts: map[*syntax.Word]*excerpt{},
	}
	in.declare(s)
	in.options(s)
	in.startTrace(s)
	in.statements(s.tree.Stmts, situation{})
	in.tellExports()
	in.uncalled = true
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		if decl, ok := n.(*syntax.FuncDecl); ok && !in.called[decl] && !in.stopped {
			in.called[decl] = true
			in.vars = append(in.vars, newFrame())
			in.vars.top().openArgs = true
			in.statement(decl.Body, situation{})
			in.vars = in.vars[:len(in.vars)-1]
		}
		return true
	})
	if in.stopped {
		in.out.part.Problem(s.file.At(1, 1, 0), facts.FaultTooDeep, "too large or too deeply nested to follow to its end")
	}
}

// declare makes a script's functions known: one may be called above its text.
func (in *interpreter) declare(s *script) {
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		if decl, ok := n.(*syntax.FuncDecl); ok && decl.Name != nil {
			in.funcs[decl.Name.Value] = function{decl, s}
		}
		return true
	})
}

func (in *interpreter) enter() bool {
	in.depth++
	in.charge(1)
	if in.depth > maxDepth {
		in.stopped = true
	}
	if in.stopped {
		in.depth--
		return false
	}
	return true
}

func (in *interpreter) leave() { in.depth-- }

func (in *interpreter) charge(steps int) {
	in.steps += steps
	if in.steps > maxSteps || in.steps&1023 == 0 && in.ctx.Err() != nil {
		in.stopped = true
	}
}

func (in *interpreter) at(n syntax.Node) facts.Pos { return in.current.at(n) }

func (in *interpreter) statements(stmts []*syntax.Stmt, c situation) values {
	var out values
	for _, s := range stmts {
		out = append(out, in.statement(s, c)...)
		if len(out) > maxAlternatives {
			out = opaque(out.origins())
		}
	}
	return out
}

// statement walks a statement and answers what it prints.
func (in *interpreter) statement(s *syntax.Stmt, c situation) values {
	if s == nil || !in.enter() {
		return nil
	}
	defer in.leave()
	c = c.around(s)
	c.tolerant = c.tolerant || s.Negated
	for _, r := range s.Redirs {
		if input, ok := in.input(r, c); ok {
			c.stdin = input
		}
	}
	out := in.command(s, c)
	for _, r := range s.Redirs {
		if in.output(r, out, c) {
			out = nil
		}
	}
	return out
}

func (in *interpreter) command(s *syntax.Stmt, c situation) values {
	switch cmd := s.Cmd.(type) {
	case nil:
		return c.stdin
	case *syntax.CallExpr:
		return in.simple(cmd, c)
	case *syntax.DeclClause:
		in.declaration(cmd, c)
	case *syntax.Block:
		return in.statements(cmd.Stmts, c)
	case *syntax.Subshell:
		return in.substitution(cmd.Stmts, c)
	case *syntax.BinaryCmd:
		return in.binary(cmd, c)
	case *syntax.TimeClause:
		return in.statement(cmd.Stmt, c)
	case *syntax.CoprocClause:
		return in.statement(cmd.Stmt, c)
	case *syntax.IfClause:
		return in.conditional(cmd, c)
	case *syntax.CaseClause:
		return in.cases(cmd, c)
	case *syntax.WhileClause:
		return in.while(cmd, c)
	case *syntax.ForClause:
		return in.loop(cmd, c)
	case *syntax.TestClause:
		in.test(cmd.X, c)
	}
	return nil
}

// test expands the words of a condition for what they read.
func (in *interpreter) test(x syntax.TestExpr, c situation) {
	in.testing = true
	defer func() { in.testing = false }()
	c.asked = c.asked || asksFor(x)
	syntax.Walk(x, func(n syntax.Node) bool {
		if w, ok := n.(*syntax.Word); ok {
			in.word(w, c.tolerate())
			return false
		}
		return true
	})
}

func (c situation) tolerate() situation {
	c.tolerant = true
	return c
}
