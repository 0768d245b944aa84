package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// tables are the parts of the input, each built only for a policy that refers
// to it. Their fields are described in the schema of the input.
var tables = map[string]func(*inputBuilder) *ast.Term{
	"nodes":        (*inputBuilder).nodes,
	"edges":        (*inputBuilder).edges,
	"undefined":    (*inputBuilder).undefined,
	"unknown":      (*inputBuilder).unknown,
	"misshapen":    (*inputBuilder).misshapen,
	"duplicates":   (*inputBuilder).duplicates,
	"unused":       (*inputBuilder).unused,
	"cycles":       (*inputBuilder).cycles,
	"disorders":    (*inputBuilder).disorders,
	"denials":      (*inputBuilder).denials,
	"drifts":       (*inputBuilder).drifts,
	"stale":        (*inputBuilder).stale,
	"misfires":     (*inputBuilder).misfires,
	"copies":       (*inputBuilder).copies,
	"rooted":       (*inputBuilder).rooted,
	"unopened":     (*inputBuilder).unopened,
	"kept":         (*inputBuilder).kept,
	"unpinned":     (*inputBuilder).unpinned,
	"reasons":      (*inputBuilder).reasons,
	"strays":       (*inputBuilder).strays,
	"rivals":       (*inputBuilder).rivals,
	"leftovers":    (*inputBuilder).leftovers,
	"halves":       (*inputBuilder).halves,
	"flows":        (*inputBuilder).flows,
	"marks":        (*inputBuilder).marks,
	"externs":      (*inputBuilder).externs,
	"suppressions": (*inputBuilder).suppressions,
}

