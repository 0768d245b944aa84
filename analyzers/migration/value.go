package migration

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// ledger has one row for every secret at either end, or at none.
type ledger struct {
	*ends
	atlas    *atlas
	flow     *flow
	backends []facts.Symbol // of the destination
	rows     map[pairing]*Value
	named    map[facts.Symbol]bool      // addresses that have a row
	moved    map[facts.Symbol]bool      // that are asked for at the destination
	stores   map[facts.Pos]facts.Symbol // by where a remote key is named
	held     map[facts.Symbol]bool      // what inventories and vaults declare
}

// pairing is what one secret is called at both ends.
type pairing struct{ legacy, target facts.Symbol }

func (e *ends) ledger(a *atlas) *ledger {
	l := &ledger{
		ends: e, atlas: a, flow: newFlow(e.g), rows: map[pairing]*Value{}, named: map[facts.Symbol]bool{"": true},
		moved: map[facts.Symbol]bool{}, stores: map[facts.Pos]facts.Symbol{}, held: map[facts.Symbol]bool{},
	}
	for _, n := range e.to {
		l.backends = appendNew(l.backends, n.Backend)
	}
	for _, n := range e.g.Nodes {
		for _, d := range n.Defs {
			if d.Kind == facts.KindInventory || d.Kind == facts.KindEntry {
				l.held[d.Symbol] = true
			}
		}
	}
	return l
}

// values lists the secrets of a move, sorted by name.
func (l *ledger) values(consumers []*Consumer) []Value {
	for _, c := range consumers {
		for _, r := range c.References {
			l.refer(c, r)
		}
	}
	l.known()
	var all []Value
	fed := map[facts.Symbol]bool{}
	for _, v := range l.rows {
		l.fill(v)
		for _, s := range v.Sources {
			fed[s] = true
		}
		all = append(all, *v)
	}
	all = append(all, l.seeds(fed)...)
	slices.SortFunc(all, func(a, b Value) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Legacy, b.Legacy), cmp.Compare(a.Target, b.Target), cmp.Compare(first(a.Sources), first(b.Sources)))
	})
	return all
}

