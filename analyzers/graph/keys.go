package graph

import (
	"cmp"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// keyAnswer is what is known about the keys of a place. Unknown is set where
// more keys may come from something that is itself unknown.
type keyAnswer struct {
	keys    facts.KeySet
	unknown facts.Reason
}

// keysOf joins the keys of every definition of a place and of everything the
// place extends. Circles of extensions add nothing.
func (l *linker) keysOf(place facts.Symbol) keyAnswer {
	if answer, done := l.keys[place]; done {
		return answer
	}
	answer := keyAnswer{keys: facts.ExactKeys()}
	l.keys[place] = answer // guards against circles
	at, defs := l.definitions(place)
	if len(defs) == 0 {
		answer.keys = facts.UnknownKeys()
	}
	all := make([]facts.KeySet, len(defs))
	for i, d := range defs {
		all[i] = l.keysOfDef(d)
	}
	answer.keys = answer.keys.Union(all...)
	for _, r := range l.extends[at] {
		answer = l.extend(answer, r)
	}
	l.keys[place] = answer
	return answer
}

// keysOfDef are the keys a definition gives. One that takes over an entry has
// its fields, which are all known where an inventory lists them.
func (l *linker) keysOfDef(d facts.Def) facts.KeySet {
	source := l.sources[d.Symbol]
	if !d.Traits.Verbatim || source == "" || len(l.live[source]) == 0 {
		return declaredKeys(d)
	}
	fields := l.keysOf(source)
	if fields.unknown != "" || !fields.keys.Exact() {
		return declaredKeys(d)
	}
	return facts.ExactKeys(slices.Concat(fields.keys.Names, d.Keys.Names)...)
}

// declaredKeys treats a definition of one key as a set that may have others.
func declaredKeys(d facts.Def) facts.KeySet {
	if key := d.Symbol.Key(); key != "" {
		if d.Kind == facts.KindInventory {
			return facts.ExactKeys(key)
		}
		return facts.OpenKeys(key)
	}
	if d.Keys.State == "" {
		return facts.UnknownKeys()
	}
	return d.Keys
}

func (l *linker) extend(answer keyAnswer, r facts.Ref) keyAnswer {
	if r.Unknown != "" {
		answer.unknown = r.Unknown
		return answer
	}
	if _, defs := l.definitions(r.To.Place()); len(defs) == 0 {
		answer.unknown = cmp.Or(answer.unknown, l.lacking(r))
		return answer
	}
	more := l.keysOf(r.To.Place())
	answer.keys = answer.keys.Union(more.keys)
	if more.unknown != "" {
		answer.unknown = more.unknown
	}
	return answer
}

// lacking is why the keys are not known that a place should add which is not
// there. What may be absent adds none; the absence of what must not is a finding
// of its own, and what its keys would have been is no other.
func (l *linker) lacking(r facts.Ref) facts.Reason {
	reason := l.absence(r.To)
	if reason == "" && !r.Weak && r.From.Kind() == facts.Variable {
		return facts.RemoteSource
	}
	return reason
}

// absence says why the absence of a place is not certain.
func (l *linker) absence(s facts.Symbol) facts.Reason {
	if l.extern(s) {
		return facts.DeclaredExtern
	}
	if reason := l.possibly(s, false); reason != "" {
		return reason
	}
	return l.unprovable(s)
}
