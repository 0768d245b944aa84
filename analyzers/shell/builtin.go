package shell

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// echo prints its arguments.
func (in *interpreter) echo(call invocation) values {
	return joined(call.args[1:])
}

func joined(args []values) values {
	out := constant("")
	printed := false
	for _, a := range args {
		if text := a.text(); !printed && (text == "-n" || text == "-e" || text == "-en") {
			continue
		}
		if printed {
			out = concat(out, constant(" "), facts.Pos{})
		}
		out, printed = concat(out, a, a.at()), true
	}
	return out
}

// printf prints its arguments, or sets a variable to them.
func (in *interpreter) printf(call invocation) values {
	args := call.args[1:]
	target := values(nil)
	if len(args) > 1 && args[0].text() == "-v" {
		target, args = args[1], args[2:]
	}
	if len(args) > 0 && args[0].text() == "--" {
		args = args[1:]
	}
	out := formatted(args)
	if target == nil {
		return out
	}
	for _, name := range target {
		switch {
		case name.known && isName(name.text):
			in.assign(name.text, variable{texts: out}, name.at)
		case !name.known:
			in.notFollowed(call.at)
		}
	}
	return nil
}

// formatted knows the formats that print one argument as it is.
func formatted(args []values) values {
	if len(args) == 0 {
		return constant("")
	}
	format := strings.TrimSuffix(args[0].text(), `\n`)
	if (format == "%s" || format == "%b" || format == "%sn") && len(args) == 2 {
		return args[1]
	}
	var from []origin
	for _, a := range args {
		from = addOrigins(from, a.origins())
	}
	if len(args) == 1 && !strings.Contains(format, "%") {
		return args[0]
	}
	return opaque(from)
}

// readLine sets variables from a line of input. A known line is split as the
// shell would at blanks.
func (in *interpreter) readLine(call invocation) values {
	var names []values
	for i := 1; i < len(call.args); i++ {
		switch text := call.arg(i); {
		case strings.HasPrefix(text, "-"):
			if last := text[len(text)-1]; strings.ContainsRune("pdnNtui", rune(last)) {
				i++
			}
		default:
			names = append(names, call.args[i])
		}
	}
	lists := call.c.looped && call.c.tolerant // while read: what has many lines are mostly names
	for i, n := range names {
		name, ok := n.one()
		if !ok || !isName(name) {
			continue
		}
		texts := opaque(in.firstLine(call))
		if line, known := call.c.stdin.one(); known {
			texts = field(line, i, len(names), call.c)
		}
		in.assign(name, variable{texts: texts, plain: lists}, n.at())
	}
	return nil
}

// firstLine are the places of a line of input. A loop reads the others too, and
// another end of line may be none.
func (in *interpreter) firstLine(call invocation) []origin {
	if call.c.tolerant || slices.ContainsFunc(call.args, func(a values) bool { return strings.HasPrefix(a.text(), "-") && strings.Contains(a.text(), "d") }) {
		return call.c.stdin.origins()
	}
	return in.damaged(lostFirstLine, call.c.stdin.origins())
}

// field is what the i-th of several variables gets of a line; the last one
// gets the rest.
func field(line string, i, of int, c situation) values {
	separator, words := " ", strings.Fields(line)
	if separators := strings.TrimSpace(c.ifs); separators != "" {
		separator = separators[:1]
		words = strings.Split(strings.TrimSpace(line), separator)
	}
	if of == 1 {
		words = []string{strings.TrimSpace(line)}
	}
	if i >= len(words) {
		return constant("")
	}
	text := words[i]
	if i == of-1 {
		text = strings.Join(words[i:], separator)
	}
	return values{{text: text, known: true, from: c.stdin.origins(), at: c.stdin.at()}}
}

func (in *interpreter) readList(call invocation) values {
	if name, ok := call.args[len(call.args)-1].one(); ok && isName(name) && len(call.args) > 1 {
		in.assign(name, variable{texts: opaque(call.c.stdin.origins())}, call.args[len(call.args)-1].at())
	}
	return nil
}

// sourceFile walks a script of the repository, or reads one that lies in the
// vault.
func (in *interpreter) sourceFile(call invocation) values {
	if len(call.args) < 2 {
		return nil
	}
	for _, v := range call.args[1] {
		if !v.known || !in.source(v.text, call.c) {
			in.hidden = true
			in.readPath(v, call.c)
			in.dotenv(v, orPos(v.at, call.at))
			if in.export {
				in.deliverUnknown(anyText, call.at)
			}
		}
	}
	return nil
}

