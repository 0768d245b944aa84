package shell

import (
	"net/url"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
	"mvdan.cc/sh/v3/syntax"
)

// emitter turns what the interpreter sees into facts. A place that is read is
// kept until it is known whether its content ends in a place of its own; only
// what does not is said to be read by the script.
type emitter struct {
	part     *source.Part
	reads    []read
	index    map[readKey]int
	consumed map[readKey]bool
	named    map[facts.Symbol]bool
	seen     map[facts.Ref]bool
	marked   map[facts.Mark]bool
	runs     map[string]int // of each file: how many programs in it were walked

	templates  map[string]bool // described
	unexported []unexported
	away       bool     // what is walked runs on another machine
	layers     []string // variables that Terragrunt files demand; read when first asked for
}

type readKey struct {
	symbol facts.Symbol
	at     facts.Pos
}

type read struct {
	origin
	script facts.Symbol
}

func newEmitter(part *source.Part) *emitter {
	return &emitter{
		part: part, index: map[readKey]int{}, consumed: map[readKey]bool{}, named: map[facts.Symbol]bool{},
		seen: map[facts.Ref]bool{}, marked: map[facts.Mark]bool{}, runs: map[string]int{}, templates: map[string]bool{},
	}
}

// script names the script a position lies in and defines it once.
func (e *emitter) script(at facts.Pos) facts.Symbol {
	symbol := facts.NewPath(facts.Script, at.File)
	if !e.named[symbol] {
		e.named[symbol] = true
		start := facts.Pos{Repo: at.Repo, File: at.File, Line: 1, Col: 1, EndLine: 1, EndCol: 1}
		e.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, At: start})
	}
	return symbol
}

// read notes that a place is read. Reading it twice is one read, and a firm
// one when either is.
func (e *emitter) read(o origin) origin { return e.readBy(o.at, o) }

// readBy notes that the script at a position reads a place, which may be named
// in another file.
func (e *emitter) readBy(script facts.Pos, o origin) origin {
	if e.foreign(o.symbol) {
		o.unknown = facts.NotFollowed
	}
	key := readKey{o.symbol, o.at}
	if i, again := e.index[key]; again {
		e.reads[i].weak = e.reads[i].weak && o.weak
		return o
	}
	e.index[key] = len(e.reads)
	e.reads = append(e.reads, read{o, e.script(script)})
	return o
}

// derive says that a place is made of others.
func (e *emitter) derive(to facts.Symbol, from []origin) {
	if e.foreign(to) {
		return
	}
	for _, o := range from {
		if o.symbol == to {
			continue
		}
		e.consumed[readKey{o.symbol, o.at}] = true
		e.ref(facts.Ref{From: to, To: o.symbol, Rel: facts.RelDerives, At: o.at, Weak: o.weak, Unknown: o.unknown})
	}
}

// foreign reports whether a place is one of another machine: its files, its
// variables.
func (e *emitter) foreign(s facts.Symbol) bool {
	return e.away && (s.Kind() == facts.VaultFile || s.Kind() == facts.EnvVar)
}

func (e *emitter) ref(r facts.Ref) {
	if !e.seen[r] {
		e.seen[r] = true
		e.part.Ref(r)
	}
}

// def says that a script produces a place.
func (e *emitter) def(symbol facts.Symbol, at facts.Pos, keys facts.KeySet, traits facts.Traits) {
	if e.foreign(symbol) {
		return
	}
	e.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, Keys: keys, At: at, By: e.script(at), Traits: traits})
}

func (e *emitter) mark(kind facts.MarkKind, detector string, on facts.Symbol, at facts.Pos) {
	if e.away && (kind == facts.MarkUnignored || detector == onDisk) {
		return
	}
	m := facts.Mark{Kind: kind, Detector: detector, On: on, At: at}
	if !e.marked[m] {
		e.marked[m] = true
		e.part.Mark(kind, detector, on, at)
	}
}

// backend marks the use of a backend's tooling.
func (e *emitter) backend(b source.Backend, at facts.Pos) {
	e.mark(facts.MarkBackendUse, b.Name, e.script(at), at)
}

// finish says what was read without ending in a place of its own.
func (e *emitter) finish() {
	for _, r := range e.reads {
		if !e.consumed[readKey{r.symbol, r.at}] {
			e.ref(facts.Ref{From: r.script, To: r.symbol, Rel: facts.RelReads, At: r.at, Weak: r.weak, Unknown: r.unknown})
		}
	}
}

// marks looks at the literals of a script: hosts of known backends, and values
// of variables that hold secrets.
func (e *emitter) marks(s *script) {
	e.residue(s)
	syntax.Walk(s.tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Lit:
			e.hosts(s, n, n.Value)
		case *syntax.SglQuoted:
			e.hosts(s, n, n.Value)
		case *syntax.Assign:
			e.literal(s, n)
		}
		return true
	})
}

var address = expr.New(`https?://[A-Za-z0-9.-]+`)

func (e *emitter) hosts(s *script, n syntax.Node, text string) {
	for _, raw := range address.FindAllString(text, 8) {
		u, err := url.Parse(raw)
		if err != nil {
			continue
		}
		if b, ok := source.ByHost(u.Hostname()); ok {
			e.backend(b, s.at(n))
		}
	}
}

// literal hides what a variable is assigned whose name claims a secret.
func (e *emitter) literal(s *script, a *syntax.Assign) {
	if a.Name == nil || a.Value == nil || !literal.Sensitive(a.Name.Value) {
		return
	}
	if text, ok := literalText(a.Value); ok && text != "" {
		at := s.at(a.Value)
		e.script(at)
		e.mark(facts.MarkMasked, "", s.symbol().WithKey(a.Name.Value), at)
	}
}

// literalText is the text of a word in which nothing expands.
func literalText(w *syntax.Word) (string, bool) {
	text := ""
	for _, part := range w.Parts {
		switch part := part.(type) {
		case *syntax.Lit:
			text += part.Value
		case *syntax.SglQuoted:
			text += part.Value
		case *syntax.DblQuoted:
			inner, ok := literalText(&syntax.Word{Parts: part.Parts})
			if !ok {
				return "", false
			}
			text += inner
		default:
			return "", false
		}
	}
	return text, true
}
