package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Denial is a reference whose target exists and is certain to refuse it.
type Denial struct {
	Edge      *Edge
	Guard     Guard
	Namespace string   // that is not let in, or in which something is missing
	Admitted  []string // what is let in, sorted, "*" for any text; of a review the server, of a call the policies, of what nothing defines the others

	Caller     facts.Symbol // who asks Vault
	Asks       string       // the claim or name that is refused, or the path of the API
	Capability string       // that is needed on the path
	By         facts.Symbol // the role, token or store that Vault knows the caller by
}

// Guard is what refuses.
type Guard string

// The guards.
const (
	GuardConditions Guard = "conditions" // of a store
	GuardLogin      Guard = "login"      // the allowed namespaces of a VaultAuth and its like
	GuardAccount    Guard = "account"    // the API server: the ServiceAccount to log in as does not exist
	GuardGrant      Guard = "grant"      // Gateway API: no ReferenceGrant lets in another namespace
	GuardReview     Guard = "review"     // a server outside the cluster that must ask the cluster's API who logs in
	GuardClaim      Guard = "claim"      // a role of Vault, by what a login says of itself
	GuardUnsaid     Guard = "unsaid"     // a role of Vault that asks for a claim which such a login never has
	GuardUnbound    Guard = "unbound"    // a role of Vault that binds no audience, to a token that has one
	GuardIssue      Guard = "issue"      // a role of an engine, by the name of a certificate
	GuardPolicy     Guard = "policy"     // the policies of a login
	GuardRole       Guard = "role"       // of a role that no linked repository defines, though they define others there
	GuardCarried    Guard = "carried"    // the same of a policy that a role carries
	GuardLookup     Guard = "lookup"     // the same for the check of a token, as far as it can be guessed which policy it has
)

// warden finds denials. What an analyzer could not read for certain admits.
type warden struct {
	g       *Graph
	l       *linker
	admits  map[facts.Symbol][]facts.Ref // by the place that admits
	holed   bool                         // something listed is missing
	opens   []facts.Ref                  // what grants open
	makes   map[facts.Symbol][]string    // namespaces that something produces places in
	doubted map[facts.Symbol]bool        // things whose text was not rendered
	managed map[facts.Symbol]bool        // ServiceAccounts that an operator may make
	settled map[facts.Symbol]bool        // namespaces in which a linked repository puts objects
}

func (g *Graph) findDenials(l *linker) []*Denial {
	if len(l.broken) > 0 {
		return nil
	}
	w := newWarden(g, l)
	var found []*Denial
	for _, e := range g.Edges {
		if d := w.judge(e); d != nil && !w.doubted[e.From.Place()] && !w.doubted[e.To.Place()] {
			d.Edge = e
			found = append(found, d)
		}
	}
	return append(found, g.refusals(l, w.doubted)...)
}

func newWarden(g *Graph, l *linker) *warden {
	w := &warden{
		g: g, l: l, admits: map[facts.Symbol][]facts.Ref{}, makes: map[facts.Symbol][]string{}, doubted: map[facts.Symbol]bool{}, holed: l.holed(),
		managed: map[facts.Symbol]bool{}, settled: map[facts.Symbol]bool{},
	}
	for _, r := range l.refs {
		if r.Rel == facts.RelAdmits {
			w.admits[r.From.Place()] = append(w.admits[r.From.Place()], r)
		}
		if r.Rel == facts.RelOpens {
			w.opens = append(w.opens, r)
		}
		if r.Unknown == facts.BuildFailed || r.Unknown == facts.ChartNotRendered {
			w.doubted[r.From.Place()] = true
		}
	}
	for _, d := range l.defs {
		if ns := namespaceOf(d.Symbol); d.By != "" && ns != "" && !isPattern(d.Symbol) {
			w.makes[d.By] = append(w.makes[d.By], ns)
		}
	}
	for id, n := range g.Nodes {
		if k := id.Kind(); len(n.Defs) == 0 || k != facts.Workload && k != facts.ObjectSymbol {
			continue
		}
		w.settled[spaceOf(id)] = true
		if !plain[id.Segment(2)] {
			w.managed[accountOf(id)] = true
		}
	}
	return w
}

