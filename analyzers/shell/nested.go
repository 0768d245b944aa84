package shell

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// excerpt is a script that stands in another one: in quotes, or in a
// here-document.
type excerpt struct {
	script *script
	filled bool // the shell around it fills in its variables
}

// shellCommand understands bash -c TEXT [NAME ARGUMENT...], and a shell that
// reads a here-document.
func (in *interpreter) shellCommand(call invocation) values {
	for i := 1; i < len(call.args); i++ {
		text := call.arg(i)
		switch {
		case commandFlag.MatchString(text) && i+1 < len(call.args):
			return in.text(call.word(i+1), call.args[i+1], call.args[i+2:], call)
		case text == "-o" || text == "+o":
			i++
		case !strings.HasPrefix(text, "-"):
			return in.other(call) // a file
		}
	}
	return in.document(call)
}

// document runs the here-document that a shell reads.
func (in *interpreter) document(call invocation) values {
	var out values
	for _, v := range call.c.stdin {
		if v.doc == nil {
			continue
		}
		text := in.cut(v.doc.script, v.doc.word, v.doc.word.Pos().Offset(), v.doc.word.End().Offset(), !v.doc.quoted)
		call.c.stdin = nil
		out = append(out, in.enclosed(text, nil, call)...)
	}
	if out == nil {
		return unknown()
	}
	return out
}

// su understands su -c TEXT, for another user of the same machine.
func (in *interpreter) su(call invocation) values {
	for i := 1; i+1 < len(call.args); i++ {
		if text := call.arg(i); text == "-c" || text == "--command" {
			return in.text(call.word(i+1), call.args[i+1], nil, call)
		}
	}
	return in.document(call)
}

// sshValued are the options of ssh that take a separate value.
const sshValued = "-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w"

// ssh understands ssh HOST TEXT: what is asked of stores and clusters is asked
// from there; files and variables are those of another machine.
func (in *interpreter) ssh(call invocation) values {
	rest := operands(call.args[1:], sshValued, 1)
	options := call
	options.args = call.args[:len(call.args)-len(rest)]
	in.other(options)
	words := call.words[max(0, len(call.words)-len(rest)):]
	away, funcs := in.out.away, in.funcs
	in.out.away, in.funcs = true, nil
	defer func() { in.out.away, in.funcs = away, funcs }()
	remote := call
	remote.args, remote.words = rest, words
	switch {
	case len(rest) == 0:
		return in.document(call)
	case len(rest) == 1 && strings.ContainsAny(rest[0].text(), " \n;"+anyText):
		return in.text(remote.word(0), rest[0], nil, call)
	}
	return in.invoke(remote, false)
}

// text runs a text as a script of its own. What is put together while the
// script around it runs is not followed.
func (in *interpreter) text(w *syntax.Word, texts values, args []values, call invocation) values {
	found := in.quoted(w)
	if text, known := texts.one(); found == nil && known && len(text) <= maxText {
		at := texts.at()
		if w != nil && slices.ContainsFunc(flat(w.Parts), isLiteral) {
			at = in.at(w)
		}
		in.charge(len(text) / 16)
		found = spelledOut(in.current.file, text, orPos(at, call.at))
	}
	return in.enclosed(found, args, call)
}

// quoted is the script in the quotes of a word. In double quotes a backslash
// changes the text, and a lone variable is all of it.
func (in *interpreter) quoted(w *syntax.Word) *excerpt {
	if w == nil || len(w.Parts) != 1 {
		return nil
	}
	from, to := w.Pos().Offset()+1, w.End().Offset()-1
	switch q := w.Parts[0].(type) {
	case *syntax.SglQuoted:
		if !q.Dollar {
			return in.cut(in.current, w, from, to, false)
		}
	case *syntax.DblQuoted:
		if !q.Dollar && slices.ContainsFunc(q.Parts, isLiteral) {
			return in.cut(in.current, w, from, to, true)
		}
	}
	return nil
}

func isLiteral(p syntax.WordPart) bool { _, is := p.(*syntax.Lit); return is }

// cut parses a part of a script where it stands, all else blanked, so that
// places in it are places in the file. It answers nil for what is no script.
func (in *interpreter) cut(s *script, w *syntax.Word, from, to uint, filled bool) *excerpt {
	if known, found := in.excerpts[w]; found {
		return known
	}
	if from > to || to > uint(len(s.text)) || filled && bytes.IndexByte(s.text[from:to], '\\') >= 0 {
		return nil
	}
	in.charge(len(s.text) / 64)
	text := bytes.Repeat([]byte(" "), int(to))
	for i, c := range s.text[:to] {
		if c == '\n' || uint(i) >= from {
			text[i] = c
		}
	}
	tree, err := shelltext.Parse(text)
	if err != nil {
		return nil
	}
	in.excerpts[w] = &excerpt{&script{file: s.file, text: text, tree: tree, assigned: assignedNames(tree), spot: s.spot}, filled}
	return in.excerpts[w]
}

// spelledOut parses a known text, all of which lies at one place.
func spelledOut(f *source.File, text string, at facts.Pos) *excerpt {
	tree, err := shelltext.Parse([]byte(text))
	if err != nil {
		return nil
	}
	return &excerpt{script: &script{file: f, text: []byte(text), tree: tree, assigned: assignedNames(tree), spot: at}}
}

// enclosed walks a script inside another one as a process of its own: of the
// variables it has those that are exported, unless they are filled in before.
func (in *interpreter) enclosed(text *excerpt, args []values, call invocation) values {
	if text == nil || len(in.calls) >= maxCalls {
		in.notFollowed(call.at)
		return unknown()
	}
	current, vars, funcs, export, errexit, nounset := in.current, in.vars, in.funcs, in.export, in.errexit, in.nounset
	defer func() {
		in.current, in.vars, in.funcs, in.export, in.errexit, in.nounset = current, vars, funcs, export, errexit, nounset
		in.calls = in.calls[:len(in.calls)-1]
		in.subshells--
	}()
	in.calls = append(in.calls, "shell")
	in.subshells++
	in.charge(vars.size())
	c := situation{tolerant: call.c.tolerant, guarded: call.c.guarded, captured: call.c.captured, maybe: call.c.maybe, stdin: call.c.stdin}
	for g := range vars.top().guarded {
		c = c.with([]string{g})
	}
	in.vars = vars.clone()
	if !text.filled {
		in.vars = scope{vars.passed(in.out.away)}
	}
	callee := newFrame()
	callee.name = unknown()
	if len(args) > 0 {
		callee.name, callee.args = args[0], args[1:]
	}
	in.current, in.vars, in.funcs = text.script, append(in.vars, callee), map[string]function{}
	in.export, in.errexit, in.nounset = false, false, false
	in.declare(text.script)
	return in.statements(text.script.tree.Stmts, c)
}

// passed are the variables that a process inherits, which one on another
// machine does not.
func (s scope) passed(away bool) *frame {
	child := newFrame()
	for _, f := range s {
		for name, v := range f.vars {
			if !away && (v.exported || name == "PWD") {
				child.vars[name] = v
			}
		}
	}
	return child
}
