package shell

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"mvdan.cc/sh/v3/syntax"
)

// Limits of what a script may make of texts. Beyond them a text is unknown.
const (
	maxText         = 4096 // bytes of one text
	maxAlternatives = 8    // texts a variable may hold
	maxOrigins      = 32   // places one text is made of
)

// anyText stands for the part of a text that is not known before the script
// runs.
const anyText = "*"

// origin is a place whose content went into a text.
type origin struct {
	symbol  facts.Symbol
	at      facts.Pos // the text that names the place
	weak    bool      // the script goes on without it
	unknown facts.Reason
	altered bool   // its form is another: decoded, cut out, computed
	damage  string // how a filter damages it, if it is text in lines
	sealed  bool   // the text does not give the content away
}

// value is one text a word may expand to.
type value struct {
	text  string // unknown parts are anyText
	known bool   // the text holds no unknown part
	from  []origin
	at    facts.Pos // where a person would edit the text; zero where it is the word itself
	doc   *heredoc  // the here-document that is the text
	file  string    // the file of the repository that is the text, filled in
}

// values are the texts a word may expand to: at least one.
type values []value

func unknown() values             { return values{{text: anyText}} }
func constant(text string) values { return values{{text: text, known: true}} }

// one answers the only text, when there is just one and it is known.
func (v values) one() (string, bool) {
	if len(v) == 1 && v[0].known {
		return v[0].text, true
	}
	return "", false
}

// text is the likeliest text, for words such as options.
func (v values) text() string {
	if len(v) == 0 {
		return ""
	}
	return v[0].text
}

func (v values) at() facts.Pos {
	if len(v) == 0 {
		return facts.Pos{}
	}
	return v[0].at
}

func (v values) origins() []origin {
	var all []origin
	for _, x := range v {
		all = addOrigins(all, x.from)
	}
	return all
}

func addOrigins(all, more []origin) []origin {
	for _, o := range more {
		if len(all) < maxOrigins && !slices.Contains(all, o) {
			all = append(all[:len(all):len(all)], o)
		}
	}
	return all
}

// opaque are texts of unknown content made of the given places.
func opaque(from []origin) values { return values{{text: anyText, from: from}} }

// join are the texts of either side.
func join(a, b values) values {
	out := slices.Clone(a)
	for _, x := range b {
		same := func(y value) bool {
			return x.text == y.text && x.known == y.known && x.at == y.at && slices.Equal(x.from, y.from)
		}
		if !slices.ContainsFunc(out, same) {
			out = append(out, x)
		}
	}
	if len(out) > maxAlternatives {
		return opaque(out.origins())
	}
	return out
}

// concat are the texts of a followed by those of b, b written at wordAt unless
// it came from elsewhere.
func concat(a, b values, wordAt facts.Pos) values {
	if len(a)*len(b) > maxAlternatives {
		return opaque(addOrigins(a.origins(), b.origins()))
	}
	out := make(values, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, follow(x, y, wordAt))
		}
	}
	return out
}

func follow(x, y value, wordAt facts.Pos) value {
	v := value{text: x.text + y.text, known: x.known && y.known, from: addOrigins(x.from, y.from), at: x.at, doc: x.doc}
	if y.doc != nil {
		v.doc = y.doc
	}
	switch {
	case y.text == "":
	case y.at != facts.Pos{}:
		v.at = y.at
	case x.at == facts.Pos{} || strings.Contains(y.text, "/") || x.text == "":
		v.at = wordAt
	}
	if len(v.text) > maxText {
		v.text, v.known = anyText, false
	}
	return v
}

// mapText changes every text whose content is known and forgets the others'.
func (v values) mapText(change func(string) (string, bool)) values {
	out := slices.Clone(v)
	for i, x := range out {
		text, ok := change(x.text)
		if !x.known || !ok {
			text, ok = anyText, false
		}
		out[i].text, out[i].known, out[i].doc = text, ok, nil
	}
	return out
}

// heredoc is a here-document in its file.
type heredoc struct {
	word   *syntax.Word
	quoted bool // nothing in it expands
	tabs   bool // leading tabs are no part of it
	script *script
}
