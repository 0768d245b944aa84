package shell

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
	"github.com/tazzo/tazlint/analyzers/terraform/demand"
	"mvdan.cc/sh/v3/syntax"
)

// unexported is a variable that a script assigned, did not export, and that a
// command it started would read from its environment.
type unexported struct {
	name    string
	command string // the child
	at      facts.Pos
	script  *script
	shared  bool // by the child only where nothing else is known to use it
}

// needs notes the variables that a command reads and that do not reach it.
func (in *interpreter) needs(call invocation) {
	if in.uncalled || in.out.away {
		return
	}
	for _, w := range in.wanted(call) {
		v, found := in.vars.get(w.variable)
		if v.used != nil {
			*v.used = true
		}
		if v.exported && !w.linked {
			in.environmentOf(w.variable, call.at)
		}
		if text, known := v.texts.one(); !found || in.hidden || v.exported || known && text == "" || v.at == (facts.Pos{}) {
			continue
		}
		if !slices.Contains(call.given, w.variable) && !call.has(w.options) {
			in.out.unexported = append(in.out.unexported, unexported{w.variable, call.name, v.at, in.root, w.shared})
		}
	}
}

// wanted are the variables that a command reads from its environment: those of
// its kind, those of the layers it applies, and those of a script.
func (in *interpreter) wanted(call invocation) []wanted {
	var names []string
	if applies[call.name] {
		names = append(in.out.layerEnv(in.tree), in.moduleEnv()...)
	}
	if s := in.child(call); s != nil {
		names = append(names, s.requires()...)
	}
	all := slices.Clone(readers[call.name])
	for _, name := range names {
		all = append(all, wanted{variable: name, linked: true})
	}
	return all
}