func first(list []facts.Symbol) facts.Symbol {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// refer makes the rows of a reference that goes to either end.
func (l *ledger) refer(c *Consumer, r *Reference) {
	store, _, _ := r.Remote.RemoteParts()
	address := l.resolved(cmp.Or(r.Address, r.Remote))
	if !r.direct() {
		l.stores[r.At] = store
	}
	switch {
	case r.direct() && l.leaves(address):
		for _, s := range l.flow.keys(address) {
			l.row(s, l.twin(s))
		}
	case !r.direct() && l.retires(store):
		for _, s := range l.flow.keys(address) {
			l.row(s, l.arrival(r, s))
		}
	case l.arrived(address):
		for _, s := range l.flow.keys(address) {
			l.moved[s] = true
		}
	}
}

// resolved is an address in the provider's own terms: what is written through a
// store is known by its remote key.
func (l *ledger) resolved(s facts.Symbol) facts.Symbol {
	if s.Kind() != facts.Remote {
		return s
	}
	store, key, property := s.RemoteParts()
	if n := l.g.Nodes[store]; n != nil {
		return address(n.Backend, store, key, property)
	}
	return s
}

// arrival is the destination of what a reference asks for.
func (l *ledger) arrival(r *Reference, asked facts.Symbol) facts.Symbol {
	if r.To.Key == "" {
		return ""
	}
	property := r.To.Property
	if asked.Key() != "" && cmp.Or(r.Address, r.Remote).Key() == "" && property == "" {
		property = asked.Key() // one field of an entry that is asked for as a whole
	}
	n := l.g.Nodes[r.To.Store]
	if n == nil {
		return ""
	}
	return address(n.Backend, r.To.Store, r.To.Key, property)
}

// address is the place of a remote key in the terms of a store's provider.
func address(backend, store facts.Symbol, key, property string) facts.Symbol {
	switch backend.Kind() {
	case facts.KV:
		mount := backend.Path()
		if rest, ok := strings.CutPrefix(key, mount+"/"); ok {
			key = strings.TrimPrefix(rest, "data/")
		}
		return facts.NewPath(facts.KV, strings.Trim(key, "/"), strings.Split(mount, "/")...).WithKey(property)
	case facts.Infisical:
		folder, name := path.Split(key)
		if !strings.HasPrefix(key, "/") {
			folder = path.Join("/", backend.Path(), folder)
		}
		return facts.NewPath(facts.Infisical, path.Clean("/"+folder)).WithKey(name)
	}
	return facts.RemoteKey(store, key, property)
}

// twin is where the map puts a secret that is known by its address alone, or
// an entry of a kind of places that is left for another.
func (l *ledger) twin(s facts.Symbol) facts.Symbol {
	key, property := l.spelling(s)
	to, ok := l.atlas.mapped(key, property, s)
	if l.places[s.Kind()] && len(l.to) == 0 {
		if !ok {
			to.Key = key
		}
		return facts.NewPath(facts.SymbolKind(l.atlas.move.To), to.Key).WithKey(to.Property)
	}
	if !ok || len(l.to) == 0 {
		return ""
	}
	return address(l.to[0].Backend, l.to[0].ID, to.Key, to.Property)
}

// spelling is how a reference would spell an address.
func (l *ledger) spelling(s facts.Symbol) (key, property string) {
	switch s.Kind() {
	case facts.Infisical:
		for b := range l.ends.backends {
			if b.Kind() == facts.Infisical && strings.Trim(b.Path(), "/") == strings.Trim(s.Path(), "/") {
				return s.Key(), ""
			}
		}
		return path.Join("/", s.Path(), s.Key()), ""
	case facts.KV:
		for b := range l.ends.backends {
			if rest, ok := cutPrefix(s.Place(), b); ok && strings.HasPrefix(rest, "/") {
				return strings.Join(s.Segments()[len(b.Segments()):], "/"), s.Key()
			}
		}
	}
	return s.Path(), s.Key()
}

// arrived reports whether a place lies in a backend of the destination.
func (l *ledger) arrived(s facts.Symbol) bool {
	if s.Kind() == facts.Remote {
		store, _, _ := s.RemoteParts()
		return slices.ContainsFunc(l.to, func(n *graph.Node) bool { return same(n.ID, store) })
	}
	return slices.ContainsFunc(l.backends, func(b facts.Symbol) bool { return b != "" && b != s.Place() && under(s, b) }) ||
		len(l.to) == 0 && len(l.places) > 0 && s.Kind() == facts.SymbolKind(l.atlas.move.To)
}

// row makes the row of a secret, unless it has one.
func (l *ledger) row(legacy, target facts.Symbol) {
	n := pairing{legacy, target}
	if l.rows[n] == nil {
		l.rows[n] = &Value{Name: n.short(), Legacy: legacy, Target: target}
	}
	l.named[legacy], l.named[target] = true, true
}

// short is what a person calls a secret.
func (n pairing) short() string {
	return nameOf(cmp.Or(n.legacy, n.target))
}

// maxConventions bounds how many entries of one inventory are compared with
// those of the other by the convention alone.
const maxConventions = 200_000

// known makes the rows of what is kept at either end and no row names yet.
func (l *ledger) known() {
	var legacy, target []facts.Symbol
	for _, id := range inOrder(l.g.Nodes) {
		switch {
		case !valued[id.Kind()]:
		case l.leaves(id):
			legacy = append(legacy, l.flow.kept(id)...)
		case l.arrived(id):
			target = append(target, l.flow.kept(id)...)
		}
	}
	thorough := len(legacy)*len(l.atlas.listed) <= maxConventions
	for _, s := range legacy {
		if !l.named[s] {
			l.row(s, l.heir(s, thorough))
		}
	}
	former := l.reverse()
	for _, s := range append(target, inOrder(l.moved)...) {
		if !l.named[s] {
			l.row(former[s], s)
		}
	}
}

// heir is where a secret that nothing asks for would go.
func (l *ledger) heir(s facts.Symbol, thorough bool) facts.Symbol {
	if to := l.twin(s); to != "" || !thorough || len(l.to) == 0 {
		return to
	}
	key, property := l.spelling(s)
	to, why := l.atlas.conventional(&Consumer{}, &Reference{Remote: facts.RemoteKey(l.to[0].ID, key, property)}, key, property)
	if len(why) > 0 {
		return ""
	}
	return address(l.to[0].Backend, l.to[0].ID, to.Key, to.Property)
}

// reverse reads the map backwards: the legacy address by the destination.
func (l *ledger) reverse() map[facts.Symbol]facts.Symbol {
	former := map[facts.Symbol]facts.Symbol{}
	left := inOrder(l.ends.backends)
	if len(left) == 0 || len(l.to) == 0 || left[0].Kind() == facts.Backend {
		return former
	}
	for from, to := range l.atlas.move.Map {
		if strings.HasSuffix(from, "*") {
			continue
		}
		key, property, _ := strings.Cut(from, "#")
		arrived := arrive(to, property, ByMap)
		target, legacy := address(l.to[0].Backend, l.to[0].ID, arrived.Key, arrived.Property), address(left[0], "", key, property)
		if !l.named[legacy] && (former[target] == "" || legacy < former[target]) {
			former[target] = legacy
		}
	}
	return former
}

// fill adds what the graph says of a row.
func (l *ledger) fill(v *Value) {
	legacy, target := l.uses(v, v.Legacy), l.uses(v, v.Target)
	v.Held = Held{Legacy: l.holds(v.Legacy), Target: l.holds(v.Target)}
	v.Sources = l.flow.sources(v.Legacy, v.Target)
	v.Readers = tidy(v.Readers)
	switch {
	case !legacy && !target:
		v.State = Orphan
	case (legacy || v.Held.Legacy) && (target || v.Held.Target):
		v.State = Both
	case legacy || v.Held.Legacy:
		v.State = LegacyOnly
	default:
		v.State = TargetOnly
	}
}

// uses adds the readers of one address, and reports whether there are any.
func (l *ledger) uses(v *Value, s facts.Symbol) bool {
	used := false
	for _, e := range l.flow.readers(s) {
		used = true
		via := cmp.Or(l.stores[e.At], e.Backend, s.Place())
		for _, r := range l.flow.ends(e) {
			v.Readers = append(v.Readers, Reader{r.Symbol, via, r.At})
		}
	}
	return used
}

// holds reports whether an inventory or a vault declares an address, or the
// entry as a whole.
func (l *ledger) holds(s facts.Symbol) bool { return l.held[s] || l.held[s.Place()] }

func tidy(readers []Reader) []Reader {
	slices.SortFunc(readers, func(a, b Reader) int {
		return cmp.Or(cmp.Compare(a.Symbol, b.Symbol), cmp.Compare(a.Via, b.Via), facts.ComparePos(a.At, b.At))
	})
	return slices.CompactFunc(readers, func(a, b Reader) bool { return a.Symbol == b.Symbol && a.Via == b.Via })
}

// seeds are the entries of the operator's vault that become no secret of either
// end: the bootstrap hands them on itself.
func (l *ledger) seeds(fed map[facts.Symbol]bool) []Value {
	var all []Value
	for _, id := range inOrder(l.g.Nodes) {
		kind := id.Kind()
		if kind != facts.VaultFile && kind != facts.Pass || l.leaves(id) || l.arrived(id) || fed[id] || !slices.ContainsFunc(l.g.Nodes[id].Defs, written) {
			continue
		}
		v := Value{Name: id.Path(), Sources: []facts.Symbol{id}, State: Orphan}
		for _, e := range l.flow.readers(id) {
			v.State = NoStore
			for _, r := range l.flow.ends(e) {
				v.Readers = append(v.Readers, Reader{Symbol: r.Symbol, At: r.At})
			}
		}
		v.Readers = tidy(v.Readers)
		all = append(all, v)
	}
	return all
}
