package graph

import (
	"cmp"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// authorities are the roles that may define a kind of place. All of them must
// be linked before its absence proves anything.
var authorities = map[facts.SymbolKind][]facts.Role{
	facts.Secret:    {facts.RoleGitOps, facts.RoleBootstrap},
	facts.ConfigMap: {facts.RoleGitOps, facts.RoleBootstrap},
	facts.Store:     {facts.RoleGitOps, facts.RoleBootstrap},
	facts.Namespace: {facts.RoleGitOps, facts.RoleBootstrap},
	facts.Origin:    {facts.RoleGitOps, facts.RoleBootstrap},
	facts.API:       {facts.RoleGitOps, facts.RoleBootstrap},
	facts.Unit:      {facts.RoleGitOps},
	facts.Variable:  {facts.RoleGitOps},
	facts.Template:  {facts.RoleGitOps},
	facts.Layer:     {facts.RoleBootstrap},
	facts.VaultFile: {facts.RoleVault},
}

// missing is what an absent place of a kind is called.
var missing = map[facts.SymbolKind]Missing{
	facts.Secret: MissingSecret, facts.ConfigMap: MissingSecret, facts.Store: MissingStore,
	facts.Unit: MissingDependency, facts.Origin: MissingDependency, facts.Layer: MissingDependency,
	facts.Variable: MissingVariable, facts.Template: MissingTemplate, facts.VaultFile: MissingEntry, facts.Pass: MissingEntry,
	facts.KV: MissingRemote, facts.Infisical: MissingRemote, facts.Namespace: MissingDependency,
	facts.API: MissingKind, facts.Identity: MissingIdentity,
}

// missingKey is what an absent key of an existing place is called.
var missingKey = map[facts.SymbolKind]Missing{
	facts.Secret: MissingKey, facts.ConfigMap: MissingKey, facts.Variable: MissingVariable, facts.Template: MissingTemplate,
	facts.KV: MissingRemote, facts.Infisical: MissingRemote, facts.API: MissingVersion, facts.Process: MissingKey,
	facts.Identity: MissingRight, facts.FileSymbol: MissingKey,
}

// unjudged relations describe; nothing has to answer them.
var unjudged = map[facts.Rel]bool{
	facts.RelBackend: true, facts.RelContacts: true, facts.RelAppliedBy: true, facts.RelRunsAs: true, facts.RelWithin: true,
	facts.RelKind: true, facts.RelFetches: true,
	facts.RelAdmits: true, facts.RelOpens: true, facts.RelHolds: true, facts.RelRestarts: true, facts.RelWatches: true,
	facts.RelKept:    true,
	facts.RelAssumes: true, facts.RelCarries: true, facts.RelGrants: true, facts.RelCalls: true, facts.RelPresents: true,
}

// Judged reports whether an edge counts as a reference that must be answered.
func (e *Edge) Judged() bool { return !unjudged[e.Rel] }

// External reports whether an edge leaves what is linked: it names a place in a
// backend whose content nobody declared. Whether that exists is not verified.
func (e *Edge) External() bool { return e.State == Unknown && e.Reason == facts.NoInventory }

func (l *linker) resolveAll() []*Edge {
	edges := make([]*Edge, 0, len(l.refs))
	for _, r := range l.refs {
		e := &Edge{From: r.From, To: r.To, Rel: r.Rel, At: r.At, Weak: r.Weak, Opened: r.Opened, State: Resolved}
		l.throughStore(e, r)
		if e.Rel == facts.RelFetches {
			e.Misshape = "" // told of what receives it
		}
		if e.Judged() || e.Rel == facts.RelKind {
			l.answer(e, r.Unknown)
		}
		if e.placeMissing() && r.NameAt != (facts.Pos{}) {
			e.At = r.NameAt
		}
		edges = append(edges, e)
	}
	slices.SortStableFunc(edges, func(a, b *Edge) int {
		return cmp.Or(cmp.Compare(a.Rel, b.Rel), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), facts.ComparePos(a.At, b.At))
	})
	return edges
}

// answer decides one edge. What an analyzer could not render may name something
// else in the cluster: that it is found is believed, that it is missing is not,
// unless somebody claims the name and provides nothing. Of a place that others
// may make its absence is not believed either; where it is found its keys count.
func (l *linker) answer(e *Edge, already facts.Reason) {
	switch {
	case already == facts.BuildFailed || already == facts.ChartNotRendered:
		if l.resolve(e); e.State == Undefined && e.Missing != MissingVersion && !l.claimed(e.To) {
			e.unknown(already)
		}
	case already == facts.PossibleProducer:
		if l.resolve(e); e.placeMissing() {
			e.unknown(already)
		}
	case already == facts.TemplatedName && l.beyond(e.To):
		e.unknown(facts.NoInventory)
	case already != "":
		e.unknown(already)
	default:
		l.resolve(e)
	}
}

