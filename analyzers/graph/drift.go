package graph

import (
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Drift is a host that something talks to and that should be another.
type Drift struct {
	Edge  *Edge
	Meant string // the host that agrees with the rest
	Why   Clue
	By    facts.Symbol // what names or serves the other host, where one thing does
}

// Clue is what says that two hosts should be one.
type Clue string

// The clues.
const (
	ClueTwin    Clue = "twin"    // another store of the same provider has nearly this host
	ClueServed  Clue = "served"  // the cluster serves nearly this host
	ClueService Clue = "service" // the Service exists, in another namespace
	ClueTenant  Clue = "tenant"  // the provider's regions share nothing
	ClueIssuer  Clue = "issuer"  // the cluster writes several issuers into its tokens as one text
)

// findDrifts lists the hosts of stores, connections and issuers that contradict
// what else is known of them.
func (g *Graph) findDrifts(l *linker) []*Drift {
	var talks []*Edge
	for _, e := range g.Edges {
		if e.Rel == facts.RelContacts && e.From.Kind() != facts.Origin && e.From.Kind() != facts.Workload && !dynamic(string(e.To)) {
			talks = append(talks, e)
		}
	}
	slices.SortStableFunc(talks, func(a, b *Edge) int { return facts.ComparePos(a.At, b.At) })
	served, odd := g.served(), odds(l, talks)
	left := l.left(talks)
	var found []*Drift
	for _, e := range talks {
		d := g.misspelt(l, e, served)
		if other := odd[e]; d == nil && other != nil {
			d = &Drift{Meant: other.To.Name(), Why: clue(e.To.Name()), By: other.From.Place()}
		}
		if other := left[e]; d == nil && other != nil {
			d = &Drift{Meant: other.To.Name(), Why: leftBy(e.To.Name(), other.To.Name()), By: other.From.Place()}
		}
		if d != nil {
			d.Edge = e
			found = append(found, d)
		}
	}
	return append(found, g.issuers(l)...)
}

// served are the hosts that Ingresses, routes and Services define, sorted.
func (g *Graph) served() []facts.Symbol {
	var hosts []facts.Symbol
	for id, n := range g.Nodes {
		if id.Kind() == facts.Host && len(n.Defs) > 0 {
			hosts = append(hosts, id)
		}
	}
	slices.Sort(hosts)
	return hosts
}

// misspelt compares a host that nothing here serves with those that are served.
func (g *Graph) misspelt(l *linker, e *Edge, served []facts.Symbol) *Drift {
	if n := g.Nodes[e.To.Place()]; n != nil && len(n.Defs) > 0 {
		return nil
	}
	host := e.To.Name()
	if name, namespace, ok := service(host); ok {
		return g.misplaced(l, e, name, namespace, served)
	}
	for _, other := range served {
		if alike(host, other.Name()) {
			return &Drift{Meant: other.Name(), Why: ClueServed, By: g.Nodes[other].Defs[0].By}
		}
	}
	return nil
}

// service takes the cluster's own name of a Service apart.
func service(host string) (name, namespace string, ok bool) {
	labels := strings.Split(host, ".")
	if len(labels) != 3 || labels[2] != "svc" {
		return "", "", false
	}
	return labels[0], labels[1], true
}

// misplaced looks for the Service that a name of the cluster means, unless a
// chart in that namespace may make it.
func (g *Graph) misplaced(l *linker, e *Edge, name, namespace string, served []facts.Symbol) *Drift {
	any := facts.SecretPlace(e.From.Cluster(), namespace, "*")
	if l.unprovable(any) != "" || l.possibly(any, false) != "" {
		return nil
	}
	for _, other := range served {
		if n, _, ok := service(other.Name()); ok && n == name {
			return &Drift{Meant: other.Name(), Why: ClueService, By: g.Nodes[other].Defs[0].By}
		}
	}
	return nil
}

// maxTwins bounds the hosts of one provider that are compared.
const maxTwins = 256

// odds are the stores whose host is nearly that of another store of the same
// provider and cluster, with that other one. Of two hosts the one that fewer
// name is the odd one; of equals, the later.
func odds(l *linker, talks []*Edge) map[*Edge]*Edge {
	type circle struct{ cluster, product string }
	hosts := map[circle][]*Edge{} // the first that names each host
	count := map[facts.Symbol]int{}
	first := map[*Edge]circle{}
	for _, e := range talks {
		c := circle{e.From.Cluster(), l.product(e.From)}
		if strings.HasSuffix(e.To.Name(), tenants) {
			c = circle{"", tenants} // whatever the cluster
		}
		if c.product == "" || e.To.Key() != "" {
			continue // no store, or a program, which must follow the stores: see left
		}
		count[e.To]++
		first[e] = c
		if len(hosts[c]) < maxTwins && !slices.ContainsFunc(hosts[c], func(o *Edge) bool { return o.To == e.To }) {
			hosts[c] = append(hosts[c], e)
		}
	}
	odd := map[*Edge]*Edge{}
	for e, c := range first {
		for _, o := range hosts[c] {
			later := count[e.To] == count[o.To] && facts.ComparePos(o.At, e.At) < 0
			if odd[e] == nil && rival(e.To.Name(), o.To.Name()) && (count[e.To] < count[o.To] || later) {
				odd[e] = o
			}
		}
	}
	return odd
}

// product names what is behind a store or connection.
func (l *linker) product(s facts.Symbol) string {
	switch b := l.backend(s); b.Kind() {
	case facts.KV:
		return "vault"
	case facts.Infisical:
		return "infisical"
	case facts.Backend:
		return b.Name()
	}
	return ""
}

// tenants is the domain of a provider whose hosts are regions: what is stored
// in one is not in the other.
const tenants = ".infisical.com"

func rival(a, b string) bool {
	return alike(a, b) || region(a) != region(b) && strings.HasSuffix(a, tenants) && strings.HasSuffix(b, tenants)
}

// region is a host by the name that its region had first.
func region(host string) string {
	if host == "us"+tenants {
		return "app" + tenants
	}
	return host
}

func clue(host string) Clue {
	if strings.HasSuffix(host, tenants) {
		return ClueTenant
	}
	return ClueTwin
}

// alike reports whether two hosts differ by a slip of the pen: in one label, by
// a letter or two. Short labels (regions, countries), numbers and a last letter
// tell machines apart on purpose.
func alike(a, b string) bool {
	if a == b || max(len(a), len(b))-min(len(a), len(b)) > 2 {
		return false
	}
	left, right := strings.Split(a, "."), strings.Split(b, ".")
	if len(left) != len(right) {
		return false
	}
	differing := ""
	for i := range left {
		if left[i] == right[i] {
			continue
		}
		if differing != "" || len(left[i]) < leastPart || len(right[i]) < leastPart {
			return false
		}
		differing = left[i]
		if !slip(left[i], right[i]) {
			return false
		}
	}
	return true
}

// slip reports whether one label is the other misspelt.
func slip(a, b string) bool {
	letters := func(s string) string { return strings.TrimRight(strings.Map(letter, s), "-") }
	if a[:len(a)-1] == b[:len(b)-1] || letters(a) == letters(b) && a != letters(a) {
		return false
	}
	return distance(a, b) <= 2
}

// letter leaves out digits.
func letter(r rune) rune {
	if r >= '0' && r <= '9' {
		return -1
	}
	return r
}
