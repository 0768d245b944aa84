package graph

import (
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// drawn reports whether something may ask an engine for credentials in a way
// that names no engine: by a path that looks like an entry, by a name that is
// not known, or through a generator.
func (l *linker) drawn(engine facts.Symbol) bool {
	return slices.ContainsFunc(l.refs, func(r facts.Ref) bool {
		switch r.To.Kind() {
		case facts.KV:
			return r.To.Segment(0) == engine.Name() || dynamic(r.To.Segment(0))
		case facts.Backend:
			return r.Unknown != "" && r.To.Segment(0) == engine.Segment(0)
		case facts.Store:
			return r.To.Segment(1) == "VaultDynamicSecret"
		}
		return false
	})
}
