package migration

import (
	"cmp"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Apply answers the objects as they would be if the consumers of a plan that are
// chosen had moved: they fetch through the destination, each secret from where
// the plan says that it goes. The objects themselves are not changed.
func (p *Plan) Apply(objects []*facts.Object, chosen func(*Consumer) bool) []*facts.Object {
	m := newMoved()
	for _, c := range p.Consumers {
		if chosen(c) {
			m.add(c)
		}
	}
	all := make([]*facts.Object, len(objects))
	for i, o := range objects {
		all[i] = m.object(o)
	}
	return all
}

// moved is what changes.
type moved struct {
	stores   map[asked]facts.Symbol // by who fetches, and where the store is named
	remotes  map[spelt]facts.Symbol
	lost     map[spelt]bool                // remote keys that go nobody knows where
	received map[asked]facts.Symbol        // what places get instead of a Secret of the cluster
	pushes   map[facts.Symbol]facts.Symbol // remote secrets that are written
	moving   map[facts.Symbol]bool
	left     map[facts.Symbol]bool   // objects of the Vault Secrets Operator that become External Secrets'
	calls    map[string][]facts.Ref  // by repository: what a login asks of Vault instead of a store
	versions map[facts.Symbol]string // of those that change theirs besides
}

func newMoved() *moved {
	return &moved{
		stores: map[asked]facts.Symbol{}, remotes: map[spelt]facts.Symbol{}, lost: map[spelt]bool{}, received: map[asked]facts.Symbol{}, pushes: map[facts.Symbol]facts.Symbol{},
		moving: map[facts.Symbol]bool{}, versions: map[facts.Symbol]string{}, left: map[facts.Symbol]bool{}, calls: map[string][]facts.Ref{},
	}
}

// spelt is a remote key at the place where it is written. One text may be that of
// consumers in several namespaces: they move together.
type spelt struct {
	remote facts.Symbol
	at     facts.Pos
}

func (m *moved) add(c *Consumer) {
	for _, name := range []facts.Symbol{c.Symbol, c.Symbol.InCluster(facts.AnyCluster)} { // the latter in a bootstrap repository
		m.moving[name], m.versions[name] = c.moves(), c.Version
		for _, p := range c.Passages {
			if p.To != "" {
				m.stores[asked{name, p.At}] = p.To.InCluster(name.Cluster())
				m.left[name] = m.left[name] || isLogin(p.Store) && !isLogin(p.To)
			}
		}
	}
	for _, r := range c.References {
		switch {
		case r.To.By == ByAddress:
			if r.To.access != "" {
				m.calls[r.At.Repo] = append(m.calls[r.At.Repo], facts.Ref{From: c.Symbol, To: r.To.access, Rel: facts.RelCalls, At: r.At})
			}
		case r.To.Place != "":
			m.remotes[spelt{r.Remote, r.At}] = r.To.Place
		case r.To.Store != "":
			to := r.To.Remote().InCluster(r.Remote.Cluster()) // which a bootstrap repository does not know
			m.remotes[spelt{r.Remote, r.At}] = to
			m.pushes[r.Remote] = to
			m.lost[spelt{r.Remote, r.At}] = r.To.Key == ""
			for _, by := range r.Receives {
				m.received[asked{by, r.At}] = to
			}
		}
	}
}

func (m *moved) object(o *facts.Object) *facts.Object {
	copied := *o
	copied.Refs, copied.Defs = slices.Clone(o.Refs), slices.Clone(o.Defs)
	for i, r := range copied.Refs {
		copied.Refs[i] = m.ref(r)
	}
	copied.Refs = slices.DeleteFunc(append(copied.Refs, m.calls[o.Repo]...), func(r facts.Ref) bool { return r.Rel == facts.RelRestarts && m.left[r.From] })
	for i, d := range copied.Defs {
		copied.Defs[i].Symbol = m.remote(d.Symbol, d.At)
		if m.left[d.By] {
			copied.Defs[i].Kind, copied.Defs[i].Traits.Rotation = facts.KindExternalSecret, facts.RotatesSource
		}
	}
	copied.Marks = slices.DeleteFunc(slices.Clone(o.Marks), m.cured)
	copied.Normalize()
	return &copied
}

func (m *moved) ref(r facts.Ref) facts.Ref {
	switch {
	case r.Rel == facts.RelStore && m.moving[r.From]:
		if to, ok := m.stores[asked{r.From, r.At}]; ok {
			r.To = to
		}
	case r.To.Kind() == facts.Remote:
		if m.lost[spelt{r.To, r.At}] {
			r.Unknown = facts.NotFollowed
		}
		r.To = m.remote(r.To, r.At)
	case r.From.Kind() == facts.Remote:
		r.From = cmp.Or(m.pushes[r.From], r.From)
	case r.Rel == facts.RelDerives && r.To.Kind() == facts.Secret: // of a store that serves Secrets of this cluster
		r.To = cmp.Or(m.received[asked{r.From, r.At}], r.To)
	case r.Rel == facts.RelKind && m.versions[r.From] != "":
		r.To = r.To.WithKey(m.versions[r.From])
	default:
		r.To = m.remote(r.To, r.At)
	}
	return r
}

// cured reports whether a mark tells of a version of a kind that is left with the
// move.
func (m *moved) cured(mark facts.Mark) bool {
	return mark.Kind == facts.MarkRetiredVersion && m.versions[mark.On] != ""
}

// remote is a remote key after the move, where it is one that moves.
func (m *moved) remote(remote facts.Symbol, at facts.Pos) facts.Symbol {
	if to, ok := m.remotes[spelt{remote, at}]; ok {
		return to
	}
	return remote
}

// lift says in which version of its kind a consumer that moves is written
// afterwards, and where: v1 replaced v1beta1 without a change of fields
// (external-secrets 0.16.0), where the release that runs serves it.
func (e *ends) lift(c *Consumer) {
	for _, edge := range e.g.Out(c.Symbol) {
		kind := edge.To
		if edge.Rel != facts.RelKind || kind.Segment(1) != "external-secrets.io" || kind.Key() != "v1beta1" || !c.moves() {
			continue
		}
		if n := e.g.Nodes[kind.Place()]; n != nil && n.Keys.Lacks("v1") {
			continue
		}
		switch kind.Name() {
		case "ExternalSecret", "ClusterExternalSecret":
			c.Version, c.Outdated = "v1", edge.At
		}
	}
}
