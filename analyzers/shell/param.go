package shell

import (
	"path"
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/pattern"
	"mvdan.cc/sh/v3/syntax"
)

// param are the texts of a parameter expansion.
func (in *interpreter) param(p *syntax.ParamExp, c situation) values {
	if p.Param == nil || p.Names != 0 {
		return unknown()
	}
	base, set := in.lookup(p, c)
	switch {
	case p.Length, p.Width, p.IsSet:
		return unknown()
	case p.Excl && p.Index == nil:
		return in.indirect(p, base, c)
	case p.Repl != nil:
		return in.replace(p.Repl, base, c)
	case p.Slice != nil, p.Modifiers != nil:
		return opaque(base.origins())
	case p.Exp != nil:
		return in.expansion(p, base, set, c)
	}
	return in.reading(p, base, set)
}

// lookup finds a parameter without reading the environment for it.
func (in *interpreter) lookup(p *syntax.ParamExp, c situation) (texts values, set bool) {
	name := p.Param.Value
	if n, err := strconv.Atoi(name); err == nil {
		return in.positional(n)
	}
	switch name {
	case "BASH_SOURCE":
		return constant(repository + "/" + in.current.file.Path), true
	case "HOME":
		return constant("~"), true
	case "@", "*", "#", "?", "!", "$", "-", "_":
		return unknown(), true
	}
	v, found := in.vars.get(name)
	if v.used != nil {
		*v.used = true
	}
	if !found {
		return unknown(), in.current.assigned[name] || in.root.assigned[name] || shellOwn(name)
	}
	if p.Index != nil {
		return in.element(v, p.Index, c), true
	}
	if v.exported && !v.lent {
		return in.exported(name, v.texts, p), true
	}
	if v.texts == nil {
		return unknown(), true
	}
	return v.texts, true
}

// exported are the texts of a variable that is a place of its own.
func (in *interpreter) exported(name string, texts values, p *syntax.ParamExp) values {
	out := make(values, len(texts))
	for i, v := range texts {
		v.from = []origin{{symbol: facts.New(facts.EnvVar, name), at: in.at(p)}}
		out[i] = v
	}
	return out
}

func (in *interpreter) positional(n int) (values, bool) {
	top := in.vars.top()
	if n == 0 && top.name != nil {
		return top.name, true
	}
	if n == 0 {
		return constant(repository + "/" + in.root.file.Path), true
	}
	if top.openArgs {
		return unknown(), true
	}
	if n > len(top.args) {
		return constant(""), false
	}
	return top.args[n-1], true
}

func (in *interpreter) element(v variable, index syntax.ArithmExpr, c situation) values {
	w, ok := index.(*syntax.Word)
	if !ok {
		return unknown()
	}
	key, known := in.word(w, c).one()
	if !known {
		return opaque(v.texts.origins())
	}
	for i, k := range v.keys {
		if k.text() == key {
			return v.list[i]
		}
	}
	if n, err := strconv.Atoi(key); err == nil && v.keys == nil && n >= 0 && n < len(v.list) {
		return v.list[n]
	}
	return opaque(v.texts.origins())
}

// reading is the plain use of a parameter; one that nothing in the script
// assigns comes from the environment.
func (in *interpreter) reading(p *syntax.ParamExp, base values, set bool) values {
	name := p.Param.Value
	if set || !isName(name) || in.uncalled || in.out.away {
		return base
	}
	return opaque([]origin{in.environment(name, in.at(p))})
}

// environment reads a variable that the script's caller has to supply.
func (in *interpreter) environment(name string, at facts.Pos) origin {
	o := origin{symbol: facts.New(facts.EnvVar, name), at: at, weak: true}
	key := in.current.file.Path + "$" + name
	if !in.environ[key] {
		in.environ[key] = true
		in.out.read(o)
		in.markVariable(name, at)
	}
	return o
}

// environmentOf reads a variable that a command finds in its environment.
func (in *interpreter) environmentOf(name string, at facts.Pos) {
	if key := in.current.file.Path + "$" + name; !in.environ[key] {
		in.environ[key] = true
		in.out.read(origin{symbol: facts.New(facts.EnvVar, name), at: at, weak: true})
	}
}

