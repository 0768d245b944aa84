package shell

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"mvdan.cc/sh/v3/syntax"
)

// maxChain is how many exported variables may stand between a variable and what
// it is made of.
const maxChain = 4

// secretIn is a secret whose content is part of a text, or empty. A text that is
// known in full is a literal or a path, and the name of a stream gives nothing away.
func (in *interpreter) secretIn(texts values) facts.Symbol {
	for _, v := range texts {
		if v.known || strings.HasSuffix(v.text, stream) {
			continue
		}
		if s := in.secretOf(v.from, maxChain); s != "" {
			return s
		}
	}
	return ""
}

func (in *interpreter) secretOf(from []origin, chain int) facts.Symbol {
	for _, o := range from {
		if o.sealed || o.unknown != "" || chain == 0 {
			continue
		}
		if in.holdsSecret(o.symbol, chain) {
			return o.symbol
		}
	}
	return ""
}

// holdsSecret reports whether the content of a place is a secret: by its name,
// or that of a variable because it was made of one that is.
func (in *interpreter) holdsSecret(s facts.Symbol, chain int) bool {
	if s.Kind() != facts.EnvVar || literal.NamesValue(s.Path()) {
		return literal.HoldsSecret(s)
	}
	v, found := in.vars.get(s.Path())
	return found && !literal.NamesPublic(s.Path()) && in.secretOf(v.texts.origins(), chain-1) != ""
}

// secretWord is the secret that a word puts into a command: by what its text is
// made of, else by the name of a variable in it whose content is not known.
func (in *interpreter) secretWord(w *syntax.Word, texts values) facts.Symbol {
	if s := in.secretIn(texts); s != "" {
		return s
	}
	if _, known := texts.one(); known || w == nil {
		return ""
	}
	for _, p := range flat(w.Parts) {
		e, ok := p.(*syntax.ParamExp)
		if !ok || e.Param == nil || !whole(e) || !literal.NamesValue(e.Param.Value) {
			continue
		}
		if v, found := in.vars.get(e.Param.Value); found && (v.plain || !isUnknown(v.texts)) {
			continue
		}
		return in.current.symbol().WithKey(e.Param.Value)
	}
	return ""
}

// isUnknown reports whether nothing of the texts is known, nor where they come
// from: the output of a command that is not understood.
func isUnknown(texts values) bool {
	return slices.ContainsFunc(texts, func(v value) bool { return !v.known && v.text == anyText && len(v.from) == 0 })
}

// whole reports whether an expansion prints all of a variable.
func whole(e *syntax.ParamExp) bool {
	if e.Length || e.Width || e.IsSet || e.Excl || e.Slice != nil || e.Repl != nil {
		return false
	}
	return e.Exp == nil || e.Exp.Op != syntax.AlternateUnset && e.Exp.Op != syntax.AlternateUnsetOrNull
}

// partial reports whether a word shows some characters of a variable only.
func partial(w *syntax.Word) bool {
	return w != nil && slices.ContainsFunc(flat(w.Parts), func(p syntax.WordPart) bool {
		e, ok := p.(*syntax.ParamExp)
		return ok && e.Slice != nil
	})
}

// sealing are commands whose output does not give away what they read: they
// encrypt, hash, count or look only at what is public.
var sealing = map[string]bool{
	"openssl": true, "gpg": true, "gpg2": true, "age": true, "rage": true, "sops": true, "htpasswd": true, "wc": true, "mkpasswd": true,
	"sha256sum": true, "sha512sum": true, "sha1sum": true, "md5sum": true, "kubeseal": true, "ssh-keygen": true, "age-keygen": true,
}

// concealed marks what a command made of its input.
func concealed(command string, from []origin) []origin {
	if !sealing[command] {
		return from
	}
	out := slices.Clone(from)
	for i := range out {
		out[i].sealed = true
	}
	return out
}

// placing are commands that answer with a place, a name or a number and with
// nothing of what is in it.
var placing = map[string]bool{
	"mktemp": true, "basename": true, "dirname": true, "realpath": true, "readlink": true, "find": true, "ls": true, "which": true, "pwd": true,
	"date": true, "hostname": true, "id": true, "wc": true, "stat": true,
}

// answersPlace reports whether a word is $(...) around such a command.
func answersPlace(w *syntax.Word) bool {
	if w == nil {
		return false
	}
	parts := flat(w.Parts)
	if len(parts) != 1 {
		return false
	}
	sub, ok := parts[0].(*syntax.CmdSubst)
	if !ok || len(sub.Stmts) != 1 {
		return false
	}
	call, ok := sub.Stmts[0].Cmd.(*syntax.CallExpr)
	return ok && placing[firstLiteral(call)]
}
