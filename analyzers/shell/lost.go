package shell

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// The ways in which a script damages or drops a secret, as detectors of a mark.
const (
	lostFilter      = "filter"      // blanks or line breaks are removed from a certificate or key
	lostFirstLine   = "first-line"  // only the first line of a certificate or key is kept
	lostOverwritten = "overwritten" // a fetched value is replaced before anything reads it
	lostMasked      = "masked"      // the status of a fetch is that of the declaration around it
	lostStatus      = "status"      // the status that is asked for is another command's
	lostUnbound     = "unbound"     // set -u ends the script where it asks whether a variable is empty
	lostNoMatch     = "no-match"    // a wait for objects that need not exist yet
	lostWordList    = "word-list"   // several commands are the words of one
)

// pem matches the last word of names that certificates and keys in PEM have:
// text in lines, whose first and last hold blanks.
var pem = expr.New(`(?i)(?:^|[^a-z])(?:crt|pem|cer|cacert|cert|certificate|ca|(?:ca|cert|certificate)[-_.](?:chain|bundle)|(?:tls|ca|server|client|root)[-_.]key|id_(?:rsa|ed25519|ecdsa)|ssh[-_.](?:private[-_.])?key)$`)

// isPEM reports whether a place holds a certificate or key, by its name.
func isPEM(name string) bool { return pem.MatchString(name) }

func secretName(s facts.Symbol) string {
	if key := s.Key(); key != "" {
		return key
	}
	return s.Name()
}

// lose marks what happens to a secret of the script.
func (in *interpreter) lose(how string, on facts.Symbol, at facts.Pos) {
	if !in.uncalled && at.File != "" {
		in.out.script(at)
		in.out.mark(facts.MarkLost, how, on, at)
	}
}

// own is a variable of the script that is walked.
func (in *interpreter) own(name string) facts.Symbol { return in.current.symbol().WithKey(name) }

// damaged are what a filter does to the content of places. A certificate or key
// is marked where it is named.
func (in *interpreter) damaged(how string, all []origin) []origin {
	out := slices.Clone(all)
	for i, o := range out {
		if o.altered || o.damage != "" {
			continue
		}
		out[i].damage = how
		if o.unknown == "" && isPEM(secretName(o.symbol)) {
			in.lose(how, o.symbol, o.at)
		}
	}
	return out
}

// filtered are the places of a filter's output.
func (in *interpreter) filtered(call invocation, read []origin) []origin {
	switch {
	case call.strips():
		return in.damaged(lostFilter, read)
	case call.takesFirstLine():
		return in.damaged(lostFirstLine, read)
	case keeping[call.name]:
		return read
	}
	out := slices.Clone(read)
	for i := range out {
		out[i].altered = true
	}
	return out
}

// keeping are filters that print lines as they are.
var keeping = map[string]bool{"cat": true, "tr": true, "head": true, "tail": true, "dos2unix": true, "envsubst": true}

// strips reports whether a command removes blanks or line breaks from text.
func (i invocation) strips() bool {
	switch i.name {
	case "tr":
		return i.deletesBlanks()
	case "xargs":
		return len(i.args) == 1
	case "sed":
		return slices.ContainsFunc(i.args[1:], func(a values) bool { return stripping[a.text()] })
	}
	return false
}

// stripping are the programs of sed that remove the blanks of a line.
var stripping = map[string]bool{"s/ //g": true, "s/[[:space:]]//g": true, `s/\s//g`: true, `s/\s*//g`: true, `s/\s\+//g`: true, "s/[[:space:]]*//g": true, "s/[[:blank:]]//g": true}

func (i invocation) deletesBlanks() bool {
	flags, set := "", ""
	for _, a := range i.args[1:] {
		text, known := a.one()
		switch {
		case !known:
			return false
		case strings.HasPrefix(text, "-") && len(text) > 1:
			flags += text
		case set == "":
			set = text
		}
	}
	if !strings.Contains(flags, "d") {
		return false
	}
	blanks := containsAny(set, " ", "[:space:]", "[:blank:]")
	breaks := containsAny(set, `\n`, "\n", "[:space:]", "[:cntrl:]")
	if strings.ContainsAny(flags, "cC") {
		return !blanks || !breaks
	}
	return blanks || breaks
}

func containsAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

func (i invocation) takesFirstLine() bool {
	return i.name == "head" && (i.arg(1) == "-1" || i.arg(1) == "-n1" || i.arg(1) == "-n" && i.arg(2) == "1")
}

// stripped are texts without their blanks, as ${x// /} makes them.
func (in *interpreter) stripped(texts values) values {
	out := slices.Clone(texts)
	for i := range out {
		out[i].from = in.damaged(lostFilter, out[i].from)
	}
	return out
}

// blankPatterns are the patterns of ${x//pattern/} that match blanks.
var blankPatterns = map[string]bool{" ": true, "[[:space:]]": true, "[[:blank:]]": true, "\n": true}

// damagedInto marks a variable that is called a certificate or key and gets a
// damaged text from a place whose name does not say so.
func (in *interpreter) damagedInto(name string, texts values, at facts.Pos) {
	for _, o := range texts.origins() {
		if o.damage != "" && isPEM(name) && !isPEM(secretName(o.symbol)) {
			in.lose(o.damage, in.own(name), at)
		}
	}
}