// spaceOf is the namespace of an object.
func spaceOf(object facts.Symbol) facts.Symbol {
	return facts.New(facts.Namespace, object.Segment(0), object.Segment(1))
}

// plain are kinds whose objects bring no ServiceAccount of their own name.
// Objects of other kinds may be run by an operator that makes one.
var plain = map[string]bool{
	"ServiceAccount": true, "Deployment": true, "StatefulSet": true, "DaemonSet": true, "Job": true, "CronJob": true, "Pod": true,
	"Ingress": true, "Gateway": true, "HTTPRoute": true, "Service": true, "Secret": true, "ConfigMap": true, "ExternalSecret": true,
	"PushSecret": true, "VaultStaticSecret": true, "VaultDynamicSecret": true, "VaultPKISecret": true, "Certificate": true,
}

// accountOf is the ServiceAccount that has the name of an object.
func accountOf(object facts.Symbol) facts.Symbol {
	return facts.New(facts.ObjectSymbol, object.Segment(0), object.Segment(1), "ServiceAccount", object.Name())
}

// namespaceOf is the namespace segment of a symbol, or empty.
func namespaceOf(s facts.Symbol) string {
	switch s.Kind() {
	case facts.Secret, facts.ConfigMap, facts.Workload, facts.ObjectSymbol, facts.Template:
		return s.Segment(1)
	case facts.Store:
		if segments := s.Segments(); len(segments) == 4 {
			return segments[2]
		}
	}
	return ""
}

func (w *warden) judge(e *Edge) *Denial {
	switch {
	case e.Rel == facts.RelStore && e.State == Resolved:
		return w.entrance(e)
	case e.Rel == facts.RelRunsAs && e.From.Kind() == facts.Store:
		return w.account(e)
	case e.Rel == facts.RelConsumes && gateways[e.From.Segment(2)]:
		return w.grant(e)
	}
	return nil
}

// entrance judges whether a store or login lets in what refers to it.
func (w *warden) entrance(e *Edge) *Denial {
	place, defs := w.l.definitions(e.To.Place())
	if place.Segment(1) == "VaultConnection" {
		return w.review(e)
	}
	if len(defs) == 0 || slices.ContainsFunc(defs, func(d facts.Def) bool { return !d.Traits.Guarded }) {
		return nil
	}
	for _, ns := range w.spaces(e.From) {
		if !w.lets(place, ns) {
			guard := GuardLogin
			if place.Segment(1) == "ClusterSecretStore" {
				guard = GuardConditions
			}
			return &Denial{Guard: guard, Namespace: ns, Admitted: w.admitted(place)}
		}
	}
	return nil
}

// review judges a login that its server checks by calling the cluster back: a
// server that the cluster does not serve must be able to reach it.
func (w *warden) review(e *Edge) *Denial {
	_, defs := w.l.definitions(e.From.Place())
	if !slices.ContainsFunc(defs, func(d facts.Def) bool { return d.Traits.CallsBack }) {
		return nil
	}
	for _, t := range w.g.out[e.To.Place()] {
		if t.Rel == facts.RelContacts && outside(t.To.Name()) && len(w.l.live[t.To]) == 0 {
			return &Denial{Guard: GuardReview, Admitted: []string{t.To.Name()}}
		}
	}
	return nil
}

// outside reports whether a host is none of the cluster's own names, which are
// name.namespace with or without more.
func outside(host string) bool {
	_, _, inside := service(host)
	return !inside && strings.Count(host, ".") > 1
}

// spaces are the namespaces from which a thing refers: its own, or for one
// without those of what it makes.
func (w *warden) spaces(from facts.Symbol) []string {
	spaces := []string{namespaceOf(from)}
	if spaces[0] == "" {
		spaces = w.makes[from.Place()]
	}
	return slices.DeleteFunc(slices.Clone(spaces), func(ns string) bool { return ns == "" || dynamic(ns) })
}

