package terraform

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/shell"
)

// maxCommands bounds the commands of one repository that are followed.
const maxCommands = 400

// command is shell inside a module or Terragrunt file.
type command struct {
	text   shell.Fragment
	remote bool // it runs on another machine
}

// commands finds the shell that a provisioner runs.
func (m *module) commands(symbol facts.Symbol, s scope, b *hclsyntax.Block) {
	label := ""
	if len(b.Labels) == 1 {
		label = b.Labels[0]
	}
	switch {
	case label == "local-exec" && b.Body.Attributes["command"] != nil:
		m.a.environment(s, b.Body.Attributes["environment"])
		attr := b.Body.Attributes["command"]
		if other := b.Body.Attributes["interpreter"]; other != nil && !speaksShell(s, other.Expr) {
			m.a.unfollowed(symbol, attr.Expr.Range())
			return
		}
		m.a.follow(symbol, false, attr.Expr)
	case label == "remote-exec" && b.Body.Attributes["inline"] != nil:
		attr := b.Body.Attributes["inline"]
		if lines, ok := attr.Expr.(*hclsyntax.TupleConsExpr); ok {
			for _, line := range lines.Exprs {
				m.a.follow(symbol, true, line)
			}
			return
		}
		m.a.unfollowed(symbol, attr.Expr.Range())
	case label == "remote-exec":
		m.a.unfollowed(symbol, b.TypeRange)
	}
}

func speaksShell(s scope, e hclsyntax.Expression) bool {
	name, _ := s.eval(e).get("0").full()
	return isShell(name)
}

func isShell(program string) bool {
	return slices.Contains([]string{"sh", "bash", "zsh", "ash", "dash"}, program[strings.LastIndexByte(program, '/')+1:])
}

// hooks finds the commands that Terragrunt runs around Terraform, and what it
// gives to Terraform's environment.
func (u *unit) hooks(a *analysis, s scope) {
	on := facts.NewPath(facts.Terraform, u.file.Source.Path)
	for _, b := range u.file.Body.Blocks {
		if b.Type != "terraform" {
			continue
		}
		for _, inner := range b.Body.Blocks {
			switch attr := inner.Body.Attributes["execute"]; {
			case inner.Type == "extra_arguments":
				a.environment(s, inner.Body.Attributes["env_vars"])
			case !strings.HasSuffix(inner.Type, "_hook") || attr == nil:
			default:
				words, ok := attr.Expr.(*hclsyntax.TupleConsExpr)
				if !ok {
					a.unfollowed(on, attr.Expr.Range())
					continue
				}
				a.follow(on, false, words.Exprs...)
			}
		}
	}
}

// giveFiles gives a layer's module the values of the files that Terragrunt
// passes to it.
func (l *layer) giveFiles(a *analysis) {
	for _, u := range l.units {
		for _, b := range u.file.Body.Blocks {
			if b.Type != "terraform" || l.module == nil {
				continue
			}
			for _, inner := range b.Body.Blocks {
				if inner.Type == "extra_arguments" {
					l.give(u.at(a, l), inner)
				}
			}
		}
	}
}

func (l *layer) give(s scope, b *hclsyntax.Block) {
	for _, list := range []string{"required_var_files", "optional_var_files"} {
		for _, item := range s.argument(b, list).items {
			name, inside := inRepo(s.dir(), item.fragment())
			f := s.a.files[name]
			if !inside || f == nil || f.Body == nil {
				continue
			}
			for _, attr := range attributes(f.Body) {
				l.module.give(attr.Name, given{scope{a: s.a}, attr.Expr})
			}
		}
	}
}

// environment says what variables a command or Terraform itself is given.
func (a *analysis) environment(s scope, attr *hclsyntax.Attribute) {
	if attr == nil {
		return
	}
	for _, item := range objectItems(attr.Expr, 0) {
		if name, known := s.eval(item.KeyExpr).full(); known && name != "" {
			env := facts.New(facts.EnvVar, name)
			a.define(env, item.KeyExpr.Range(), facts.Traits{})
			a.derive(env, s, item.ValueExpr)
		}
	}
}

// unfollowed says that something runs that nobody looked into.
func (a *analysis) unfollowed(from facts.Symbol, r hcl.Range) {
	a.part.Ref(facts.Ref{From: from, To: facts.New(facts.Script, "*"), Rel: facts.RelReads, At: a.pos(r), Unknown: facts.NotFollowed})
}

