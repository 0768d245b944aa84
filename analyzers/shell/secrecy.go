package shell

import (
	"path"
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
// known in full is a literal or a path.
func (in *interpreter) secretIn(texts values) facts.Symbol {
	for _, v := range texts {
		if v.known {
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

// holdsSecret reports whether the content of a place is a secret: that of a
// store is, unless its name says otherwise; that of a variable if its name says
// so or if it was made of one that is.
func (in *interpreter) holdsSecret(s facts.Symbol, chain int) bool {
	name := path.Base(s.Path())
	if s.Key() != "" {
		name = s.Key()
	}
	switch s.Kind() {
	case facts.VaultFile, facts.KV, facts.Infisical, facts.Backend:
		return !literal.NamesPublic(name)
	case facts.EnvVar:
		v, found := in.vars.get(s.Path())
		return namesSecret(s.Path()) || found && !literal.NamesPublic(name) && in.secretOf(v.texts.origins(), chain-1) != ""
	}
	return false
}

// objects are the last words of names that as often stand for the name of a
// Secret as for a value; owners are the words before them that rule that out.
var (
	objects = []string{"secret", "secrets", "tokens", "pat", "salt", "otp"}
	owners  = []string{"client", "cookie", "shared", "app", "signing", "oidc", "oauth", "webhook", "access", "api", "jwt", "token", "hmac", "auth", "consumer", "bot"}
)

// namesSecret reports whether a variable's name claims that a secret's value is
// in it.
func namesSecret(name string) bool {
	if !literal.Sensitive(name) || literal.NamesPublic(name) {
		return false
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '_' })
	last := len(words) - 1
	return last < 0 || !slices.Contains(objects, words[last]) || last > 0 && slices.Contains(owners, words[last-1])
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
		if !ok || e.Param == nil || !whole(e) || !namesSecret(e.Param.Value) {
			continue
		}
		if v, found := in.vars.get(e.Param.Value); found && !isUnknown(v.texts) {
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