func (l *linker) resolve(e *Edge) {
	if e.State == Unknown {
		return // the store behind it is not known
	}
	if inBucket(e.To) {
		l.resolveObject(e)
		return
	}
	place, defs := l.definitions(e.To.Place())
	if len(defs) == 0 {
		l.resolveAbsent(e)
		return
	}
	e.To = place.WithKey(e.To.Key())
	if e.Rel == facts.RelAssigns {
		l.assign(e, place)
		return
	}
	key := e.To.Key()
	if key == "" {
		_, keyed := missingKey[place.Kind()]
		e.Open = keyed && !l.keysOf(place).keys.Exact()
		return
	}
	l.resolveKey(e, place, key)
}

func (l *linker) resolveKey(e *Edge, place facts.Symbol, key string) {
	answer := l.keysOf(place)
	lacking, judged := missingKey[place.Kind()]
	switch {
	case answer.keys.Has(key) || !judged:
	case l.extern(e.To):
		e.unknown(facts.DeclaredExtern)
	case answer.unknown != "":
		e.unknown(answer.unknown)
	case !answer.keys.Exact():
		e.Open = true
	case l.possibly(place, true) != "":
		e.unknown(facts.PossibleProducer)
	default:
		e.undefined(lacking, answer.keys.Names)
		e.Nearest = nearest(key, answer.keys.Names)
	}
}

func (l *linker) resolveAbsent(e *Edge) {
	kind := e.To.Kind()
	lacking, judged := missing[kind]
	switch {
	case l.extern(e.To):
		e.unknown(facts.DeclaredExtern)
	case kind == facts.EnvVar:
		l.resolveEnvironment(e)
	case kind == facts.KV || kind == facts.Infisical:
		l.resolveRemote(e)
	case kind == facts.Backend || kind == facts.Remote:
		e.unknown(facts.NoInventory)
	case kind == facts.Host || kind == facts.FileSymbol:
		// named things of the outside world: nothing here could define them
	case !judged || l.folder(e.To):
		e.unknown(facts.NotFollowed)
	default:
		if reason := l.possibly(e.To, false); reason != "" {
			e.unknown(reason)
			return
		}
		if l.decrypted(e) {
			return
		}
		if reason := l.unprovable(e.To); reason != "" {
			e.unknown(reason)
			return
		}
		l.prove(e, lacking)
	}
}

// prove fills in an undefined edge: what is missing and what was near.
func (l *linker) prove(e *Edge, lacking Missing) {
	place := e.To.Place()
	if hidden := l.unlisted[place]; len(hidden) > 0 {
		e.Unlisted = hidden[0].At
	}
	if anywhere, _, ok := splitNamespace(place); ok {
		if elsewhere := l.byName[anywhere]; len(elsewhere) > 0 {
			e.undefined(MissingNamespace, elsewhere)
			return
		}
	}
	e.undefined(lacking, l.siblings(place))
	e.Nearest = nearest(place.Name(), e.Known)
}

// siblings are the names of the same kind that do exist beside a place, sorted.
func (l *linker) siblings(place facts.Symbol) []string {
	if l.beside == nil {
		l.beside = map[facts.Symbol][]string{}
		for other := range l.live {
			l.beside[parent(other)] = append(l.beside[parent(other)], other.Name())
		}
		for _, names := range l.beside {
			slices.Sort(names)
		}
	}
	return l.beside[parent(place)]
}

// parent is a place without its name.
func parent(place facts.Symbol) facts.Symbol {
	segments := place.Segments()
	return facts.New(place.Kind(), segments[:len(segments)-1]...)
}

