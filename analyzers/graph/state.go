package graph

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Keep is a resource, data source or output of Terraform with which secrets end
// in its state as plain text.
type Keep struct {
	ID      string
	Thing   facts.Symbol
	At      facts.Pos
	Edge    *Edge          // the first reference that brings one; nil where the thing makes it itself
	Parts   []string       // arguments and results that hold a secret, sorted
	Sources []facts.Symbol // where the secrets come from, sorted
	Homes   []Home         // whose state it is, sorted
	Copies  []facts.Symbol // things of the same state that hold what it makes
}

// Home is the state that a module is kept in.
type Home struct {
	Owner   facts.Symbol // a layer or a root module
	Backend facts.Symbol
}

// publicName matches names of what everybody may read although it stands beside
// secrets: certificates and public keys.
var (
	publicName = regexp.MustCompile(`(?i)(^|[^a-z])(ca|pub|public|crt|certs?|certificates?|fingerprint)([^a-z]|$)`)
	keyName    = regexp.MustCompile(`(?i)private|(^|[^a-z])key([^a-z]|$)|token|password|secret`)
	publicKey  = regexp.MustCompile(`(?i)(^|[^a-z])pub(lic)?_?-?key`)
)

// named are the kinds of address whose name tells what they hold.
var named = map[string]bool{"var": true, "local": true, "output": true, "inputs": true}

// public reports whether the name of a place, or of its entry, says that it
// holds nothing secret.
func public(s facts.Symbol) bool {
	names := []string{s.Key()[strings.LastIndexByte(s.Key(), '.')+1:]}
	switch s.Kind() {
	case facts.Terraform:
		if kind, name, _ := strings.Cut(s.Name(), "."); named[kind] {
			names = append(names, name)
		}
	case facts.VaultFile, facts.KV, facts.EnvVar:
		names = append(names, s.Name())
	}
	return slices.ContainsFunc(names, func(name string) bool {
		return publicKey.MatchString(name) || publicName.MatchString(name) && !keyName.MatchString(name)
	})
}

// findKept lists what keeps secrets in the state of Terraform.
func (g *Graph) findKept() []*Keep {
	f := &flowBack{g: g, known: map[facts.Symbol][]facts.Symbol{}, open: map[facts.Symbol]bool{}}
	var found []*Keep
	for _, id := range slices.Sorted(maps.Keys(g.Nodes)) {
		n := g.Nodes[id]
		if id.Kind() == facts.Terraform && slices.ContainsFunc(n.Defs, func(d facts.Def) bool { return d.Traits.Persisted }) {
			if k := f.kept(n); k != nil {
				found = append(found, k)
			}
		}
	}
	return g.folded(found)
}

// flowBack follows values back to the secrets they are made of.
type flowBack struct {
	g     *Graph
	known map[facts.Symbol][]facts.Symbol
	open  map[facts.Symbol]bool
}

func (f *flowBack) kept(n *Node) *Keep {
	k := &Keep{ID: "keep|" + string(n.ID), Thing: n.ID, At: n.At}
	for _, e := range byPlace(f.g.out[n.ID]) {
		if e.Rel != facts.RelDerives || e.State == Undefined || public(e.From) || f.g.composes(e) {
			continue
		}
		if sources := f.through(e, e.To); len(sources) > 0 {
			k.add(e.From.Key(), sources...)
			if k.Edge == nil {
				k.Edge, k.At = e, e.At
			}
		}
	}
	for _, d := range n.Defs {
		if k.Edge == nil && d.Traits.Persisted && d.Traits.Sensitive && !public(d.Symbol) {
			k.add(d.Symbol.Key(), d.Symbol)
		}
	}
	if len(k.Sources) == 0 {
		return nil
	}
	k.Homes = f.g.homes(n.ID)
	return k
}

// composes reports whether an edge only joins a result with the argument of
// the same resource.
func (g *Graph) composes(e *Edge) bool { return e.From.Place() == e.To.Place() }

func (k *Keep) add(part string, sources ...facts.Symbol) {
	if part != "" && !slices.Contains(k.Parts, part) {
		k.Parts = append(k.Parts, part)
		slices.Sort(k.Parts)
	}
	for _, s := range sources {
		if !slices.Contains(k.Sources, s) {
			k.Sources = append(k.Sources, s)
			slices.Sort(k.Sources)
		}
	}
}

