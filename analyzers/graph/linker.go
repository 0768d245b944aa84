package graph

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// linker holds the pooled facts of all objects and the indexes over them.
type linker struct {
	objects []*facts.Object
	defs    []facts.Def
	refs    []facts.Ref

	live     map[facts.Symbol][]facts.Def // definite definitions by place
	unlisted map[facts.Symbol][]facts.Def // definitions that nothing applies
	possible map[facts.Symbol][]facts.Def // definitions of unknown output that name the place
	patterns []facts.Def                  // definitions of unknown output and name
	changes  []facts.Def                  // what is done to an object of another writer
	readers  []facts.Ref                  // references whose name for a place is templated
	files    []facts.Symbol               // vault files as references name them; nil until asked for
	byName   map[facts.Symbol][]string    // place without namespace -> namespaces that define it
	beside   map[facts.Symbol][]string    // place without name -> names; built when first asked for
	backends map[facts.Symbol][]facts.Symbol
	extends  map[facts.Symbol][]facts.Ref
	sources  map[facts.Symbol]facts.Symbol // Secret -> the KV entry it is made of as a whole
	externs  []*Extern
	keys     map[facts.Symbol]keyAnswer
	vintages map[facts.Symbol]facts.Vintage // of the release behind a kind

	clusters []string // concrete ones
	roles    map[facts.Role]bool
	owned    map[facts.Scope]bool
	broken   map[string]bool // clusters of which a build failed, or "*": absence there proves nothing
}

func newLinker(objects []*facts.Object) (*linker, error) {
	l := &linker{
		live: map[facts.Symbol][]facts.Def{}, unlisted: map[facts.Symbol][]facts.Def{}, possible: map[facts.Symbol][]facts.Def{},
		byName: map[facts.Symbol][]string{}, backends: map[facts.Symbol][]facts.Symbol{}, extends: map[facts.Symbol][]facts.Ref{},
		sources: map[facts.Symbol]facts.Symbol{}, keys: map[facts.Symbol]keyAnswer{}, vintages: map[facts.Symbol]facts.Vintage{}, roles: map[facts.Role]bool{}, owned: map[facts.Scope]bool{}, broken: map[string]bool{},
	}
	pool := facts.Object{}
	seen := map[*facts.Object]bool{}
	for _, o := range objects {
		if o.Format > facts.Format {
			return nil, fmt.Errorf("link %s: object format %d is newer than %d", o.Repo, o.Format, facts.Format)
		}
		if seen[o] {
			continue
		}
		seen[o] = true
		l.objects = append(l.objects, o)
		pool.Defs = append(pool.Defs, o.Defs...)
		pool.Refs = append(pool.Refs, o.Refs...)
		for _, r := range o.Roles {
			l.roles[r] = true
		}
		for _, s := range o.Owns {
			l.owned[s] = true
		}
		l.noteBroken(o)
	}
	slices.SortStableFunc(l.objects, func(a, b *facts.Object) int { return cmp.Compare(a.Repo, b.Repo) })
	pool.Normalize()
	l.defs, l.refs = pool.Defs, pool.Refs
	l.decideClusters()
	return l, nil
}

// noteBroken remembers where builds of an object failed: everywhere, if it
// does not say.
func (l *linker) noteBroken(o *facts.Object) {
	for _, cluster := range o.Coverage.Unbuilt {
		l.broken[cluster] = true
	}
	failed := slices.ContainsFunc(o.Coverage.Problems, func(p facts.Problem) bool { return p.Code == facts.FaultBuild })
	if failed && len(o.Coverage.Unbuilt) == 0 {
		l.broken[facts.AnyCluster] = true
	}
}

// decideClusters gives "any cluster" its name where only one cluster is
// linked: then a bootstrap repository can only mean that one.
func (l *linker) decideClusters() {
	found := map[string]bool{}
	note := func(s facts.Symbol) {
		if c := s.Cluster(); c != "" && c != facts.AnyCluster {
			found[c] = true
		}
	}
	for _, d := range l.defs {
		note(d.Symbol)
	}
	for _, r := range l.refs {
		note(r.From)
		note(r.To)
	}
	for c := range found {
		l.clusters = append(l.clusters, c)
	}
	slices.Sort(l.clusters)
	if len(l.clusters) != 1 {
		return
	}
	for i := range l.defs {
		l.defs[i].Symbol, l.defs[i].By = l.concrete(l.defs[i].Symbol), l.concrete(l.defs[i].By)
	}
	for i := range l.refs {
		l.refs[i].From, l.refs[i].To = l.concrete(l.refs[i].From), l.concrete(l.refs[i].To)
	}
}

// concrete names the only cluster linked instead of any.
func (l *linker) concrete(s facts.Symbol) facts.Symbol {
	if len(l.clusters) == 1 && s.Cluster() == facts.AnyCluster {
		return s.InCluster(l.clusters[0])
	}
	return s
}
