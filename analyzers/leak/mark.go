package leak

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/literal"
	"github.com/tazzo/tazlint/analyzers/source"
)

// marks collects what a file's literals are. In a sample nothing is a leak,
// yet no report shows its values either.
type marks struct {
	source.Part
	sample bool
	spare  func(name, value string) bool // literals that are no secrets in this file; may be nil
	judged bool                          // something of the file was looked at; its documents are counted by who understands them
}

func (m *marks) full() bool { return m.Full() }

// close hides a file whole whose literals were not all looked at.
func (m *marks) close(f *source.File) source.Part {
	if m.judged {
		m.Files = 1
	}
	m.HideRest(f)
	return m.Part
}

// entry is a literal that was judged: the value is used to decide whether a
// report may show it, and not kept.
type entry struct {
	name  string
	value string
	place literal.Place
	on    facts.Symbol
	at    facts.Pos
}

// matters reports whether a judgement becomes a mark.
func matters(v literal.Verdict, e entry) bool {
	return v.Leaks() || e.place == literal.Sealed || literal.Sensitive(e.name) && !literal.Plain(e.value)
}

// add turns a judgement into marks.
func (m *marks) add(v literal.Verdict, e entry) {
	switch {
	case m.spare != nil && m.spare(e.name, e.value):
	case v == literal.Secret && e.place == literal.Sealed:
		m.leak(facts.MarkPlaintextSecret, e)
	case v == literal.Secret:
		m.leak(facts.MarkInlineCredential, e)
	case v == literal.Weak:
		m.leak(facts.MarkWeakPlaceholder, e)
	case v == literal.Empty || v == literal.Name || v == literal.Reference:
	case e.place == literal.Sealed || literal.Sensitive(e.name) && !literal.Plain(e.value):
		m.Mark(facts.MarkMasked, "", e.on, e.at)
	}
}

func (m *marks) leak(kind facts.MarkKind, e entry) {
	if !m.sample {
		m.Mark(kind, "", e.on, e.at)
	}
	m.Mark(facts.MarkMasked, "", e.on, e.at)
}
