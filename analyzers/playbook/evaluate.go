package playbook

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// Limits of evaluating one text.
const (
	maxDepth   = 24   // nested expressions and variables
	maxSteps   = 1000 // texts evaluated for one
	maxText    = 4096 // bytes of a text that is known
	maxOrigins = 32
)

// origin is a place whose content went into a text.
type origin struct {
	symbol  facts.Symbol
	at      facts.Pos
	weak    bool
	unknown facts.Reason
}

// value is what is known of a text: all of it, or how it begins.
type value struct {
	text  string
	known bool
	from  []origin
	at    facts.Pos // the last literal text in it: of a path, the name
}

func (v value) with(other value) value {
	if v.known {
		v.text, v.known = v.text+other.text, other.known
	}
	if len(v.text) > maxText {
		v.text, v.known = "", false
	}
	if other.at != (facts.Pos{}) {
		v.at = other.at
	}
	v.from = joined(v.from, other.from)
	return v
}

func joined(all, more []origin) []origin {
	for _, o := range more {
		if len(all) < maxOrigins && !slices.Contains(all, o) {
			all = append(all[:len(all):len(all)], o)
		}
	}
	return all
}

// place is where the text of a node stands.
type place struct {
	doc  *manifest.Document
	node *manifest.Node
}

func (p place) at(t token) facts.Pos { return p.doc.InText(p.node, t.at, t.width) }

// text evaluates a scalar.
func (r *reader) text(p place) value {
	text := manifest.Scalar(p.node)
	out := value{known: true}
	if r.depth == 0 {
		r.steps = 0
	}
	if r.steps++; r.depth > maxDepth || r.steps > maxSteps || len(text) > maxText {
		return value{}
	}
	r.depth++
	defer func() { r.depth-- }()
	from := 0
	literal := func(to int) {
		if to > from {
			out = out.with(value{text: text[from:to], known: true, at: p.doc.InText(p.node, from, to-from)})
		}
	}
	for _, e := range expressions(text) {
		literal(e.from)
		x := &evaluator{r: r, place: p, tokens: tokens(e.text, e.inner)}
		out = out.with(x.expression(0))
		from = e.to
	}
	literal(len(text))
	if strings.Contains(out.text, "{%") {
		out.known = false
	}
	return out
}

// evaluator walks the tokens of one expression.
type evaluator struct {
	r      *reader
	place  place
	tokens []token
	next   int
}

func (x *evaluator) peek() token {
	if x.next < len(x.tokens) {
		return x.tokens[x.next]
	}
	return token{}
}

func (x *evaluator) take() token {
	t := x.peek()
	x.next++
	return t
}

func (x *evaluator) is(sort byte) bool { return x.peek().sort == sort }

// expression evaluates up to a comma, a closing bracket or the end. What is
// neither a text nor joined from texts is unknown, with all that went into it.
func (x *evaluator) expression(depth int) value {
	out := x.term(depth)
	for {
		switch t := x.peek(); {
		case t.sort == 0 || t.sort == ',' || t.sort == ')' || t.sort == ']' || t.sort == '}' || depth > maxDepth:
			return out
		case t.sort == '~' || t.sort == '+':
			x.take()
			out = out.with(x.term(depth))
		case t.sort == '|':
			x.take()
			out = x.filter(out, depth)
		default:
			x.take()
			out = value{from: joined(out.from, x.term(depth).from)}
		}
	}
}

// plain are the filters that leave a path or text as it is, for our purposes.
var plain = map[string]bool{"trim": true, "string": true, "expanduser": true, "quote": true, "realpath": true, "mandatory": true}

func (x *evaluator) filter(in value, depth int) value {
	name := x.take().text
	for x.is('.') {
		x.take()
		name = x.take().text
	}
	var args value
	if x.is('(') {
		x.take()
		args = x.arguments(depth).all
	}
	switch {
	case name == "default" || name == "d":
		in.from = slices.Clone(in.from)
		for i := range in.from {
			in.from[i].weak = true
		}
		return value{from: joined(in.from, args.from)}
	case plain[name]:
		return in
	}
	return value{from: joined(in.from, args.from)}
}

func (x *evaluator) term(depth int) value {
	t := x.take()
	switch {
	case t.sort == 's':
		return x.attributes(value{text: t.text, known: true, at: x.place.at(t)}, depth)
	case t.sort == 'd':
		return value{text: t.text, known: true}
	case t.sort == '(' || t.sort == '[':
		if depth > maxDepth {
			return value{}
		}
		return x.attributes(x.arguments(depth+1).all, depth)
	case t.sort != 'n':
		return value{}
	case x.is('(') && (t.text == "lookup" || t.text == "query" || t.text == "q"):
		x.take()
		return x.lookup(t, depth)
	}
	name := t.text
	if x.is('.') && x.next+1 < len(x.tokens) && (name == "ansible_env" || name == "ansible_facts") {
		x.take()
		name += "." + x.take().text
	}
	return x.attributes(x.r.variable(name), depth)
}

// attributes skips what is asked of a value: its fields, elements and methods.
func (x *evaluator) attributes(v value, depth int) value {
	for {
		switch {
		case x.is('.'):
			x.take()
			x.take()
		case x.is('[') || x.is('('):
			if x.take(); depth > maxDepth {
				return value{}
			}
			v.from = joined(v.from, x.arguments(depth+1).all.from)
		default:
			return v
		}
		v.text, v.known = "", false
	}
}

// call is what a call is given.
type call struct {
	words []value
	named map[string]value
	all   value // joined
}

// arguments evaluates what stands up to the closing bracket.
func (x *evaluator) arguments(depth int) call {
	c := call{named: map[string]value{}, all: value{known: true}}
	for x.next < len(x.tokens) {
		switch t := x.peek(); {
		case t.sort == ')' || t.sort == ']' || t.sort == '}':
			x.take()
			return c
		case t.sort == ',':
			x.take()
		case t.sort == 'n' && x.next+1 < len(x.tokens) && x.tokens[x.next+1].sort == '=' && !x.compares():
			x.next += 2
			v := x.expression(depth + 1)
			c.named[t.text], c.all = v, c.all.with(v)
		default:
			v := x.expression(depth + 1)
			c.words, c.all = append(c.words, v), c.all.with(v)
		}
	}
	return c
}

func (x *evaluator) compares() bool {
	return x.next+2 < len(x.tokens) && x.tokens[x.next+2].sort == '='
}

// variable is what the repository knows of a variable: where it is set once, or
// always to the same. One that is made of itself is not known.
func (r *reader) variable(name string) value {
	switch name {
	case "ansible_env.HOME", "ansible_facts.env.HOME":
		return value{text: "~", known: true}
	}
	if v, found := r.values[name]; found {
		return v
	}
	r.values[name] = value{}
	var out value
	for i, p := range r.vars[name] {
		v := r.text(p)
		if i == 0 {
			out = v
			continue
		}
		if v.text != out.text || !v.known {
			out.text, out.known = "", false
		}
		out.from = joined(out.from, v.from)
	}
	out.from = joined(out.from, r.registered[name])
	r.values[name] = out
	return out
}

// register notes what a task keeps under a name.
func (r *reader) register(name string, from ...origin) {
	if len(from) > 0 {
		r.registered[name] = joined(r.registered[name], from)
		clear(r.values)
	}
}