func tableNames() []string { return sortedKeys(tables) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// buildInput turns the wanted tables ("table" or "table.group") of a graph into
// the input of policies. Elements are shared between tables; nothing passes
// through JSON.
func buildInput(g *graph.Graph, wanted []string, exceptions []*exception, m *moving) input {
	b := &inputBuilder{
		values: values{strings: map[string]*ast.Term{}, titles: map[facts.Symbol]*ast.Term{}},
		g:      g, moving: m, exceptions: exceptions, wanted: map[string]bool{}, edgeTerms: map[*graph.Edge]*ast.Term{},
	}
	for _, w := range wanted {
		b.wanted[w] = true
	}
	var pairs [][2]*ast.Term
	for _, name := range tableNames() {
		if b.wantsAny(name) {
			pairs = append(pairs, [2]*ast.Term{b.text(name), tables[name](b)})
		}
	}
	return input{ast.NewObject(pairs...)}
}

// input is what policies are asked about.
type input struct{ value ast.Object }

// holds reports whether a table, or the group of a "table.group", has elements.
func (in input) holds(table string) bool {
	table, group, named := strings.Cut(table, ".")
	found := in.value.Get(ast.InternedTerm(table))
	if found != nil && named {
		found = found.Get(ast.InternedTerm(group))
	}
	if found == nil {
		return false
	}
	sized, ok := found.Value.(interface{ Len() int })
	return ok && sized.Len() > 0
}

// inputBuilder holds what the tables of one input share.
type inputBuilder struct {
	values
	g          *graph.Graph
	moving     *moving
	exceptions []*exception
	wanted     map[string]bool
	edgeTerms  map[*graph.Edge]*ast.Term
}

func (b *inputBuilder) wantsAny(table string) bool {
	for w := range b.wanted {
		if w == table || (len(w) > len(table) && w[len(table)] == '.' && w[:len(table)] == table) {
			return true
		}
	}
	return false
}

func (b *inputBuilder) wants(table, group string) bool {
	return b.wanted[table] || b.wanted[table+"."+group]
}

// grouped collects elements of a table by a name.
func (b *inputBuilder) grouped(groups map[string][]*ast.Term) *ast.Term {
	var pairs [][2]*ast.Term
	for _, name := range sortedKeys(groups) {
		pairs = append(pairs, [2]*ast.Term{b.text(name), ast.ArrayTerm(groups[name]...)})
	}
	return ast.ObjectTerm(pairs...)
}

func (b *inputBuilder) nodes() *ast.Term {
	var pairs [][2]*ast.Term
	for _, id := range slices.Sorted(maps.Keys(b.g.Nodes)) {
		pairs = append(pairs, [2]*ast.Term{b.text(string(id)), b.node(b.g.Nodes[id])})
	}
	return ast.ObjectTerm(pairs...)
}

func (b *inputBuilder) edges() *ast.Term {
	groups := map[string][]*ast.Term{}
	for _, e := range b.g.Edges {
		if b.wants("edges", string(e.Rel)) {
			groups[string(e.Rel)] = append(groups[string(e.Rel)], b.edge(e))
		}
	}
	return b.grouped(groups)
}

// undefined holds the references that must be answered and are not. Of several
// references from one thing to one absent place only the first is kept, of all things of
// an absent kind, and of several readings at one position.
func (b *inputBuilder) undefined() *ast.Term {
	groups := map[string][]*ast.Term{}
	type pair struct {
		from, to facts.Symbol
		missing  graph.Missing
	}
	seen := map[pair]bool{}
	var last *graph.Edge
	for _, e := range byPosition(b.g.Edges) {
		if e.State != graph.Undefined || e.Weak {
			continue
		}
		if last != nil && last.At == e.At && last.To == e.To && e.Missing == graph.MissingEntry {
			continue // one text that several things are made of
		}
		last = e
		if wholePlace(e.Missing) {
			p := pair{e.From.Place(), e.To.Place(), e.Missing}
			if e.Missing == graph.MissingKind {
				p.from = ""
			}
			if seen[p] {
				continue
			}
			seen[p] = true
		}
		groups[string(e.Missing)] = append(groups[string(e.Missing)], b.edge(e))
	}
	return b.grouped(groups)
}

func wholePlace(m graph.Missing) bool {
	return m == graph.MissingSecret || m == graph.MissingNamespace || m == graph.MissingStore || m == graph.MissingKind
}

func byPosition(edges []*graph.Edge) []*graph.Edge {
	sorted := slices.Clone(edges)
	slices.SortStableFunc(sorted, func(a, b *graph.Edge) int { return facts.ComparePos(a.At, b.At) })
	return sorted
}

func (b *inputBuilder) unknown() *ast.Term {
	groups := map[string][]*ast.Term{}
	for _, e := range b.g.Edges {
		if e.State == graph.Unknown && b.wants("unknown", string(e.Reason)) {
			groups[string(e.Reason)] = append(groups[string(e.Reason)], b.edge(e))
		}
	}
	return b.grouped(groups)
}

func (b *inputBuilder) misshapen() *ast.Term {
	var found []*ast.Term
	for _, e := range b.g.Edges {
		if e.Misshape != "" {
			found = append(found, b.edge(e))
		}
	}
	return ast.ArrayTerm(found...)
}

func (b *inputBuilder) duplicates() *ast.Term {
	return list(b.g.Duplicates, func(d *graph.Duplicate) *ast.Term {
		return b.object(
			field{"id", b.text(d.ID)},
			field{"symbol", b.text(string(d.Symbol))},
			field{"name", b.title(d.Symbol)},
			field{"keys", b.texts(d.Keys)},
			field{"writers", list(d.Writers, b.writer)},
			field{"apart", ast.InternedTerm(d.Apart)},
			field{"looped", ast.InternedTerm(d.Looped)},
			field{"split", ast.InternedTerm(d.Split)},
			field{"changed", ast.InternedTerm(d.Changed)},
		)
	})
}

// unused leaves out what a broken reference most likely meant: the reference
// is the fault, and it is told.
func (b *inputBuilder) unused() *ast.Term {
	meant := map[facts.Symbol]bool{}
	for _, e := range b.g.Edges {
		if e.State == graph.Undefined {
			for _, place := range meantBy(e) {
				meant[place] = true
			}
		}
	}
	return list(slices.DeleteFunc(slices.Clone(b.g.Unused), func(n *graph.Node) bool { return meant[n.ID] }), b.node)
}

// meantBy lists the places that an undefined reference probably meant.
func meantBy(e *graph.Edge) []facts.Symbol {
	segments := e.To.Segments()
	switch {
	case e.Missing == graph.MissingNamespace && len(segments) == 3:
		var places []facts.Symbol
		for _, namespace := range e.Known {
			places = append(places, facts.New(e.To.Kind(), segments[0], namespace, segments[2]))
		}
		return places
	case e.Missing == graph.MissingSecret && e.Nearest != "":
		segments[len(segments)-1] = e.Nearest
		return []facts.Symbol{facts.New(e.To.Kind(), segments...)}
	case e.Missing == graph.MissingEntry && e.Nearest != "":
		return []facts.Symbol{facts.NewPath(e.To.Kind(), e.Nearest)}
	}
	return nil
}

func (b *inputBuilder) cycles() *ast.Term {
	return list(b.g.Cycles, func(c *graph.Cycle) *ast.Term {
		return b.object(
			field{"id", b.text(c.ID)},
			field{"steps", list(c.Steps, b.edge)},
			field{"seed", b.text(string(c.Seed))},
			field{"seed_name", b.title(c.Seed)},
			field{"order", ast.InternedTerm(c.Order())},
			field{"guessed", ast.InternedTerm(c.Guessed())},
		)
	})
}

func (b *inputBuilder) disorders() *ast.Term {
	groups := map[string][]*ast.Term{}
	for _, d := range b.g.Disorders {
		if b.wants("disorders", string(d.What)) {
			groups[string(d.What)] = append(groups[string(d.What)], b.disorder(d))
		}
	}
	return b.grouped(groups)
}

func (b *inputBuilder) flows() *ast.Term {
	return list(b.g.Flows(), func(f graph.Flow) *ast.Term {
		return b.object(
			field{"edge", b.edge(f.Edge)},
			field{"source", b.text(string(f.Source))},
			field{"source_name", b.title(f.Source)},
			field{"via", list(f.Steps, func(s graph.Step) *ast.Term { return b.text(string(s.Symbol)) })},
		)
	})
}

func (b *inputBuilder) marks() *ast.Term {
	groups := map[string][]*ast.Term{}
	for _, m := range b.g.Marks {
		if b.wants("marks", string(m.Kind)) {
			groups[string(m.Kind)] = append(groups[string(m.Kind)], b.mark(m))
		}
	}
	return b.grouped(groups)
}

func (b *inputBuilder) externs() *ast.Term {
	return list(b.g.Externs, func(x *graph.Extern) *ast.Term {
		return b.object(
			field{"id", b.text(x.ID)},
			field{"symbol", b.text(string(x.Symbol))},
			field{"name", b.title(x.Symbol)},
			field{"used", ast.InternedTerm(x.Used)},
		)
	})
}

func (b *inputBuilder) suppressions() *ast.Term {
	sorted := slices.Clone(b.exceptions)
	slices.SortStableFunc(sorted, func(a, b *exception) int { return cmp.Compare(a.id, b.id) })
	return list(sorted, func(x *exception) *ast.Term {
		return b.object(
			field{"id", b.text(x.id)},
			field{"rules", b.texts(x.rules)},
			field{"tool", b.text(x.tool)},
			field{"inline", ast.InternedTerm(x.inline)},
			field{"recorded", ast.InternedTerm(x.known)},
			field{"reasonless", ast.InternedTerm(x.reason == "")},
			field{"until", b.text(x.until)},
			field{"expired", ast.InternedTerm(x.expired)},
			field{"used", ast.InternedTerm(x.used)},
			field{"judged", ast.InternedTerm(x.judged)},
			field{"repo", b.text(x.at.Repo)},
			field{"file", b.text(x.at.File)},
		)
	})
}