// lets reports whether a guard may let in a namespace. One that goes by labels
// has named the namespaces whose manifests stand beside it; what it says of
// others is open.
func (w *warden) lets(guard facts.Symbol, namespace string) bool {
	return slices.ContainsFunc(w.admits[guard], func(r facts.Ref) bool {
		if r.Unknown == facts.OwnerNotLinked {
			return !w.described(r.To.Cluster(), namespace, r.At.Repo)
		}
		return r.Unknown != "" || glob(r.To.Segment(1), namespace)
	})
}

// described reports whether a repository holds the manifest of a namespace.
func (w *warden) described(cluster, namespace, repo string) bool {
	return slices.ContainsFunc(w.l.live[facts.New(facts.Namespace, cluster, namespace)], func(d facts.Def) bool {
		return d.Kind == facts.KindManifest && d.At.Repo == repo
	})
}

func (w *warden) admitted(guard facts.Symbol) []string {
	var names []string
	for _, r := range w.admits[guard] {
		if r.Unknown == "" {
			names = append(names, r.To.Segment(1))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// account judges whether the ServiceAccount exists that something logs in as.
// Every namespace has one called "default".
func (w *warden) account(e *Edge) *Denial {
	namespace, name := e.To.Segment(1), e.To.Name()
	beside := facts.SecretPlace(e.To.Segment(0), namespace, name)
	_, defs := w.l.definitions(e.To)
	switch {
	case len(defs) > 0 || w.holed || name == "default" || dynamic(namespace) || dynamic(name):
	case w.l.possibly(e.To, false) != "" || w.l.possibly(beside, false) != "" || w.l.extern(e.To) || w.l.unprovable(beside) != "":
	case w.managed[e.To.Place()] || !w.settled[spaceOf(e.To)]:
		// an operator may name an account after what it runs, and a namespace that
		// is filled elsewhere has the accounts of there
	default:
		e.Unlisted = hiddenAt(w.l.unlisted[e.To.Place()])
		return &Denial{Guard: GuardAccount, Namespace: namespace}
	}
	return nil
}

// holed reports whether a listed manifest does not exist: it may have defined
// whatever is missing, and is told itself.
func (l *linker) holed() bool {
	return slices.ContainsFunc(l.objects, func(o *facts.Object) bool {
		return slices.ContainsFunc(o.Marks, func(m facts.Mark) bool { return m.Kind == facts.MarkMissingFile })
	})
}

func hiddenAt(hidden []facts.Def) facts.Pos {
	if len(hidden) == 0 {
		return facts.Pos{}
	}
	return hidden[0].At
}

// gateways are the kinds that may read a Secret of another namespace only
// where a ReferenceGrant there says so.
var gateways = map[string]bool{"Gateway": true, "ListenerSet": true, "XListenerSet": true}

func (w *warden) grant(e *Edge) *Denial {
	from, to := namespaceOf(e.From), namespaceOf(e.To)
	reader := facts.New(facts.ObjectSymbol, e.From.Segments()...)
	granted := func(r facts.Ref) bool {
		lets := func(a facts.Ref) bool { return matches(a.To, reader) }
		return r.Unknown != "" || matches(r.To, e.To.Place()) && slices.ContainsFunc(w.admits[r.From.Place()], lets)
	}
	switch {
	case e.To.Kind() != facts.Secret || from == to || dynamic(from) || dynamic(to) || e.State != Resolved:
	case w.holed || w.l.possibly(facts.SecretPlace(e.To.Segment(0), to, "*"), false) != "" || w.l.unprovable(e.To) != "":
		// a chart in the Secret's namespace may bring the grant
	case slices.ContainsFunc(w.opens, granted):
	default:
		return &Denial{Guard: GuardGrant, Namespace: to}
	}
	return nil
}
