package leak

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/shell/shelltext"
	"github.com/tazzo/tazlint/analyzers/source"
)

// scriptFile judges a script by its syntax, and one that has none by its lines.
func scriptFile(m *marks, f *source.File) {
	text, err := f.Text()
	if err != nil {
		return
	}
	found, err := shelltext.FileLiterals(f)
	if err != nil {
		textFile(m, f)
		return
	}
	m.judged = true
	m.shellLiterals(wholeFile(f, text), facts.NewPath(facts.Script, f.Path), found, 0)
}

// script judges a script inside a file.
func (m *marks) script(p passage, on facts.Symbol, depth int) {
	found, err := shelltext.Literals([]byte(p.text))
	if err != nil {
		m.lines(p, on, isProse)
		return
	}
	m.shellLiterals(p, on, found, depth)
}

func (m *marks) shellLiterals(p passage, on facts.Symbol, found []shelltext.Literal, depth int) {
	for _, l := range found {
		switch {
		case m.full():
			return
		case l.Sort == shelltext.Below:
			m.passage(p.inside(l.Passage), on, depth+1)
		case l.Sort == shelltext.Query:
			m.statements(p.inside(l.Passage), on)
		case l.Sort == shelltext.Program && depth < maxInside:
			m.script(p.inside(l.Passage), on, depth+1)
		default:
			m.shellLiteral(p, on, l)
		}
	}
}

func (m *marks) shellLiteral(p passage, on facts.Symbol, l shelltext.Literal) {
	e := entry{name: l.Name, value: l.Value, on: on.WithKey(l.Name)}
	place := literal.Field
	switch l.Sort {
	case shelltext.Loose:
		m.loose(p, on, l)
		return
	case shelltext.Kept:
		place = literal.Sealed
	case shelltext.Entry:
		place, e.place = literal.Sealed, literal.Sealed
		if l.Secret.Name != "" {
			e.on = facts.New(facts.ObjectSymbol, facts.AnyCluster, l.Secret.Namespace, "Secret", l.Secret.Name).WithKey("data." + l.Name)
		}
	}
	if v := judge(l.Name, l.Value, l.Partial, place); matters(v, e) { // places in long texts are found by counting
		e.at = p.at(l.From, l.To)
		m.add(v, e)
	}
}

// loose judges a word of a command: only the address in it may hold a secret.
func (m *marks) loose(p passage, on facts.Symbol, l shelltext.Literal) {
	if v := literal.JudgeAddress(l.Value); v.Leaks() && !strings.Contains(l.Value, "\n") {
		m.add(v, entry{value: l.Value, on: on, at: p.at(l.From, l.To)})
	}
}
