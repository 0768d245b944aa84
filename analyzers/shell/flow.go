package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

func (in *interpreter) binary(b *syntax.BinaryCmd, c situation) values {
	switch b.Op {
	case syntax.Pipe, syntax.PipeAll:
		left := c
		left.next, left.captured = leadingWords(b.Y), true
		c.stdin = in.statement(b.X, left)
		return in.statement(b.Y, c)
	case syntax.OrStmt:
		return in.either(b, c)
	}
	holds, _ := in.guards(b.X, c)
	if quiet, _ := in.leaves(b.Y); quiet {
		in.vars.top().left = true
	}
	left, right := c, c.with(holds)
	left.retried, right.asked = c.retried || c.looped, c.asked || asksFor(b.X)
	out := in.statement(b.X, left)
	return append(out, in.branch(right, func(c situation) values { return in.statement(b.Y, c) })...)
}

// either is X || Y: where Y makes good for X's failure, what X reads need not
// exist.
func (in *interpreter) either(b *syntax.BinaryCmd, c situation) values {
	_, fails := in.guards(b.X, c)
	quiet, loud := in.leaves(b.Y)
	left := c
	left.tolerant = c.tolerant || !loud
	out := in.statement(b.X, left)
	out = append(out, in.branch(c.with(fails), func(c situation) values { return in.statement(b.Y, c) })...)
	if holds, _ := in.guards(b.X, c); quiet {
		in.guard(holds)
		in.vars.top().left = true
	}
	return out
}

// branch takes one way and joins what it did with its not being taken.
func (in *interpreter) branch(c situation, walk func(situation) values) values {
	in.charge(in.vars.size())
	before := in.vars.clone()
	in.choices++
	c.maybe = true
	out := walk(c)
	in.choices--
	in.vars.merge(before)
	return out
}

func (in *interpreter) guard(paths []string) {
	for _, p := range paths {
		in.vars.top().guarded[p] = true
	}
}

// conditional walks both ways of an if.
func (in *interpreter) conditional(clause *syntax.IfClause, c situation) values {
	if !in.enter() {
		return nil
	}
	defer in.leave()
	if len(clause.Cond) == 0 { // else
		return in.statements(clause.Then, c)
	}
	last := clause.Cond[len(clause.Cond)-1]
	holds, fails := in.guards(last, c)
	in.statements(clause.Cond, c.tolerate())
	in.charge(2 * in.vars.size())
	before := in.vars.clone()
	if clause.Else != nil {
		in.ways++
		defer func() { in.ways-- }()
	}
	in.choices++
	c.maybe = true
	out := in.statements(clause.Then, c.with(holds))
	after := in.vars
	in.vars = before
	if clause.Else != nil {
		out = append(out, in.conditional(clause.Else, c.with(fails))...)
	}
	in.choices--
	quiet, loud := in.leavesAny(clause.Then)
	if !loud {
		in.vars.merge(after)
	}
	if quiet {
		in.guard(fails)
		in.vars.top().left = true
	}
	return out
}

func (in *interpreter) cases(clause *syntax.CaseClause, c situation) values {
	in.word(clause.Word, c)
	in.ways++
	defer func() { in.ways-- }()
	var out values
	for _, item := range clause.Items {
		if quiet, _ := in.leavesAny(item.Stmts); quiet {
			in.vars.top().left = true
		}
		out = append(out, in.branch(c, func(c situation) values { return in.statements(item.Stmts, c) })...)
	}
	return out
}

// while walks the body once, or once for each line of an input that stands in
// the script.
func (in *interpreter) while(clause *syntax.WhileClause, c situation) values {
	c.looped = true
	if lines := in.lines(c.stdin); len(lines) > 0 && len(lines) <= maxItems {
		for _, line := range lines {
			c.stdin = line
			in.statements(clause.Cond, c.tolerate())
			in.statements(clause.Do, c.plain())
		}
		return nil
	}
	in.statements(clause.Cond, c.tolerate())
	in.awaits(clause.Cond)
	return in.branch(c, func(c situation) values { return in.statements(clause.Do, c) })
}

