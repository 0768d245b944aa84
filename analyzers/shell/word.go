package shell

import (
	"path"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// repository stands for the repository's directory in texts: no path that a
// script spells out begins so.
const repository = "\x00repository"

// stream is the name of a file that a process substitution makes: what was
// printed into it is read from it.
const stream = "/dev/fd/" + anyText

// word are the texts a word may expand to.
func (in *interpreter) word(w *syntax.Word, c situation) values {
	if w == nil {
		return constant("")
	}
	return in.parts(w.Parts, c, in.at(w), false)
}

func (in *interpreter) parts(parts []syntax.WordPart, c situation, wordAt facts.Pos, quoted bool) values {
	if len(parts) == 0 || !in.enter() {
		return values{{known: len(parts) == 0, at: wordAt}}
	}
	defer in.leave()
	out := constant("")
	for _, p := range parts {
		out = concat(out, in.part(p, c, quoted), wordAt)
	}
	for i := range out {
		if out[i].at == (facts.Pos{}) {
			out[i].at = wordAt
		}
	}
	return out
}

func (in *interpreter) part(p syntax.WordPart, c situation, quoted bool) values {
	switch p := p.(type) {
	case *syntax.Lit:
		return literalValue(p.Value, quoted)
	case *syntax.SglQuoted:
		return values{{text: p.Value, known: true}}
	case *syntax.DblQuoted:
		return in.inner(p, c)
	case *syntax.ParamExp:
		return in.param(p, c)
	case *syntax.CmdSubst:
		return in.substitution(p.Stmts, c.capture())
	case *syntax.ProcSubst:
		printed := in.statements(p.Stmts, c.capture().plain())
		if p.Op == syntax.CmdIn {
			return values{{text: stream, from: printed.origins()}}
		}
		return unknown()
	}
	return unknown()
}

// inner are the texts of a quoted part. Their place is the word's, unless a
// variable brought its own.
func (in *interpreter) inner(p *syntax.DblQuoted, c situation) values {
	out := in.parts(p.Parts, c, in.at(p), true)
	for i := range out {
		if out[i].at == in.at(p) {
			out[i].at = facts.Pos{}
		}
	}
	return out
}

// literalValue unescapes a literal. Unquoted it may be a pattern.
func literalValue(text string, quoted bool) values {
	known := quoted || text == "[" || !strings.ContainsAny(text, "*?[") && !(strings.Contains(text, "{") && (strings.Contains(text, ",") || strings.Contains(text, "..")) && strings.HasSuffix(text, "}"))
	if strings.Contains(text, `\`) {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\\\n", ""), `\`, "")
	}
	return values{{text: text, known: known}}
}

// substitution is what a command substitution prints.
func (in *interpreter) substitution(stmts []*syntax.Stmt, c situation) values {
	saved := in.vars
	in.charge(in.vars.size())
	in.vars = in.vars.clone()
	in.subshells++
	out := in.statements(stmts, c.plain())
	in.subshells--
	in.vars = saved
	if len(out) == 0 {
		return unknown()
	}
	for i := range out {
		out[i].text = strings.TrimRight(out[i].text, "\n")
	}
	return out
}

// arguments expands words into arguments; "$@" and whole arrays become several.
func (in *interpreter) arguments(words []*syntax.Word, c situation) []values {
	var args []values
	for _, w := range words {
		if list, ok := in.spread(w, c); ok {
			args = append(args, list...)
			continue
		}
		args = append(args, in.split(w, in.word(w, c))...)
	}
	return args
}

// spread expands a word that is nothing but a list.
func (in *interpreter) spread(w *syntax.Word, c situation) ([]values, bool) {
	parts := w.Parts
	if len(parts) == 1 {
		if q, ok := parts[0].(*syntax.DblQuoted); ok {
			parts = q.Parts
		}
	}
	if len(parts) != 1 {
		return nil, false
	}
	p, ok := parts[0].(*syntax.ParamExp)
	if !ok || p.Param == nil || p.Length || p.Slice != nil || p.Exp != nil || p.Repl != nil {
		return nil, false
	}
	if p.Param.Value == "@" || p.Param.Value == "*" {
		if in.vars.top().openArgs {
			return nil, false
		}
		return in.vars.top().args, true
	}
	return in.array(p)
}

func (in *interpreter) array(p *syntax.ParamExp) ([]values, bool) {
	index, ok := p.Index.(*syntax.Word)
	if !ok || index.Lit() != "@" && index.Lit() != "*" {
		return nil, false
	}
	v, found := in.vars.get(p.Param.Value)
	if !found || v.list == nil {
		return nil, false
	}
	if !p.Excl {
		return v.list, true
	}
	return v.keys, len(v.keys) > 0
}

// cleanPath resolves "." and ".." of a path whose directory is known.
func cleanPath(dir, name string) string {
	if strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~") || strings.HasPrefix(name, repository) || strings.HasPrefix(name, "$") {
		return path.Clean(name)
	}
	return path.Join(dir, name)
}

// inRepository answers the repository-relative path of a text that is one.
func inRepository(text string) (string, bool) {
	rest, ok := strings.CutPrefix(path.Clean(text), repository)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return strings.TrimPrefix(rest, "/"), true
}