// eval is not followed: what it runs is made while the script runs.
func (in *interpreter) eval(call invocation) values {
	in.notFollowed(call.at)
	in.hidden = true
	return nil
}

// options notes those on the first line of a script: #!/bin/bash -eu.
func (in *interpreter) options(s *script) {
	line, _, _ := bytes.Cut(s.text, []byte("\n"))
	if _, flags, found := strings.Cut(string(line), " -"); found && strings.HasPrefix(string(line), "#!") {
		in.errexit, in.nounset = strings.Contains(flags, "e"), strings.Contains(flags, "u")
	}
}

// set notes set -a, set -e and set -u, and their ends.
func (in *interpreter) set(call invocation) values {
	in.setTrace(call)
	for i, a := range call.args[1:] {
		text := a.text()
		on, off := strings.HasPrefix(text, "-"), strings.HasPrefix(text, "+")
		if strings.HasPrefix(text, "--") {
			break
		}
		if !on && !off {
			continue
		}
		long := ""
		if strings.HasSuffix(text, "o") {
			long = call.arg(i + 2)
		}
		for _, flag := range []struct {
			letter, name string
			is           *bool
		}{{"a", "allexport", &in.export}, {"e", "errexit", &in.errexit}, {"u", "nounset", &in.nounset}} {
			if strings.Contains(text, flag.letter) || long == flag.name {
				*flag.is = on
			}
		}
	}
	return nil
}

func (in *interpreter) unset(call invocation) values {
	for _, a := range call.args[1:] {
		if name, ok := a.one(); ok && isName(name) {
			in.vars.set(name, variable{texts: constant("")})
			in.withdraw(name)
		}
	}
	return nil
}

func (in *interpreter) dirname(call invocation) values {
	if len(call.args) < 2 {
		return unknown()
	}
	return call.args[len(call.args)-1].mapText(func(s string) (string, bool) { return path.Dir(s), true })
}

func (in *interpreter) basename(call invocation) values {
	if len(call.args) < 2 {
		return unknown()
	}
	suffix := call.arg(2)
	return call.args[1].mapText(func(s string) (string, bool) { return strings.TrimSuffix(path.Base(s), suffix), true })
}

// cd is followed inside a command substitution, where pwd then prints the
// directory.
func (in *interpreter) cd(call invocation) values {
	if len(call.args) > 1 {
		if dir, ok := call.args[len(call.args)-1].one(); ok {
			if here, known := in.pwd(call).one(); known {
				dir = cleanPath(here, dir)
			}
			in.vars.top().vars["PWD"] = variable{texts: values{{text: path.Clean(dir), known: true, at: call.args[len(call.args)-1].at()}}}
			return nil
		}
	}
	in.vars.top().vars["PWD"] = variable{texts: unknown()}
	return nil
}

func (in *interpreter) pwd(invocation) values {
	if v, found := in.vars.get("PWD"); found {
		return v.texts
	}
	return unknown()
}

// popd leaves for a directory that is not remembered here.
func (in *interpreter) popd(invocation) values {
	in.vars.top().vars["PWD"] = variable{texts: unknown()}
	return nil
}

func (in *interpreter) realpath(call invocation) values {
	if len(call.args) < 2 {
		return unknown()
	}
	return call.args[len(call.args)-1].mapText(func(s string) (string, bool) { return path.Clean(s), true })
}

func (in *interpreter) git(call invocation) values {
	if call.arg(len(call.args)-1) == "--show-toplevel" {
		return constant(repository)
	}
	return in.other(call)
}

// input is what a redirection gives a command to read.
func (in *interpreter) input(r *syntax.Redirect, c situation) (values, bool) {
	switch r.Op {
	case syntax.RdrIn:
		var out values
		for _, v := range in.word(r.Word, c) {
			out = append(out, value{text: anyText, from: in.readPath(v, c), file: in.template(v)})
		}
		return out, true
	case syntax.WordHdoc:
		return in.word(r.Word, c), true
	case syntax.Hdoc, syntax.DashHdoc:
		if r.Hdoc == nil {
			return constant(""), true
		}
		doc := &heredoc{word: r.Hdoc, quoted: !plainDelimiter(r.Word), tabs: r.Op == syntax.DashHdoc, script: in.current}
		out := values{{text: anyText, doc: doc}}
		if !doc.quoted {
			out[0].from = in.word(r.Hdoc, c).origins()
		}
		return out, true
	}
	return nil, false
}

func plainDelimiter(w *syntax.Word) bool {
	return w != nil && len(w.Parts) == 1 && w.Lit() != "" && !strings.Contains(w.Lit(), `\`)
}