// moduleEnv are the variables at hand by which Terraform takes those of a
// module.
func (in *interpreter) moduleEnv() []string {
	var names []string
	for _, f := range in.vars {
		for name := range f.vars {
			if strings.HasPrefix(name, "TF_VAR_") {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// child is the script of the repository that a command runs as a process of its
// own.
func (in *interpreter) child(call invocation) *script {
	name, known := call.args[0].one()
	if shells[call.name] {
		rest := operands(call.args[1:], "", 0)
		if len(rest) == 0 {
			return nil
		}
		name, known = rest[0].one()
	}
	if !known || !strings.ContainsAny(name, "/.") {
		return nil
	}
	return in.find(name)
}

var shells = map[string]bool{"sh": true, "bash": true, "dash": true, "ash": true, "ksh": true}

// has reports whether the call has one of the options, given as words.
func (i invocation) has(options string) bool {
	for _, option := range strings.Fields(options) {
		for _, a := range i.args[1:] {
			if text := a.text(); text == option || strings.HasPrefix(text, option+"=") || text == "-"+option || strings.HasPrefix(text, "-"+option+"=") {
				return true
			}
		}
	}
	return false
}

// assignments are the names that words such as X=1 set for a command.
func assignments(words []values) []string {
	var names []string
	for _, w := range words {
		if name, _, _ := strings.Cut(w.text(), "="); isAssignment(w.text()) {
			names = append(names, name)
		}
	}
	return names
}

// requires are the variables that a script takes from its environment and
// cannot do without. One that reads other files may have them from there.
func (s *script) requires() []string {
	var names []string
	open := false
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			name := firstLiteral(n)
			open = open || name == "source" || name == "." || name == "eval"
		case *syntax.ParamExp:
			if n.Param == nil || s.assigned[n.Param.Value] || shellOwn(n.Param.Value) || !isName(n.Param.Value) || n.Param.Value == "_" {
				return true
			}
			plain := n.Exp == nil && !n.Excl && !n.IsSet && n.Index == nil
			if plain || n.Exp != nil && demands(n.Exp.Op) {
				names = append(names, n.Param.Value)
			}
		}
		return true
	})
	if open {
		return nil
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func demands(op syntax.ParExpOperator) bool {
	return op == syntax.ErrorUnset || op == syntax.ErrorUnsetOrNull
}

// layerEnv are the variables that Terragrunt files of the repository demand.
func (e *emitter) layerEnv(tree *source.Tree) []string {
	if e.layers != nil {
		return e.layers
	}
	e.layers = []string{}
	for _, f := range tree.Files {
		if f.Ext() != ".hcl" || f.Base() == ".terraform.lock.hcl" {
			continue
		}
		text, err := f.Text()
		if err != nil {
			continue
		}
		for _, name := range demand.Env(text) {
			if isName(name) && !shellOwn(name) {
				e.layers = append(e.layers, name)
			}
		}
	}
	slices.Sort(e.layers)
	e.layers = slices.Clip(slices.Compact(e.layers))
	return e.layers
}

// judgeUnexported marks the variables that do not reach a child. Nothing is
// said where the script itself hands the variable on in another way, or where
// it can only have come from the environment and so still goes there. Where
// the environment may have it, the mark is on that: the script may have taken
// it from there, or it is one that people export in their own shell.
func (e *emitter) judgeUnexported(scripts map[string]*script) {
	told := map[facts.Pos]bool{}
	sure := slices.DeleteFunc(slices.Clone(e.unexported), func(u unexported) bool { return u.shared })
	for _, u := range slices.Concat(sure, e.unexported) {
		if u.script.sourced {
			continue // what runs it may export
		}
		own := u.mentions(u.script)
		if s := scripts[u.at.File]; s != nil && s != u.script {
			own.add(u.mentions(s))
		}
		if own.handed || own.demanded || u.shared && own.read || e.inherits(u, scripts) {
			continue
		}
		on := u.script.symbol().WithKey(u.name)
		if own.defaulted || documented[u.name] {
			on = facts.New(facts.EnvVar, u.name)
		}
		if told[u.at] {
			continue // one child is enough
		}
		told[u.at] = true
		e.script(u.script.file.At(1, 1, 0))
		e.mark(facts.MarkUnexported, u.command, on, u.at)
	}
}

// mention says how a script uses a variable.
type mention struct {
	read      bool // at all
	handed    bool // to the child: in its arguments, its input, or the pipe before it
	demanded  bool // ${X:?}
	defaulted bool // ${X:-...}
}

func (m *mention) add(other mention) {
	m.read, m.handed = m.read || other.read, m.handed || other.handed
	m.demanded, m.defaulted = m.demanded || other.demanded, m.defaulted || other.defaulted
}

func (u unexported) mentions(s *script) mention {
	var m mention
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.ParamExp:
			if n.Param != nil && n.Param.Value == u.name {
				m.read = true
				m.demanded = m.demanded || n.Exp != nil && demands(n.Exp.Op)
				m.defaulted = m.defaulted || n.Exp != nil && !demands(n.Exp.Op)
			}
		case *syntax.Stmt:
			if !m.handed && isPipeline(n) {
				m.handed = u.handedBy(n)
			}
		}
		return true
	})
	return m
}

func isPipeline(s *syntax.Stmt) bool {
	switch cmd := s.Cmd.(type) {
	case *syntax.CallExpr:
		return true
	case *syntax.BinaryCmd:
		return cmd.Op == syntax.Pipe || cmd.Op == syntax.PipeAll
	}
	return false
}

// handedBy reports whether a pipeline has both the variable and the child.
func (u unexported) handedBy(s *syntax.Stmt) bool {
	reads, runs := false, false
	syntax.Walk(s, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.ParamExp:
			reads = reads || n.Param != nil && n.Param.Value == u.name
		case *syntax.CallExpr:
			for _, w := range n.Args {
				runs = runs || path.Base(w.Lit()) == u.command
			}
		}
		return true
	})
	return reads && runs
}

// inherits reports whether a script gets a variable from one that exports it:
// one that names the script, or that every shell of the operator reads.
func (e *emitter) inherits(u unexported, scripts map[string]*script) bool {
	symbol := facts.New(facts.EnvVar, u.name)
	return slices.ContainsFunc(e.part.Defs, func(d facts.Def) bool {
		if d.Symbol != symbol || d.At.File == u.script.file.Path {
			return false
		}
		s := scripts[d.At.File]
		return s != nil && (slices.Contains(shelltext.StartupFiles, s.file.Base()) || bytes.Contains(s.text, []byte(u.script.file.Base())))
	})
}