// overwrite marks a variable whose fetched value is replaced by another fetch
// while nothing has read it. Where either is a matter of choice nothing is said.
func (in *interpreter) overwrite(name string, old, v variable, at facts.Pos) {
	if in.choices > 0 || old.used == nil || *old.used || old.at == at || old.exported && old.epoch != in.external {
		return
	}
	for _, f := range in.vars[1:] {
		if f.left {
			return
		}
	}
	before, after := fetched(old.texts), fetched(v.texts)
	if len(before) == 0 || len(after) == 0 || slices.ContainsFunc(after, func(s facts.Symbol) bool { return slices.Contains(before, s) }) {
		return
	}
	in.lose(lostOverwritten, in.own(name), at)
}

// fetched are the places outside of the script that texts are made of.
func fetched(texts values) []facts.Symbol {
	var all []facts.Symbol
	for _, o := range texts.origins() {
		switch o.symbol.Kind() {
		case facts.KV, facts.Infisical, facts.Backend, facts.VaultFile, facts.Secret:
			all = append(all, o.symbol)
		}
	}
	return all
}

// mask marks a declaration that hides whether its fetch from a backend failed.
// A file's absence is another matter: it is proved or disproved by itself.
func (in *interpreter) mask(a *syntax.Assign, v variable) {
	if !in.errexit || a.Value == nil || !substitutes(a.Value) || in.current.checks(a.Name.Value) {
		return
	}
	for _, symbol := range fetched(v.texts) {
		if symbol.Kind() != facts.VaultFile {
			in.lose(lostMasked, in.own(a.Name.Value), in.at(a.Name))
			return
		}
	}
}

func substitutes(w *syntax.Word) bool {
	return slices.ContainsFunc(flat(w.Parts), func(p syntax.WordPart) bool { _, is := p.(*syntax.CmdSubst); return is })
}

// checks reports whether a script looks at a variable once more: it tests it,
// demands it, or gives its name to a command.
func (s *script) checks(name string) bool {
	found := false
	expands := func(n syntax.Node) bool {
		has := false
		syntax.Walk(n, func(n syntax.Node) bool {
			if p, ok := n.(*syntax.ParamExp); ok && p.Param != nil && p.Param.Value == name {
				has = true
			}
			return !has
		})
		return has
	}
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.ParamExp:
			found = found || n.Param != nil && n.Param.Value == name && n.Exp != nil && demands(n.Exp.Op)
		case *syntax.TestClause:
			found = found || expands(n)
		case *syntax.CaseClause:
			found = found || expands(n.Word)
		case *syntax.CallExpr:
			test := firstLiteral(n) == "[" || firstLiteral(n) == "test"
			found = found || test && expands(n) || slices.ContainsFunc(n.Args, func(w *syntax.Word) bool { return w.Lit() == name })
		}
		return !found
	})
	return found
}

// unbound marks ${!name} in a test for emptiness where set -u is on: while the
// variable is not set, which the test is there to find out, the script ends.
func (in *interpreter) unbound(p *syntax.ParamExp, name string, c situation) {
	if _, found := in.vars.get(name); found || c.asked || !in.nounset || !in.testing || p.Exp != nil || shellOwn(name) {
		return
	}
	if at := in.at(p); !in.told[at] {
		in.told[at] = true
		in.lose(lostUnbound, in.own(name), at)
	}
}

// asksFor reports whether a statement or test asks if a variable is set at all.
func asksFor(node syntax.Node) bool {
	found := false
	syntax.Walk(node, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.UnaryTest:
			found = found || n.Op == syntax.TsVarSet
		case *syntax.CallExpr:
			name := firstLiteral(n)
			found = found || name == "printenv" || name == "[" && len(n.Args) > 1 && n.Args[1].Lit() == "-v"
		case *syntax.DeclClause:
			found = found || len(n.Args) > 0 && n.Args[0].Naked && n.Args[0].Value != nil && n.Args[0].Value.Lit() == "-p"
		}
		return !found
	})
	return found
}

// wait marks a wait for objects that carry a label. While there are none it
// fails at once: existence must be awaited first.
// Source: kubectl wait, "no matching resources found".
func (in *interpreter) wait(o options, call invocation) {
	_, short := o.named["l"]
	_, long := o.named["selector"]
	purpose := o.named["for"].text()
	if purpose == "create" {
		in.awaited = true
	}
	if (short || long) && purpose != "delete" && purpose != "create" && !in.awaited && !call.c.tolerant && !call.c.retried {
		in.lose(lostNoMatch, in.current.symbol(), call.at)
	}
}

// awaits notes a loop that asks for objects until they are there.
func (in *interpreter) awaits(conditions []*syntax.Stmt) {
	for _, s := range conditions {
		syntax.Walk(s, func(n syntax.Node) bool {
			if call, ok := n.(*syntax.CallExpr); ok && (firstLiteral(call) == "kubectl" || firstLiteral(call) == "oc") {
				in.awaited = true
			}
			return true
		})
	}
}
