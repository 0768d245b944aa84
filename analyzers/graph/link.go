package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Link joins objects into one graph. The result does not depend on the order
// of the objects, and linking one of them twice changes nothing.
func Link(objects ...*facts.Object) (*Graph, error) {
	g, l, err := join(objects)
	if err != nil {
		return nil, err
	}
	o := newOrder(g, l)
	g.findFaults(l, o)
	g.Duplicates = l.duplicates(g)
	g.Unused = append(g.findUnused(l), g.findIdle(l)...)
	g.Drifts = g.findDrifts(l)
	g.Misfires = g.findMisfires(l)
	g.Copies = g.findCopies()
	g.Rooted = g.findRooted()
	g.Unopened = g.findUnopened()
	g.Kept = g.findKept()
	g.Unpinned = g.findUnpinned(o)
	g.addCauses()
	g.addFeeds(l)
	return g, nil
}

// Trial joins objects as they would be after a change, to see whether what is
// defined, reached, started and let in would still be so. Of the tables it has
// only those of that: edges, cycles, disorders, denials, stale values and marks.
func Trial(objects ...*facts.Object) (*Graph, error) {
	g, l, err := join(objects)
	if err != nil {
		return nil, err
	}
	g.findFaults(l, newOrder(g, l))
	return g, nil
}

// join resolves every reference.
func join(objects []*facts.Object) (*Graph, *linker, error) {
	l, err := newLinker(objects)
	if err != nil {
		return nil, nil, err
	}
	l.index()
	l.placePushed()
	g := &Graph{Nodes: map[facts.Symbol]*Node{}, Objects: l.objects, out: map[facts.Symbol][]*Edge{}, in: map[facts.Symbol][]*Edge{}}
	g.Edges = l.resolveAll()
	g.addNodes(l)
	g.connect()
	g.Externs = l.externs
	return g, l, nil
}

// findFaults fills the tables of what can go wrong by a change elsewhere.
func (g *Graph) findFaults(l *linker, o *order) {
	g.Cycles = g.findCycles(l, o)
	g.Disorders = o.disorders()
	g.Denials = g.findDenials(l)
	g.Stale = g.findStale()
	g.addMarks(l)
}

func (l *linker) index() {
	for _, d := range l.defs {
		switch {
		case d.Kind == facts.KindExtern:
			l.externs = append(l.externs, &Extern{ID: "extern|" + string(d.Symbol), Def: d})
		case d.Traits.Ownership == facts.OwnsChange:
			l.changes = append(l.changes, d)
		case d.Traits.Unlisted:
			l.unlisted[d.Symbol.Place()] = append(l.unlisted[d.Symbol.Place()], d)
		case isPattern(d.Symbol):
			l.patterns = append(l.patterns, d)
		case d.Traits.Possible:
			l.possible[d.Symbol.Place()] = append(l.possible[d.Symbol.Place()], d)
		default:
			l.indexLive(d)
		}
	}
	for _, r := range l.refs {
		switch r.Rel {
		case facts.RelBackend:
			l.backends[r.From] = append(l.backends[r.From], r.To)
		case facts.RelDerives:
			if r.From.Key() == "" && r.To.Kind() == facts.KV && r.To.Key() == "" {
				l.takesOver(r.From, r.To)
			}
		case facts.RelExtends:
			l.extends[r.From.Place()] = append(l.extends[r.From.Place()], r)
		}
		if r.Unknown == facts.TemplatedName {
			l.readers = append(l.readers, r)
		}
	}
}

// takesOver notes the one entry a Secret is made of; several make none sure.
func (l *linker) takesOver(secret, entry facts.Symbol) {
	if other, found := l.sources[secret]; found && other != entry {
		entry = ""
	}
	l.sources[secret] = entry
}

func (l *linker) indexLive(d facts.Def) {
	place := d.Symbol.Place()
	if len(l.live[place]) == 0 {
		if anywhere, namespace, ok := splitNamespace(place); ok {
			l.byName[anywhere] = append(l.byName[anywhere], namespace)
		}
	}
	l.live[place] = append(l.live[place], d)
}

// splitNamespace takes the namespace out of a Secret's or ConfigMap's place.
func splitNamespace(place facts.Symbol) (anywhere facts.Symbol, namespace string, ok bool) {
	if k := place.Kind(); k != facts.Secret && k != facts.ConfigMap {
		return "", "", false
	}
	seg := place.Segments()
	return facts.New(place.Kind(), seg[0], facts.AnyCluster, seg[2]), seg[1], true
}

