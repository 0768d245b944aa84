package graph

import "github.com/tazzo/tazlint/analyzers/facts"

// vintage is how the release that provides the kind of a mark's object compares
// with those known: only where all that may provide it agree. About a retired
// version it is known as well where the served ones are.
func (g *Graph) vintage(l *linker, m *Mark) facts.Vintage {
	for _, e := range g.out[l.concrete(m.On).Place()] {
		switch {
		case e.Rel != facts.RelKind:
		case m.Kind == facts.MarkRetiredVersion && (e.Missing == MissingVersion || e.State == Resolved && !e.Open):
			return facts.VintageRead
		default:
			return l.vintageOf(e.To.Place())
		}
	}
	return facts.VintageBuiltIn
}

// vintageOf asks once for each kind: many objects can have one fault.
func (l *linker) vintageOf(api facts.Symbol) facts.Vintage {
	found, known := l.vintages[api]
	if !known {
		found = agreed(l.providers(api))
		l.vintages[api] = found
	}
	return found
}

// providers are the definitions of a kind, or of any kind of its group.
func (l *linker) providers(api facts.Symbol) []facts.Def {
	var providers []facts.Def
	for _, place := range l.alike(api) {
		providers = append(append(providers, l.live[place]...), l.possible[place]...)
	}
	for _, d := range l.patterns {
		if d.Symbol.Segment(1) == api.Segment(1) && matches(d.Symbol, api) {
			providers = append(providers, d)
		}
	}
	return providers
}

// agreed is the vintage that all providers have; empty where they differ.
func agreed(providers []facts.Def) facts.Vintage {
	var vintage facts.Vintage
	for i, d := range providers {
		if i > 0 && d.Traits.Fields != vintage {
			return ""
		}
		vintage = d.Traits.Fields
	}
	return vintage
}
