package shelltext

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"mvdan.cc/sh/v3/syntax"
)

// silent are commands whose words are patterns, tests or texts for readers.
var silent = map[string]bool{
	"[": true, "test": true, "grep": true, "egrep": true, "fgrep": true, "rg": true, "sed": true, "awk": true, "getopt": true, "compgen": true,
	"complete": true, "trap": true, "alias": true, "unset": true, "read": true, "jq": true, "yq": true,
}

// speaking are commands that print their words; only what looks like a
// setting, and is no sentence, is looked at.
var speaking = map[string]bool{"echo": true, "printf": true}

// call looks at the words of a command.
func (c *collector) call(n *syntax.CallExpr) {
	words := c.words(n)
	if len(words) == 0 {
		return
	}
	name := path.Base(words[0].text())
	if silent[name] {
		return
	}
	for _, w := range words {
		c.address(w)
	}
	if speaking[name] {
		for _, w := range words[1:] {
			c.settings(w)
		}
		return
	}
	c.options(words)
	c.tools(words)
	c.programs(words)
}

// address adds a word in which an address may stand.
func (c *collector) address(w excerpt) {
	if IsLoginSQL(w.text()) {
		c.below(Query, w)
		return
	}
	if text := w.text(); strings.Contains(text, "://") && strings.Contains(text, "@") || strings.Contains(text, "password=") {
		start, end := w.Range(0, len(text))
		c.found = append(c.found, Literal{Sort: Loose, Value: text, Partial: w.partial, From: start, To: end})
	}
}

// setting matches "NAME=value" and "--name=value", also several of them with
// commas or ampersands between.
var setting = expr.New(`(?:^|[,&\n])-{0,2}(?:(?:var|env|build-arg|set|set-string)=)?([A-Za-z_][\w.-]{0,80})=("[^"]*"|'[^']*'|[^\s,&]*)`)

// settings adds the values of a word that is made of settings. One that starts
// with an at sign is read from a file.
func (c *collector) settings(w excerpt) {
	text := w.text()
	if !strings.Contains(text, "=") || len(text) > 1<<16 {
		return
	}
	for _, m := range setting.FindAllStringSubmatchIndex(text, 64) {
		start, end := m[4], m[5]
		if value := text[start:end]; len(value) > 1 && (value[0] == '"' || value[0] == '\'') {
			start, end = start+1, end-1
		} else if strings.HasPrefix(text, "--") {
			end = valueEnd(text, end)
		}
		if !strings.HasPrefix(text[start:end], "@") {
			c.part(text[m[2]:m[3]], Plain, w, start, end)
		}
	}
}

// another matches where the value of an option ends before its word does.
var another = expr.New(`\n|\s-|[,&]-{0,2}[A-Za-z_][\w.-]{0,80}=`)

// valueEnd is the end of an option's value, which blanks and commas may be part
// of, at or after an offset.
func valueEnd(text string, from int) int {
	if m := another.FindStringIndex(text[from:]); m != nil {
		return from + m[0]
	}
	return len(text)
}

// options adds the values of options that are words of their own.
func (c *collector) options(words []excerpt) {
	for i, w := range words[1:] {
		text := w.text()
		before := words[i].text()
		switch {
		case strings.HasPrefix(text, entryOption+"="):
			c.entry(words, w, len(entryOption)+1)
		case before == entryOption:
			c.entry(words, w, 0)
		case strings.HasPrefix(text, "-") && !strings.Contains(text, "=") || text == "":
		case before == "-H" || before == "--header":
			c.header(w)
		case isOption(before) && !strings.Contains(text, "\n") && (literal.Sensitive(before) || !strings.ContainsAny(text, " \t=")):
			c.part(strings.TrimLeft(before, "-"), Plain, w, 0, len(text))
		case strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[{"):
			c.below(Below, w) // an object of JSON that the command sends
		default:
			c.settings(w)
		}
	}
}

// isOption recognises an option of a whole word.
func isOption(text string) bool {
	return len(text) > 3 && strings.HasPrefix(text, "--") && !strings.ContainsAny(text, "= \t\n")
}

// entryOption gives an entry of a Secret or ConfigMap to kubectl.
const entryOption = "--from-literal"

// entry adds the entry that starts at an offset of a word.
func (c *collector) entry(words []excerpt, w excerpt, from int) {
	name, value, found := strings.Cut(w.text()[from:], "=")
	if !found {
		return
	}
	sort, secret := Plain, Object{}
	if has(words, "secret") {
		sort, secret = Entry, secretOf(words)
	}
	before := len(c.found)
	c.part(name, sort, w, len(w.text())-len(value), len(w.text()))
	for i := range c.found[before:] {
		c.found[before+i].Secret = secret
	}
}

func has(words []excerpt, text string) bool {
	return slices.ContainsFunc(words, func(w excerpt) bool { return w.text() == text })
}

// secretOf is the Secret that "kubectl create secret SORT NAME" makes.
func secretOf(words []excerpt) Object {
	var o Object
	for i, w := range words {
		text := w.text()
		switch {
		case text == "secret" && i+2 < len(words) && !words[i+2].partial:
			o.Name = words[i+2].text()
		case (text == "-n" || text == "--namespace") && i+1 < len(words) && !words[i+1].partial:
			o.Namespace = words[i+1].text()
		case strings.HasPrefix(text, "--namespace=") && !w.partial:
			o.Namespace = strings.TrimPrefix(text, "--namespace=")
		}
	}
	if strings.HasPrefix(o.Name, "-") {
		o.Name = ""
	}
	return o
}

// loginHeader matches a header of HTTP that carries a credential.
var loginHeader = expr.New(`(?i)^((?:proxy-)?authorization|[a-z0-9-]*(?:token|api-?key|secret|auth-?key|access-?key))\s*:\s*(?:(?:bearer|basic|token|apikey|bot|key)\s+)?(\S+)\s*$`)

func (c *collector) header(w excerpt) {
	m := loginHeader.FindStringSubmatchIndex(w.text())
	if m == nil {
		return
	}
	name := w.text()[m[2]:m[3]]
	if strings.HasSuffix(strings.ToLower(name), "authorization") {
		name += "-token"
	}
	c.part(name, Plain, w, m[4], m[5])
}
