package shell

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// invocation is a command with its arguments expanded.
type invocation struct {
	name string
	args []values
	at   facts.Pos // the command's name
	c    situation

	words []*syntax.Word // each argument's, where they are at hand
	given []string       // variables set for it alone
}

// arg is the likeliest text of the i-th argument, or empty.
func (i invocation) arg(n int) string {
	if n < 0 || n >= len(i.args) {
		return ""
	}
	return i.args[n].text()
}

// word is the word of the n-th argument, or nil.
func (i invocation) word(n int) *syntax.Word {
	if n >= len(i.words) {
		return nil
	}
	return i.words[n]
}

// builtins are the commands that are understood by name. All others are only
// looked at for vault paths among their arguments.
var builtins map[string]func(*interpreter, invocation) values

func init() {
	builtins = map[string]func(*interpreter, invocation) values{
		"echo": (*interpreter).echo, "printf": (*interpreter).printf, "read": (*interpreter).readLine,
		"mapfile": (*interpreter).readList, "readarray": (*interpreter).readList,
		"source": (*interpreter).sourceFile, ".": (*interpreter).sourceFile, "eval": (*interpreter).eval,
		"set": (*interpreter).set, "unset": (*interpreter).unset,
		"dirname": (*interpreter).dirname, "basename": (*interpreter).basename, "cd": (*interpreter).cd, "pushd": (*interpreter).cd, "popd": (*interpreter).popd, "pwd": (*interpreter).pwd,
		"realpath": (*interpreter).realpath, "readlink": (*interpreter).realpath, "git": (*interpreter).git,
		"cp": (*interpreter).copyFiles, "mv": (*interpreter).copyFiles, "install": (*interpreter).copyFiles, "scp": (*interpreter).copyFiles, "tee": (*interpreter).tee,
		"vault": (*interpreter).vault, "bao": (*interpreter).vault, "infisical": (*interpreter).infisical, "op": (*interpreter).onePassword, "sops": (*interpreter).sops,
		"aws": (*interpreter).readsBackend, "gcloud": (*interpreter).readsBackend, "az": (*interpreter).readsBackend, "bw": (*interpreter).readsBackend, "rbw": (*interpreter).readsBackend,
		"bws": (*interpreter).readsBackend, "doppler": (*interpreter).readsBackend, "chamber": (*interpreter).readsBackend, "curl": (*interpreter).curl,
		"gopass": (*interpreter).gopass, "pass": (*interpreter).gopass, "jq": (*interpreter).jq, "yq": (*interpreter).jq,
		"kubectl": (*interpreter).kubectl, "oc": (*interpreter).kubectl, "k": (*interpreter).kubectl,
		"flux": (*interpreter).flux, "su": (*interpreter).su, "ssh": (*interpreter).ssh,
		"sh": (*interpreter).shellCommand, "bash": (*interpreter).shellCommand, "dash": (*interpreter).shellCommand, "ash": (*interpreter).shellCommand, "ksh": (*interpreter).shellCommand,
		"helm": (*interpreter).helm, "terragrunt": (*interpreter).terragrunt,
	}
}

// simple walks a simple command.
func (in *interpreter) simple(call *syntax.CallExpr, c situation) values {
	if len(call.Args) == 0 {
		for _, a := range call.Assigns {
			in.assignment(a, c)
		}
		return nil
	}
	var given []string
	for _, a := range call.Assigns {
		in.temporary(a, c)
		if a.Name != nil {
			given = append(given, a.Name.Value)
		}
		if a.Name != nil && a.Name.Value == "IFS" && a.Value != nil {
			c.ifs, _ = in.word(a.Value, c).one()
		}
	}
	name := firstLiteral(call)
	in.testing = name == "[" || name == "test"
	args, words := in.expanded(call.Args, c)
	in.testing = false
	if len(args) == 0 {
		return nil
	}
	in.watch(args, words, c)
	open := in.vars.top().openArgs && passesArguments(call.Args)
	return in.invoke(invocation{args: args, words: words, at: in.at(call.Args[0]), c: c, given: given}, open)
}

func passesArguments(words []*syntax.Word) bool {
	for _, w := range words {
		for _, p := range flat(w.Parts) {
			if e, ok := p.(*syntax.ParamExp); ok && e.Param != nil && (e.Param.Value == "@" || e.Param.Value == "*") {
				return true
			}
		}
	}
	return false
}

// temporary handles X=... before a command: the variable exists for it alone.
func (in *interpreter) temporary(a *syntax.Assign, c situation) {
	if a.Name == nil || a.Value == nil {
		return
	}
	texts, at := in.word(a.Value, c), in.at(a.Name)
	in.markVariable(a.Name.Value, at)
	in.uncheckedVariable(a.Name.Value, texts, at)
	for _, v := range texts {
		in.readPath(v, c)
	}
	if strings.HasPrefix(a.Name.Value, "TF_VAR_") || len(texts.origins()) > 0 {
		in.deliver(a.Name.Value, texts, at)
	}
}

func (in *interpreter) invoke(call invocation, open bool) values {
	for round := range 8 {
		name, known := call.args[0].one()
		if !known {
			return in.other(call)
		}
		if f, found := in.funcs[name]; found && round == 0 {
			return in.call(f, call.args[1:], open, call.c)
		}
		call.name = path.Base(name)
		rest := unwrap(call.name, call.args[1:])
		if len(rest) == 0 {
			break
		}
		call.given = append(call.given, assignments(call.args[1:len(call.args)-len(rest)])...)
		call.words = call.words[max(0, len(call.words)-len(rest)):]
		if call.name == "xargs" {
			rest, call.c.stdin = fed(call), nil
		}
		call.args, call.at = rest, orPos(rest[0].at(), call.at)
	}
	in.markCommand(call)
	in.needs(call)
	in.wordList(call)
	if in.runs(call.name) {
		in.external++
	}
	if run, found := builtins[call.name]; found {
		return run(in, call)
	}
	return in.other(call)
}

// runs reports whether a command may be a program that reads the environment
// for purposes of its own.
func (in *interpreter) runs(name string) bool {
	return starting[name] || builtins[name] == nil && !filters[name] && !silent[name]
}

// starting are the programs among the commands that are understood by name.
var starting = map[string]bool{
	"kubectl": true, "oc": true, "k": true, "flux": true, "helm": true, "git": true, "eval": true, "source": true, ".": true, "scp": true,
	"sh": true, "bash": true, "dash": true, "ash": true, "ksh": true, "su": true, "ssh": true,
	"aws": true, "gcloud": true, "az": true, "bw": true, "rbw": true, "bws": true, "doppler": true, "chamber": true, "curl": true,
}

func isAssignment(text string) bool {
	name, _, found := strings.Cut(text, "=")
	return found && isName(name)
}

func orPos(a, b facts.Pos) facts.Pos {
	if a == (facts.Pos{}) {
		return b
	}
	return a
}

func (in *interpreter) markCommand(call invocation) {
	words := []string{call.name}
	for i := range min(len(call.args)-1, 2) {
		words = append(words, call.arg(i+1))
	}
	if b, ok := source.ByCLI(words...); ok {
		in.out.backend(b, call.at)
	}
}
