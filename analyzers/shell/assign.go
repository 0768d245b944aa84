package shell

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// assign sets a variable; the place is that of its name. A variable that is
// exported becomes a place that others can read.
func (in *interpreter) assign(name string, v variable, at facts.Pos) {
	in.charge(1)
	in.damagedInto(name, v.texts, at)
	if old, found := in.vars.get(name); found {
		in.overwrite(name, old, v, at)
		v.exported = v.exported || old.exported
	}
	v.exported, v.at, v.epoch = v.exported || in.export, at, in.external
	if v.used == nil {
		v.used = new(bool)
	}
	in.vars.set(name, v)
	in.markVariable(name, at)
	in.uncheckedVariable(name, v.texts, at)
	if in.tracing != (facts.Pos{}) {
		in.traced(in.secretIn(v.texts))
	}
	if v.exported {
		in.exports(name, v.texts, at)
		in.deliver(name, v.texts, at)
	}
}

func (in *interpreter) markVariable(name string, at facts.Pos) {
	if b, ok := source.ByEnv(name); ok {
		in.out.backend(b, at)
	}
}

// deliver defines an environment variable and says what its value is made of.
func (in *interpreter) deliver(name string, texts values, at facts.Pos) {
	if !isName(name) {
		return
	}
	symbol := facts.New(facts.EnvVar, name)
	var from []origin
	path := false
	for _, v := range texts {
		if rel, ok := source.VaultPath(in.cfg.Mounts, v.text); ok && rel != "" && v.known {
			path = true
			from = addOrigins(from, []origin{{symbol: facts.NewPath(facts.VaultFile, rel), at: v.at}})
			continue
		}
		from = addOrigins(from, v.from)
	}
	in.out.def(symbol, at, facts.KeySet{}, facts.Traits{Path: path})
	in.out.derive(symbol, from)
}

// deliverUnknown says that the script exports a variable whose name is not
// known. Where the whole function's arguments are unknown, that says nothing.
func (in *interpreter) deliverUnknown(pattern string, at facts.Pos) {
	if !in.uncalled {
		in.out.def(facts.New(facts.EnvVar, pattern), at, facts.KeySet{}, facts.Traits{Possible: true})
	}
}

// assignment handles X=..., X+=..., X=(...), X[k]=... .
func (in *interpreter) assignment(a *syntax.Assign, c situation) {
	v := in.assigned(a, c)
	in.assign(a.Name.Value, v, in.at(a.Name))
}

func (in *interpreter) assigned(a *syntax.Assign, c situation) variable {
	old, _ := in.vars.get(a.Name.Value)
	switch {
	case a.Array != nil:
		v := in.arrayOf(a.Array, c)
		if a.Append {
			v.list, v.keys = append(old.list[:len(old.list):len(old.list)], v.list...), append(old.keys[:len(old.keys):len(old.keys)], v.keys...)
		}
		return v
	case a.Index != nil:
		return in.withElement(old, a, c)
	}
	texts := in.word(a.Value, c)
	if a.Append {
		texts = concat(old.texts, texts, in.at(a))
	}
	return variable{texts: texts, plain: !a.Append && answersPlace(a.Value)}
}

// maxList is how many elements of an array are kept.
const maxList = 512

func (in *interpreter) arrayOf(a *syntax.ArrayExpr, c situation) variable {
	v := variable{texts: unknown(), list: []values{}}
	for _, e := range a.Elems {
		if len(v.list) > maxList || e.Value == nil {
			continue
		}
		if key, ok := e.Index.(*syntax.Word); ok {
			if _, known := in.word(key, c).one(); known {
				v.keys, v.list = append(v.keys, in.word(key, c)), append(v.list, in.word(e.Value, c))
			}
			continue
		}
		v.list = append(v.list, in.arguments([]*syntax.Word{e.Value}, c)...)
	}
	if len(v.keys) != len(v.list) {
		v.keys = nil
	}
	return v
}

func (in *interpreter) withElement(old variable, a *syntax.Assign, c situation) variable {
	texts := in.word(a.Value, c)
	key, ok := a.Index.(*syntax.Word)
	if _, known := in.word(key, c).one(); ok && known && len(old.list) == len(old.keys) && len(old.list) < maxList {
		old.keys = append(old.keys[:len(old.keys):len(old.keys)], in.word(key, c))
		old.list = append(old.list[:len(old.list):len(old.list)], texts)
	}
	old.texts = unknown()
	return old
}