// lines are the lines of an input whose text is known in full.
func (in *interpreter) lines(stdin values) []values {
	if len(stdin) != 1 || stdin[0].doc == nil {
		return nil
	}
	doc := stdin[0].doc
	text, ok := literalText(doc.word)
	if !ok {
		return nil
	}
	var out []values
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		trimmed := strings.TrimLeft(line, " \t")
		if trimmed == "" || trimmed[0] == '#' {
			continue // scripts skip these by tests that are not judged here
		}
		at := doc.script.file.At(int(doc.word.Pos().Line())+i, len(line)-len(trimmed)+1, len(trimmed))
		out = append(out, values{{text: line, known: true, at: at}})
	}
	return out
}

// loop walks a for loop over words once for each of them.
func (in *interpreter) loop(clause *syntax.ForClause, c situation) values {
	words, ok := clause.Loop.(*syntax.WordIter)
	if !ok {
		return in.branch(c, func(c situation) values { return in.statements(clause.Do, c) })
	}
	items := in.arguments(words.Items, c)
	if !words.InPos.IsValid() {
		items = in.vars.top().args
	}
	if len(items) == 0 || len(items) > maxItems {
		items = []values{unknown()}
	}
	var out values
	c.looped = true
	for _, item := range items {
		in.assign(words.Name.Value, variable{texts: item, plain: true}, in.at(words.Name)) // one runs through names
		out = append(out, in.statements(clause.Do, c)...)
	}
	if len(out) > maxAlternatives {
		return opaque(out.origins())
	}
	return out
}

// call enters a function with arguments.
func (in *interpreter) call(f function, args []values, open bool, c situation) values {
	name := f.decl.Name.Value
	in.called[f.decl] = true
	for _, active := range in.calls {
		if active == name {
			return unknown()
		}
	}
	if len(in.calls) >= maxCalls {
		return unknown()
	}
	caller := in.current
	for g := range in.vars.top().guarded {
		c = c.with([]string{g})
	}
	in.calls = append(in.calls, name)
	callee := newFrame()
	callee.args, callee.openArgs = args, open
	in.current, in.vars = f.script, append(in.vars, callee)
	out := in.statement(f.decl.Body, c)
	in.current, in.vars = caller, in.vars[:len(in.vars)-1]
	in.calls = in.calls[:len(in.calls)-1]
	return out
}

// source walks another script of the repository as part of this one.
func (in *interpreter) source(name string, c situation) bool {
	s := in.find(name)
	if s == nil || len(in.calls) >= maxCalls {
		return false
	}
	for _, active := range in.calls {
		if active == "source "+s.file.Path {
			return true
		}
	}
	caller := in.current
	in.calls = append(in.calls, "source "+s.file.Path)
	in.declare(s)
	in.current, s.sourced = s, true
	in.statements(s.tree.Stmts, c.plain())
	in.current, in.calls = caller, in.calls[:len(in.calls)-1]
	return true
}

func (in *interpreter) find(name string) *script {
	if in.out.away {
		return nil
	}
	if rel, ok := inRepository(name); ok {
		return in.scripts[rel]
	}
	if strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~") {
		return nil
	}
	here, _ := inRepository(cleanPath(repository+"/"+in.root.dir(), name))
	if s := in.scripts[here]; s != nil {
		return s
	}
	top, _ := inRepository(cleanPath(repository, name))
	return in.scripts[top]
}

// leadingWords are the literal words a statement starts with.
func leadingWords(s *syntax.Stmt) []string {
	call, ok := s.Cmd.(*syntax.CallExpr)
	if !ok {
		return nil
	}
	var words []string
	for _, w := range call.Args {
		words = append(words, w.Lit())
	}
	return words
}