// demanded makes readings of the environment firm.
func (in *interpreter) demanded(from []origin) {
	for _, o := range from {
		if o.symbol.Kind() == facts.EnvVar && o.weak {
			o.weak = false
			in.out.read(o)
		}
	}
}

func (in *interpreter) indirect(p *syntax.ParamExp, base values, c situation) values {
	name, ok := base.one()
	if !ok || !isName(name) {
		in.notFollowed(in.at(p))
		return opaque(base.origins())
	}
	in.unbound(p, name, c)
	pointed := &syntax.ParamExp{Dollar: p.Dollar, Rbrace: p.Rbrace, Param: &syntax.Lit{ValuePos: p.Param.ValuePos, ValueEnd: p.Param.ValueEnd, Value: name}, Exp: p.Exp}
	return in.param(pointed, c)
}

func (in *interpreter) replace(r *syntax.Replace, base values, c situation) values {
	if pattern, with := in.word(r.Orig, c).text(), in.word(r.With, c).text(); r.All && with == "" && blankPatterns[pattern] {
		base = in.stripped(base)
	}
	orig, okOrig := in.word(r.Orig, c).one()
	with, okWith := in.word(r.With, c).one()
	if !okOrig || !okWith || pattern.HasMeta(orig, 0) || orig == "" {
		return opaque(base.origins())
	}
	return base.mapText(func(text string) (string, bool) {
		if r.All {
			return strings.ReplaceAll(text, orig, with), true
		}
		return strings.Replace(text, orig, with, 1), true
	})
}

func (in *interpreter) expansion(p *syntax.ParamExp, base values, set bool, c situation) values {
	switch op := p.Exp.Op; op {
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
		return in.withDefault(p, base, set, c)
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		texts := in.reading(p, base, set)
		in.demanded(texts.origins())
		return texts
	case syntax.AlternateUnset, syntax.AlternateUnsetOrNull:
		return in.word(p.Exp.Word, c)
	case syntax.UpperAll:
		return base.mapText(func(s string) (string, bool) { return strings.ToUpper(s), true })
	case syntax.LowerAll:
		return base.mapText(func(s string) (string, bool) { return strings.ToLower(s), true })
	case syntax.RemSmallPrefix, syntax.RemLargePrefix, syntax.RemSmallSuffix, syntax.RemLargeSuffix:
		pat := in.word(p.Exp.Word, c).text()
		return base.mapText(func(s string) (string, bool) { return trim(s, pat, op) })
	}
	base = in.reading(p, base, set)
	return opaque(base.origins())
}

// withDefault is ${x:-word}: x where it has a text, else the word.
func (in *interpreter) withDefault(p *syntax.ParamExp, base values, set bool, c situation) values {
	if text, known := base.one(); set && known && text != "" {
		return base
	}
	fallback := in.word(p.Exp.Word, c)
	if _, err := strconv.Atoi(p.Param.Value); err == nil && !in.vars.top().openArgs && len(in.vars) > 1 {
		return fallback
	}
	if set {
		return join(base, fallback)
	}
	if base = in.reading(p, base, set); in.uncalled {
		return fallback
	}
	for i := range fallback {
		fallback[i].from = addOrigins(fallback[i].from, base.origins())
	}
	return fallback
}

// trim removes what a pattern matches from one end. Long texts are not tried.
func trim(text, pat string, op syntax.ParExpOperator) (string, bool) {
	switch {
	case pat == "*/" && op == syntax.RemLargePrefix:
		return text[strings.LastIndexByte(text, '/')+1:], true
	case pat == "/*" && op == syntax.RemSmallSuffix:
		return path.Dir(text), true
	case len(text) > 128 || len(pat) > 64:
		return "", false
	}
	match, err := compilePattern(pat)
	if err != nil {
		return "", false
	}
	prefix := op == syntax.RemSmallPrefix || op == syntax.RemLargePrefix
	large := op == syntax.RemLargePrefix || op == syntax.RemLargeSuffix
	for n := range len(text) + 1 {
		if large {
			n = len(text) - n
		}
		if prefix && match(text[:n]) {
			return text[n:], true
		}
		if !prefix && match(text[len(text)-n:]) {
			return text[:len(text)-n], true
		}
	}
	return text, true
}
