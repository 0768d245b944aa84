package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Bounds of the search for what has a literal: beyond them nothing is said.
const (
	maxFeedPlaces  = 1000 // places that a value passes
	maxFeedReaders = 1000 // references to one of them
)

// addFeeds joins literals with what finally has them. A literal is known to be
// the value of a place by the entry that stands where it does.
func (g *Graph) addFeeds(l *linker) {
	w := feeder{g: g, l: l, entries: map[[2]string][]*Mark{}, found: map[facts.Symbol][]Step{}}
	for _, m := range g.Marks {
		if m.Kind == facts.MarkEntry {
			file := [2]string{m.At.Repo, m.At.File}
			w.entries[file] = append(w.entries[file], m)
		}
	}
	for _, m := range g.Marks {
		if (m.Kind.IsLiteral() || m.Kind == facts.MarkCommitted) && m.Commit == "" {
			m.Feeds = w.feeds(m)
		}
	}
}

// feeder finds the readers of literals.
type feeder struct {
	g       *Graph
	l       *linker
	entries map[[2]string][]*Mark // by repository and file, in the order of positions
	tracer  *tracer               // once something has to be followed
	found   map[facts.Symbol][]Step
}

// feeds are the readers of a literal, each told once.
func (w *feeder) feeds(m *Mark) []Step {
	var all []Step
	for _, place := range w.places(m) {
		all = append(all, w.readers(place)...)
	}
	slices.SortFunc(all, compareFeeds)
	return slices.CompactFunc(all, func(a, b Step) bool { return a.Symbol == b.Symbol })
}

func compareFeeds(a, b Step) int {
	return cmp.Or(cmp.Compare(a.Symbol.Title(), b.Symbol.Title()), cmp.Compare(a.Symbol, b.Symbol), facts.ComparePos(a.At, b.At), cmp.Compare(a.Rel, b.Rel))
}

// places are those whose value a literal is.
func (w *feeder) places(m *Mark) []facts.Symbol {
	var places []facts.Symbol
	add := func(s facts.Symbol) { places = append(places, w.l.alike(w.l.concrete(s))...) }
	for _, e := range w.around(m.At) {
		add(e.On)
	}
	if len(places) > 0 {
		return places
	}
	if holdsValue[m.On.Kind()] {
		add(m.On)
	}
	for _, s := range w.made(m) {
		add(s)
	}
	return places
}

// around are the entries whose text overlaps a position. Of one file they do not
// overlap each other, unless they are the same text.
func (w *feeder) around(at facts.Pos) []*Mark {
	all := w.entries[[2]string{at.Repo, at.File}]
	end, _ := slices.BinarySearchFunc(all, at, func(e *Mark, at facts.Pos) int {
		return cmp.Or(cmp.Compare(e.At.Line, at.EndLine), cmp.Compare(e.At.Col, at.EndCol))
	})
	start := end
	for start > 0 && overlaps(all[start-1].At, at) {
		start--
	}
	return all[start:end]
}

func overlaps(a, b facts.Pos) bool {
	before := func(line, col, otherLine, otherCol int) bool { return cmp.Or(line-otherLine, col-otherCol) < 0 }
	return before(a.Line, a.Col, b.EndLine, b.EndCol) && before(b.Line, b.Col, a.EndLine, a.EndCol)
}

// made are the places that what a literal belongs to makes of it: the variable
// of a script that is defined in the same line, the key of a Secret that a
// resource writes.
func (w *feeder) made(m *Mark) []facts.Symbol {
	key := m.On.Key()
	key = key[strings.LastIndexByte(key, '.')+1:]
	switch {
	case key == "":
		return nil
	case m.On.Kind() == facts.Script:
		variable := facts.New(facts.EnvVar, key)
		n := w.g.Nodes[variable]
		if n != nil && slices.ContainsFunc(n.Defs, func(d facts.Def) bool {
			return d.At.Repo == m.At.Repo && d.At.File == m.At.File && d.At.Line == m.At.Line
		}) {
			return []facts.Symbol{variable}
		}
	case m.On.Kind() == facts.Terraform:
		var keys []facts.Symbol
		for _, place := range w.trace().made[m.On.Place()] {
			if slices.Contains(w.g.Nodes[place].Keys.Names, key) {
				keys = append(keys, place.WithKey(key))
			}
		}
		return keys
	}
	return nil
}

func (w *feeder) trace() *tracer {
	if w.tracer == nil {
		w.tracer = &tracer{g: w.g, made: w.g.makes(), trace: &Trace{}}
	}
	return w.tracer
}

// readers are the things that have a place's value at last: what reads it, or
// what is made of it, and passes it on no further.
func (w *feeder) readers(place facts.Symbol) []Step {
	if known, ok := w.found[place]; ok {
		return known
	}
	first := Hop{Symbol: place}
	seen, queue := map[facts.Symbol]bool{place: true}, []Hop{first}
	var found []Step
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if len(seen) > maxFeedPlaces || len(w.g.In(at.Symbol)) > maxFeedReaders {
			found = nil
			break
		}
		legs := w.trace().readers(at.Symbol)
		if len(legs) == 0 && isResource(at.Symbol) && at.Rel != "" {
			found = append(found, at.step())
		}
		for _, l := range legs {
			switch to := l.hop.Symbol; {
			case seen[to] || l.hop.State == Undefined:
			case passes(to):
				seen[to] = true
				queue = append(queue, l.hop)
			default:
				found = append(found, l.hop.step())
			}
		}
	}
	w.found[place] = found
	return found
}

func (h Hop) step() Step { return Step{Symbol: h.Symbol.Place(), Rel: h.Rel, At: h.At} }

// isResource reports whether a place is an argument of something that Terraform
// makes or asks, and not a name for a value.
func isResource(s facts.Symbol) bool {
	sort, _, _ := strings.Cut(s.Name(), ".")
	switch sort {
	case "var", "local", "output", "inputs", "module":
		return false
	}
	return s.Kind() == facts.Terraform
}

// passes reports whether a place only hands a value on.
func passes(s facts.Symbol) bool {
	switch s.Kind() {
	case facts.Template, facts.Variable, facts.Process:
		return true
	}
	return holdsValue[s.Kind()]
}