// follow keeps a command until all are known: one text, or the words of one.
func (a *analysis) follow(from facts.Symbol, remote bool, parts ...hclsyntax.Expression) {
	if len(parts) == 0 {
		return
	}
	f := a.files[parts[0].Range().Filename]
	if f == nil || f.made != nil || f.Source == nil || strings.HasSuffix(f.Source.Path, ".json") || len(a.commands) >= maxCommands {
		a.unfollowed(from, parts[0].Range())
		return
	}
	text := blank(f.Text)
	for i, e := range parts {
		if !f.copyShell(text, e, len(parts) > 1) {
			a.unfollowed(from, e.Range())
			return
		}
		if i > 0 {
			f.joinWords(text, parts[i-1].Range().End.Byte, e.Range().Start.Byte)
		}
	}
	if !shell.Parses(text) {
		a.unfollowed(from, parts[0].Range())
		return
	}
	a.commands = append(a.commands, command{shell.Fragment{File: f.Source, Text: text}, remote})
}

// blank is a text of as many lines and bytes that says nothing.
func blank(text []byte) []byte {
	empty := bytes.Repeat([]byte{' '}, len(text))
	for i, c := range text {
		if c == '\n' {
			empty[i] = c
		}
	}
	return empty
}

// copyShell copies the text of a template; what is filled in becomes a variable
// that nobody sets. Escapes other than of line ends have no spelling of the same
// length.
func (f *file) copyShell(to []byte, e hclsyntax.Expression, quoted bool) bool {
	template, ok := e.(*hclsyntax.TemplateExpr)
	if !ok {
		return f.opaqueShell(to, e.Range())
	}
	heredoc := f.Text[template.SrcRange.Start.Byte] == '<'
	if heredoc && quoted {
		return false
	}
	for _, p := range template.Parts {
		r := p.Range()
		literal, isText := p.(*hclsyntax.LiteralValueExpr)
		if !isText || fromCty(literal.Val).kind != scalar {
			r.Start.Byte, r.End.Byte = r.Start.Byte-len("${"), r.End.Byte+len("}")
			if !f.opaqueShell(to, r) {
				return false
			}
			continue
		}
		copied := bytes.ReplaceAll(f.Text[r.Start.Byte:r.End.Byte], []byte("$${"), []byte(" ${"))
		if !heredoc {
			if copied = bytes.ReplaceAll(copied, []byte(`\n`), []byte("; ")); bytes.Contains(copied, []byte(`\`)) {
				return false
			}
		}
		copy(to[r.Start.Byte:], copied)
	}
	if quoted {
		to[template.SrcRange.Start.Byte], to[template.SrcRange.End.Byte-1] = '"', '"'
	}
	return true
}

// opaqueShell writes a variable of no name in the place of an expression.
func (f *file) opaqueShell(to []byte, r hcl.Range) bool {
	if r.End.Byte-r.Start.Byte < len("${_}") || r.Start.Byte < 0 || r.End.Byte > len(to) || bytes.ContainsRune(f.Text[r.Start.Byte:r.End.Byte], '\n') {
		return false
	}
	for i := r.Start.Byte; i < r.End.Byte; i++ {
		to[i] = '_'
	}
	copy(to[r.Start.Byte:], "${")
	to[r.End.Byte-1] = '}'
	return true
}

// joinWords lets a list of words that stands on several lines be one command.
func (f *file) joinWords(to []byte, from, until int) {
	for i := from; i < until; i++ {
		if to[i] == '\n' && i > from {
			to[i-1] = '\\'
		}
	}
}

// runCommands follows the commands. What one on another machine reads is not
// the operator's.
func (a *analysis) runCommands(ctx context.Context) {
	for _, remote := range []bool{false, true} {
		var texts []shell.Fragment
		for _, c := range a.commands {
			if c.remote == remote {
				texts = append(texts, c.text)
			}
		}
		if len(texts) == 0 {
			continue
		}
		part := shell.RunFragments(ctx, a.tree, a.cfg, texts)
		part.Files, part.Documents = 0, 0
		part.Refs = slices.DeleteFunc(part.Refs, func(r facts.Ref) bool { return remote || unnamed(r.To) || unnamed(r.From) })
		part.Defs = slices.DeleteFunc(part.Defs, func(d facts.Def) bool { return unnamed(d.Symbol) })
		a.part.Add(part)
	}
}

// unnamed reports whether a symbol is a variable that stands for an expression.
func unnamed(s facts.Symbol) bool {
	return s.Kind() == facts.EnvVar && strings.Trim(s.Name(), "_") == ""
}