// declaration handles export, local, declare, typeset and readonly.
func (in *interpreter) declaration(d *syntax.DeclClause, c situation) {
	export, local := d.Variant.Value == "export", d.Variant.Value == "local"
	if d.Variant.Value == "declare" || d.Variant.Value == "typeset" {
		local = len(in.vars) > 1
	}
	for _, a := range d.Args {
		if a.Name == nil {
			flags := a.Value.Lit()
			if strings.HasPrefix(flags, "-") {
				export, local = export || strings.Contains(flags, "x"), local && !strings.Contains(flags, "g")
				continue
			}
			in.computed(a.Value, export, c)
			continue
		}
		in.declareName(a, export, local, c)
	}
}

func (in *interpreter) declareName(a *syntax.Assign, export, local bool, c situation) {
	name := a.Name.Value
	v, found := in.vars.get(name)
	if !a.Naked {
		v = in.assigned(a, c)
		in.mask(a, v)
	}
	v.exported = v.exported || export
	if local {
		v.exported = export
		if a.Naked {
			v = variable{texts: constant(""), exported: export}
		}
		in.vars.top().vars[name] = v
	}
	if a.Naked && !found && !local {
		if export {
			in.vars.set(name, variable{exported: true, texts: opaque([]origin{in.environment(name, in.at(a.Name))})})
		}
		return
	}
	in.assign(name, v, in.at(a.Name))
}

// computed handles export "$name=$value" and export "$name".
func (in *interpreter) computed(w *syntax.Word, export bool, c situation) {
	name, value, assigns := splitAssignment(w)
	if !assigns {
		for _, n := range in.word(w, c) {
			in.computedName(n, export)
		}
		return
	}
	nameAt := in.at(w)
	names := in.parts(name, c, nameAt, true)
	texts := in.parts(value, c, in.at(w), true)
	for _, n := range names {
		switch {
		case n.known && isName(n.text):
			in.assign(n.text, variable{texts: texts, exported: export}, n.at)
		case !n.known && export:
			in.notFollowed(nameAt)
			in.deliverUnknown(n.text, nameAt)
		}
	}
}

func (in *interpreter) computedName(n value, export bool) {
	if name, text, ok := strings.Cut(n.text, "="); ok && n.known {
		in.assign(name, variable{texts: values{{text: text, known: true, from: n.from, at: n.at}}, exported: export}, n.at)
		return
	}
	if !n.known && export {
		in.notFollowed(n.at)
		in.deliverUnknown(anyText, n.at)
	}
	if !n.known || !isName(n.text) {
		return
	}
	v, found := in.vars.get(n.text)
	if !found {
		return
	}
	v.exported = v.exported || export
	in.assign(n.text, v, n.at)
}

// splitAssignment takes the word of "$name=$value" apart at its first equals
// sign.
func splitAssignment(w *syntax.Word) (name, value []syntax.WordPart, ok bool) {
	parts := flat(w.Parts)
	for i, p := range parts {
		lit, isLit := p.(*syntax.Lit)
		if !isLit {
			continue
		}
		before, after, found := strings.Cut(lit.Value, "=")
		if !found {
			continue
		}
		name = append(name, parts[:i]...)
		if before != "" {
			name = append(name, &syntax.Lit{ValuePos: lit.ValuePos, ValueEnd: lit.ValueEnd, Value: before})
		}
		if after != "" {
			value = append(value, &syntax.Lit{ValuePos: lit.ValuePos, ValueEnd: lit.ValueEnd, Value: after})
		}
		return name, append(value, parts[i+1:]...), true
	}
	return nil, nil, false
}

// flat dissolves the quotes of a word.
func flat(parts []syntax.WordPart) []syntax.WordPart {
	var out []syntax.WordPart
	for _, p := range parts {
		if q, ok := p.(*syntax.DblQuoted); ok {
			out = append(out, q.Parts...)
			continue
		}
		out = append(out, p)
	}
	return out
}

// notFollowed counts a place where names are made while the script runs.
func (in *interpreter) notFollowed(at facts.Pos) {
	if !in.uncalled {
		in.out.read(origin{symbol: facts.New(facts.EnvVar, anyText), at: at, unknown: facts.NotFollowed})
	}
}