// unprovable says why the absence of a place proves nothing.
func (l *linker) unprovable(s facts.Symbol) facts.Reason {
	kind := s.Kind()
	for _, role := range authorities[kind] {
		if !l.roles[role] {
			return facts.OwnerNotLinked
		}
	}
	if !l.owned[facts.Scope{Kind: kind, Cluster: s.Cluster()}] && !l.owned[facts.Scope{Kind: kind, Cluster: facts.AnyCluster}] && !l.owned[facts.Scope{Kind: kind}] {
		return facts.OwnerNotLinked
	}
	if cluster := s.Cluster(); l.broken[cluster] || cluster != "" && l.broken[facts.AnyCluster] || cluster == facts.AnyCluster && len(l.broken) > 0 {
		return facts.BuildFailed
	}
	if reason := l.outsideVault(s); reason != "" {
		return reason
	}
	if kind == facts.API && !l.claimed(s) && !l.installs() {
		return facts.NotFollowed
	}
	if kind == facts.Identity && s.Segment(0) != facts.Tailnet {
		return facts.OwnerNotLinked // no repository must hold all clients, workflows and policies
	}
	return ""
}

// possibly says why an unknown output might define a place. With exactly, only
// producers that name the place itself count.
func (l *linker) possibly(s facts.Symbol, exactly bool) facts.Reason {
	for _, place := range l.alike(s.Place()) {
		for _, d := range l.possible[place] {
			if d.Symbol.Key() == "" || d.Symbol.Key() == s.Key() {
				return producerReason(d.Kind, facts.PossibleProducer)
			}
		}
	}
	if exactly {
		return ""
	}
	for _, d := range l.patterns {
		if d.Traits.Ownership != facts.OwnsNothing && matches(d.Symbol, s) {
			return producerReason(d.Kind, facts.TemplatedName)
		}
	}
	return ""
}

// installs reports whether the linked repositories show how operators come into
// the cluster: charts that bring kinds, and no script that could bring others.
func (l *linker) installs() bool {
	for _, o := range l.objects {
		if slices.ContainsFunc(o.Ran, func(r facts.Run) bool { return r.Analyzer == "shell" && r.Files > 0 }) {
			return false
		}
	}
	return slices.ContainsFunc(l.patterns, func(d facts.Def) bool {
		return d.Symbol.Kind() == facts.API && d.Kind == facts.KindChart && !d.Traits.Possible && d.Traits.Ownership != facts.OwnsNothing
	})
}

// claimed reports whether something declares a place as its own that it does
// not write.
func (l *linker) claimed(s facts.Symbol) bool {
	return slices.ContainsFunc(l.patterns, func(d facts.Def) bool {
		return d.Traits.Ownership == facts.OwnsNothing && matches(d.Symbol, s.Place())
	})
}

// alike are the spellings under which a place may be defined: in its own
// cluster, in any, and for a place of any cluster in each.
func (l *linker) alike(place facts.Symbol) []facts.Symbol {
	switch place.Cluster() {
	case "":
		return []facts.Symbol{place}
	case facts.AnyCluster:
		all := []facts.Symbol{place}
		for _, c := range l.clusters {
			all = append(all, place.InCluster(c))
		}
		return all
	}
	return []facts.Symbol{place, place.InCluster(facts.AnyCluster)}
}

// producerReason is why something a producer may define is unknown.
func producerReason(k facts.Kind, otherwise facts.Reason) facts.Reason {
	switch k {
	case facts.KindChart:
		return facts.ChartNotRendered
	case facts.KindOperator, facts.KindMirror:
		return facts.PossibleProducer
	}
	return otherwise
}

func (l *linker) extern(s facts.Symbol) bool {
	found := false
	for _, x := range l.externs {
		if matches(x.Symbol, s) {
			x.Used, found = true, true
		}
	}
	return found
}

// resolveRemote answers for a place in a backend. A whole folder holds whatever
// it holds: no inventory can lack it.
func (l *linker) resolveRemote(e *Edge) {
	switch {
	case !l.owned[facts.Scope{Kind: e.To.Kind()}]:
		e.unknown(facts.NoInventory)
	case l.maybePushed(e.To):
		e.unknown(facts.PossibleProducer)
	case e.To.Kind() == facts.Infisical && e.To.Key() == "":
		e.unknown(facts.NotFollowed)
	default:
		e.undefined(MissingRemote, nil)
	}
}

// placeMissing reports whether the whole place is missing, not just a key of it.
func (e *Edge) placeMissing() bool {
	return e.Missing == MissingSecret || e.Missing == MissingNamespace || e.Missing == MissingStore
}

func (e *Edge) unknown(why facts.Reason) {
	e.State, e.Reason, e.Missing, e.Known, e.Nearest = Unknown, why, "", nil, ""
}

func (e *Edge) undefined(what Missing, known []string) {
	e.State, e.Missing, e.Known = Undefined, what, known
}