// definitions returns the definite definitions of a place and the place they
// stand at: its own cluster first, then any cluster.
func (l *linker) definitions(place facts.Symbol) (facts.Symbol, []facts.Def) {
	if defs := l.live[place]; len(defs) > 0 {
		return place, defs
	}
	for _, other := range l.alike(place) {
		if defs := l.live[other]; len(defs) > 0 {
			return other, defs
		}
	}
	return place, nil
}

// isPattern reports whether a segment after the cluster stands for any text.
func isPattern(s facts.Symbol) bool {
	if !strings.Contains(string(s), "*") {
		return false
	}
	segments := s.Segments()
	if s.Cluster() != "" {
		segments = segments[1:]
	}
	return slices.ContainsFunc(segments, func(seg string) bool { return strings.Contains(seg, "*") })
}

// matches reports whether a pattern covers a place; a key in the pattern must
// be the place's key.
func matches(pattern, s facts.Symbol) bool {
	if pattern.Kind() != s.Kind() || (pattern.Key() != "" && pattern.Key() != s.Key()) {
		return false
	}
	want, have := pattern.Segments(), s.Segments()
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if !(i == 0 && have[0] == facts.AnyCluster && s.Cluster() != "") && !glob(want[i], have[i]) {
			return false
		}
	}
	return true
}

// glob matches text in which "*" stands for anything.
func glob(pattern, text string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for {
		next, more, again := strings.Cut(rest, "*")
		if !again {
			return strings.HasSuffix(text, rest)
		}
		i := strings.Index(text, next)
		if i < 0 {
			return false
		}
		text, rest = text[i+len(next):], more
	}
}

func (g *Graph) addNodes(l *linker) {
	for _, d := range l.defs {
		if d.Kind == facts.KindExtern || d.Traits.Unlisted || d.Traits.Ownership == facts.OwnsChange || isPattern(d.Symbol) {
			continue
		}
		n := g.node(d.Symbol, d.At)
		if len(n.Defs) == 0 {
			n.Repo, n.At = d.At.Repo, d.At
		}
		n.Defs = append(n.Defs, d)
	}
	for _, e := range g.Edges {
		g.node(e.From, e.At)
		g.node(e.To, e.At)
	}
	for id, n := range g.Nodes {
		n.Keys = l.keysOf(id).keys
		if id.Kind() == facts.Store {
			n.Backend = l.backend(id)
		}
	}
}

func (g *Graph) node(s facts.Symbol, at facts.Pos) *Node {
	place := s.Place()
	n := g.Nodes[place]
	if n == nil {
		n = &Node{ID: place, Repo: at.Repo, At: at}
		g.Nodes[place] = n
	}
	return n
}

// connect names the edges and indexes them by both ends and by place.
func (g *Graph) connect() {
	g.placed = byPlace(g.Edges)
	g.byID = make(map[string]*Edge, len(g.Edges))
	for _, e := range g.Edges {
		base := string(e.Rel) + "|" + string(e.From) + "|" + string(e.To)
		e.ID = base
		for n := 2; g.byID[e.ID] != nil; n++ {
			e.ID = base + "|" + strconv.Itoa(n)
		}
		g.byID[e.ID] = e
		g.out[e.From.Place()] = append(g.out[e.From.Place()], e)
		g.in[e.To.Place()] = append(g.in[e.To.Place()], e)
	}
}

func (g *Graph) addMarks(l *linker) {
	var marks []facts.Mark
	seen, ignored := map[facts.Mark]bool{}, map[moment]bool{}
	for _, o := range g.Objects {
		for _, m := range o.Marks {
			if !seen[m] {
				seen[m] = true
				marks = append(marks, m)
			}
		}
		for _, i := range o.Ignores {
			if at := (moment{i.At, i.Commit}); !ignored[at] {
				ignored[at] = true
				g.Ignores = append(g.Ignores, i)
			}
		}
	}
	slices.SortStableFunc(marks, func(a, b facts.Mark) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.On, b.On), cmp.Compare(a.Detector, b.Detector))
	})
	slices.SortFunc(g.Ignores, func(a, b facts.Ignore) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Commit, b.Commit))
	})
	for i, m := range marks {
		mark := &Mark{ID: fmt.Sprintf("mark|%s|%d", m.Kind, i), Mark: m, Against: g.against(l, m)}
		if m.Kind == facts.MarkInvalidObject || m.Kind == facts.MarkRetiredVersion {
			mark.Vintage = g.vintage(l, mark)
		}
		g.Marks = append(g.Marks, mark)
	}
}

// moment is a place as a commit brought it; one file of today may say something
// of many.
type moment struct {
	at     facts.Pos
	commit string
}