// through are the secrets at the far end of an edge, unless a name on the way
// says that it is public.
func (f *flowBack) through(e *Edge, to facts.Symbol) []facts.Symbol {
	if public(to) || e.State == Unknown && e.Reason == facts.RemoteSource {
		return nil
	}
	return f.secrets(to)
}

// secrets are the first places, seen from where a secret rests, that a place's
// value comes from; the place itself where nothing is before it.
func (f *flowBack) secrets(s facts.Symbol) []facts.Symbol {
	if rests(s.Kind()) || f.g.encrypted(s) {
		return []facts.Symbol{s}
	}
	if found, done := f.known[s]; done {
		return found
	}
	if f.open[s] || len(f.open) > maxAhead {
		return nil
	}
	f.open[s] = true
	var found []facts.Symbol
	for _, e := range f.g.out[s.Place()] {
		if e.Rel != facts.RelDerives || e.State == Undefined || !flows(e.From, s) {
			continue
		}
		for _, source := range f.through(e, carried(s, e)) {
			if !slices.Contains(found, source) && len(found) < maxMakers {
				found = append(found, source)
			}
		}
	}
	if len(found) == 0 && f.g.sensitive(s) {
		found = []facts.Symbol{s}
	}
	delete(f.open, s)
	f.known[s] = found
	return found
}

// rests reports whether places of a kind hold nothing but secrets.
func rests(k facts.SymbolKind) bool {
	switch k {
	case facts.VaultFile, facts.KV, facts.Infisical, facts.Backend, facts.Secret:
		return true
	}
	return false
}

// encrypted reports whether a place is only readable once it is decrypted.
func (g *Graph) encrypted(s facts.Symbol) bool {
	n := g.Nodes[s.Place()]
	return n != nil && slices.ContainsFunc(n.Defs, func(d facts.Def) bool { return d.Traits.Encrypted })
}

// flows reports whether what goes into one part of a place is in another: a
// part is in the whole, and the whole in each part. Parts of a part stand behind
// a dot.
func flows(into, asked facts.Symbol) bool {
	return into == asked || into.Key() == "" || asked.Key() == "" || strings.HasPrefix(asked.Key(), into.Key()+".") || strings.HasPrefix(into.Key(), asked.Key()+".")
}

// carried is the far end of an edge with the entry that is asked for: a variable
// has the entries of the object it is given.
func carried(asked facts.Symbol, e *Edge) facts.Symbol {
	if e.From.Key() == "" && e.To.Key() == "" && e.To.Kind() == facts.Terraform && passesWhole(e.From) {
		return e.To.WithKey(asked.Key())
	}
	return e.To
}

// passesWhole reports whether a place takes over a value as it is: variables
// and the inputs of layers.
func passesWhole(s facts.Symbol) bool {
	return strings.HasPrefix(s.Name(), "var.") || strings.HasPrefix(s.Name(), "inputs.")
}

// sensitive reports whether a definition of the very place, or of the whole,
// says that it is a secret.
func (g *Graph) sensitive(s facts.Symbol) bool {
	n := g.Nodes[s.Place()]
	return n != nil && slices.ContainsFunc(n.Defs, func(d facts.Def) bool { return d.Traits.Sensitive && flows(d.Symbol, s) })
}

// homes are the states that the module of a thing is kept in.
func (g *Graph) homes(thing facts.Symbol) []Home {
	segments := thing.Segments()
	module := facts.New(facts.Terraform, ".")
	if len(segments) > 1 {
		module = facts.New(facts.Terraform, segments[:len(segments)-1]...)
	}
	var homes []Home
	for _, owner := range append([]facts.Symbol{module}, g.keptIn(module)...) {
		for _, backend := range g.keptIn(owner) {
			if backend.Kind() == facts.Backend {
				homes = append(homes, Home{owner, backend})
			}
		}
	}
	return homes
}

func (g *Graph) keptIn(s facts.Symbol) []facts.Symbol {
	var found []facts.Symbol
	for _, e := range g.out[s] {
		if e.Rel == facts.RelKept {
			found = append(found, e.To)
		}
	}
	return found
}
