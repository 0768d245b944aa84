package shell

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// The ways in which a script shows a secret to others.
const (
	inArguments   = "argv"        // every process of the machine can list them
	inOutput      = "output"      // terminals and jobs keep it
	inTrace       = "trace"       // set -x prints every command
	onDisk        = "disk"        // a file that outlives the memory
	inEnvironment = "environment" // every child inherits it
)

// expanded are the arguments of a command and the word each came from.
func (in *interpreter) expanded(words []*syntax.Word, c situation) (args []values, from []*syntax.Word) {
	for _, w := range words {
		more := in.arguments([]*syntax.Word{w}, c)
		for range more {
			from = append(from, w)
		}
		args = append(args, more...)
	}
	return args, from
}

// shellBuiltins run inside the shell: nobody else sees their arguments.
// Source: GNU Bash manual, shell builtin commands.
var shellBuiltins = map[string]bool{
	":": true, ".": true, "[": true, "alias": true, "bind": true, "break": true, "builtin": true, "caller": true, "cd": true, "command": true,
	"compgen": true, "complete": true, "continue": true, "declare": true, "dirs": true, "disown": true, "echo": true, "enable": true, "eval": true,
	"exec": true, "exit": true, "export": true, "false": true, "fc": true, "getopts": true, "hash": true, "history": true, "jobs": true, "kill": true,
	"let": true, "local": true, "logout": true, "mapfile": true, "popd": true, "printf": true, "pushd": true, "pwd": true, "read": true,
	"readarray": true, "readonly": true, "return": true, "set": true, "shift": true, "shopt": true, "source": true, "suspend": true, "test": true,
	"times": true, "trap": true, "true": true, "type": true, "typeset": true, "ulimit": true, "umask": true, "unalias": true, "unset": true, "wait": true,
}

// helpers are names that scripts give to functions of theirs, wherever those
// are defined.
var helpers = map[string]bool{
	"log": true, "info": true, "warn": true, "warning": true, "err": true, "error": true, "die": true, "fail": true, "fatal": true, "debug": true,
	"success": true, "ok": true, "step": true, "header": true, "msg": true, "say": true,
}

// program is a command of another process.
type program struct {
	name  string
	args  []values // without the name
	words []*syntax.Word
	c     situation
}

// running is the program that a command runs, behind sudo and its like; nil for
// what the shell does itself or what is not known.
func (in *interpreter) running(args []values, words []*syntax.Word, c situation) *program {
	for range 8 {
		if len(args) == 0 {
			return nil
		}
		name, known := args[0].one()
		name = base(name)
		switch {
		case !known || in.funcs[name].decl != nil || helpers[name]:
			return nil
		case len(unwrap(name, args[1:])) > 0:
			args = unwrap(name, args[1:])
			words = words[len(words)-len(args):]
			continue
		case shellBuiltins[name]:
			return nil
		}
		return &program{name: name, args: args[1:], words: words[1:], c: c}
	}
	return nil
}

func base(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// watch looks at a command before it runs, for what it shows of secrets.
func (in *interpreter) watch(args []values, words []*syntax.Word, c situation) {
	in.traces(args, words)
	if name, known := args[0].one(); known && (name == "echo" || name == "printf") {
		in.prints(args, words, c)
	}
	p := in.running(args, words, c)
	if p == nil {
		return
	}
	in.inherits(p)
	in.unchecked(p)
	in.stores(p)
	for i, a := range p.args {
		if s := in.secretWord(p.words[i], a); s != "" {
			in.expose(inArguments, s, in.at(p.words[i]))
		}
	}
}

func (in *interpreter) expose(where string, secret facts.Symbol, at facts.Pos) {
	in.out.script(at)
	in.out.mark(facts.MarkExposed, where, secret, at)
}

// masking matches the workflow command by which GitHub Actions hides a text in
// its logs, see https://docs.github.com/actions/reference/workflow-commands.
var masking = expr.New(`^::add-mask::`)

// prints looks at echo and printf. What a function prints where nobody calls it
// may be captured, and a script that ends with a secret and nothing else
// answers another program.
func (in *interpreter) prints(args []values, words []*syntax.Word, c situation) {
	if c.captured || in.uncalled || len(args) > 1 && (args[1].text() == "-v" || masking.MatchString(args[1].text())) {
		return
	}
	for i, a := range args[1:] {
		w := words[i+1]
		if s := in.secretWord(w, a); s != "" && !partial(w) && !in.answers(words) {
			in.expose(inOutput, s, in.at(w))
		}
	}
}

// answers reports whether a print is the last thing a script does, and prints
// nothing but variables.
func (in *interpreter) answers(words []*syntax.Word) bool {
	stmts := in.root.tree.Stmts
	if len(stmts) == 0 || in.current != in.root || stmts[len(stmts)-1].Cmd == nil {
		return false
	}
	last := stmts[len(stmts)-1].Cmd
	if words[0].Pos() != last.Pos() {
		return false
	}
	for _, w := range words[1:] {
		for _, p := range flat(w.Parts) {
			if lit, ok := p.(*syntax.Lit); ok && strings.Trim(lit.Value, "%sn\\-e{}\":, ") != "" {
				return false
			}
		}
	}
	return true
}

// traces tells of a secret in a command that set -x prints.
func (in *interpreter) traces(args []values, words []*syntax.Word) {
	if in.tracing == (facts.Pos{}) {
		return
	}
	for i, a := range args {
		if s := in.secretWord(words[i], a); s != "" {
			in.traced(s)
		}
	}
}

// traced tells once of a set -x.
func (in *interpreter) traced(secret facts.Symbol) {
	if in.tracing != (facts.Pos{}) && secret != "" {
		in.expose(inTrace, secret, in.tracing)
		in.tracing = facts.Pos{}
	}
}

var tracingShebang = expr.New(`^#![^\n]*\s(-[a-z]*x[a-z]*)\s*\n`)

// startTrace notes a script that traces from its first line.
func (in *interpreter) startTrace(s *script) {
	if m := tracingShebang.FindSubmatchIndex(s.text); m != nil {
		in.tracing = s.file.At(1, m[2]+1, m[3]-m[2])
	}
}

// setTrace notes set -x and set +x. One in a branch is a person's choice.
func (in *interpreter) setTrace(call invocation) {
	for i := 1; i < len(call.args); i++ {
		text := call.arg(i)
		long := (text == "-o" || text == "+o") && call.arg(i+1) == "xtrace"
		short := !strings.HasPrefix(text, "--") && len(text) > 1 && strings.Contains(text[1:], "x") && strings.Trim(text[1:], "abefhkmnptuvxBCEHPTo") == ""
		switch {
		case !long && !short:
		case text[0] == '+':
			in.tracing = facts.Pos{}
		case text[0] == '-' && !call.c.maybe && !in.uncalled:
			in.tracing = call.args[i].at()
		}
	}
}

// around is the situation of what a statement runs: whether its output goes
// somewhere, and whether it decrypts.
func (c situation) around(s *syntax.Stmt) situation {
	c.reveals = reveals(leadingWords(s))
	for _, r := range s.Redirs {
		switch r.Op {
		case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
			if r.N == nil || r.N.Value == "1" {
				target := r.Word.Lit()
				c.captured = target != "/dev/stderr" && target != "/dev/stdout" && target != "/dev/tty"
			}
		case syntax.DplOut: // to a descriptor that something else was opened on
			c.captured = c.captured || r.Word.Lit() != "1" && r.Word.Lit() != "2"
		}
	}
	return c
}

func (c situation) capture() situation {
	c.captured = true
	return c
}
