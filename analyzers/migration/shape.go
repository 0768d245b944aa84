package migration

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// form is what decides which operator suits a consumer.
type form struct {
	c        *Consumer
	early    string         // what needs it before operators run
	copies   []facts.Symbol // Secrets of the same name and origin in other namespaces
	leaves   []leaf         // entries it reads, each once, sorted
	at       map[string]int // of leaves, while they are gathered
	searches bool
	renamed  []string      // keys it makes that no field has, sorted
	named    []*graph.Edge // by which readers name one of these
	whole    []*graph.Edge // by which readers take all keys
}

// leaf is one entry that a consumer reads.
type leaf struct {
	entry  string
	fields []string // that it takes one by one
	whole  bool     // it takes all
}

// shapes are the kinds of consumers with what suits them. The first that fits
// decides.
var shapes = []struct {
	operator Operator
	fits     func(*form) bool
	why      string // {n} entries: {entries}; {early}, {copies}, {keys}, {features}
}{
	{Directly, func(f *form) bool { return f.early != "" }, "{early}, so it must be there before any operator is: what builds the cluster hands it over"},
	{VaultSecrets, (*form).vaults, "the Vault Secrets Operator delivers it already"},
	{VaultSecrets, isKind("VaultDynamicSecret"), "a lease of an engine: a VaultDynamicSecret renews it"},
	{VaultSecrets, isKind("VaultPKISecret"), "a certificate: a VaultPKISecret renews it"},
	{VaultSecrets, func(f *form) bool { return f.has(facts.FeatureLease) }, "a lease of an engine: a VaultDynamicSecret renews it"},
	{ExternalSecrets, func(f *form) bool { return f.has(facts.FeaturePush) }, "it writes remote secrets, which only External Secrets does"},
	{ExternalSecrets, func(f *form) bool { return f.has(facts.FeatureMerge) }, "it adds to a Secret of another writer, all of which the Vault Secrets Operator would replace"},
	{Mirrored, func(f *form) bool { return len(f.copies) > 0 && len(f.leaves) > 1 }, "the same Secret is made in {copies} too: one producer and a mirror would do, and with {n} entries ({entries}) the producer stays with External Secrets"},
	{Mirrored, func(f *form) bool { return len(f.copies) > 0 }, "the same Secret is made in {copies} too: one producer and a mirror would do"},
	{ExternalSecrets, func(f *form) bool { return f.searches || f.has(facts.FeatureGenerator) }, "it takes what a search or a generator gives ({features})"},
	{ExternalSecrets, func(f *form) bool { return len(f.leaves) > 1 && f.certificate() }, "it reads {n} entries ({entries}), and a VaultStaticSecret reads one; a certificate that Vault may issue could be a VaultPKISecret"},
	{ExternalSecrets, func(f *form) bool { return len(f.leaves) > 1 }, "it reads {n} entries ({entries}), and a VaultStaticSecret reads one"},
	{ExternalSecrets, func(f *form) bool { return f.has(facts.FeatureFunction) }, "its templates call what the Vault Secrets Operator does not have ({features})"},
	{ExternalSecrets, func(f *form) bool { return f.has(facts.FeatureTemplate) || f.has(facts.FeatureTemplateRef) }, "it renders a configuration"},
	{VaultSecrets, func(f *form) bool { return len(f.leaves) == 1 && len(f.named)+len(f.whole) > 0 }, "it reads one entry ({entries}), and a template keeps the names that are read: {keys}"},
	{VaultSecrets, func(f *form) bool { return len(f.leaves) == 1 }, "it reads one entry ({entries}), and no reader minds what its keys are called"},
}

func isKind(kind string) func(*form) bool {
	return func(f *form) bool { return f.c.Symbol.Kind() == facts.ObjectSymbol && f.c.Symbol.Segment(2) == kind }
}

// has reports whether the consumer makes use of a feature.
func (f *form) has(feature facts.Feature) bool {
	return slices.ContainsFunc(f.c.Features, func(t Trait) bool { return t.Feature == feature })
}

// vaults reports whether the Vault Secrets Operator delivers it already.
func (f *form) vaults() bool { return isKind("VaultStaticSecret")(f) }

// certificate reports whether the Secret holds a certificate and its key.
func (f *form) certificate() bool {
	made := map[string]bool{}
	for _, r := range f.c.References {
		for _, s := range r.Receives {
			made[s.Key()] = true
		}
	}
	return made["tls.crt"] && made["tls.key"]
}

// advise says which operator suits each consumer at either end of the move.
func (p *Plan) advise(e *ends, o *order) {
	twins := p.twins()
	k := newKeeping(e.g)
	for _, c := range p.Consumers {
		if c.Side == SideOther || c.Symbol.Kind() != facts.ObjectSymbol && c.Symbol.Kind() != facts.Workload {
			continue
		}
		f := e.form(c, o, twins)
		for _, s := range shapes {
			if s.fits(f) {
				c.Shape = Shape{Operator: s.operator, Why: f.word(s.why), Notes: f.notes(k)}
				break
			}
		}
		if c.toLogin() {
			c.convert(f)
		}
	}
}

// twins are consumers by what they read and by the name of what they write.
func (p *Plan) twins() map[string][]*Consumer {
	twins := map[string][]*Consumer{}
	for _, c := range p.Consumers {
		if c.Side == SideOther {
			continue
		}
		for _, key := range c.twinKeys() {
			twins[key] = append(twins[key], c)
		}
	}
	return twins
}

func (c *Consumer) twinKeys() []string {
	var read []string
	for _, r := range c.References {
		read = appendNew(read, string(r.Address))
	}
	if len(read) == 0 {
		return nil
	}
	slices.Sort(read)
	var keys []string
	for _, s := range c.Writes {
		if s.Kind() == facts.Secret {
			keys = appendNew(keys, s.Cluster()+"\n"+s.Name()+"\n"+strings.Join(read, "\n"))
		}
	}
	return keys
}

func (e *ends) form(c *Consumer, o *order, twins map[string][]*Consumer) *form {
	f := &form{c: c, early: o.carries(c), copies: c.copies(twins), at: map[string]int{}}
	for _, r := range c.References {
		f.searches = f.searches || slices.ContainsFunc(c.traitsOf(r), Trait.searches)
		f.read(r)
	}
	slices.SortFunc(f.leaves, func(a, b leaf) int { return strings.Compare(a.entry, b.entry) })
	f.findReaders(e.g)
	return f
}

// copies are the first of the Secrets that the twins of a consumer write, sorted.
func (c *Consumer) copies(twins map[string][]*Consumer) []facts.Symbol {
	var found []facts.Symbol
	for _, key := range c.twinKeys() {
		for _, twin := range twins[key] {
			for _, s := range twin.Writes {
				if s.Kind() == facts.Secret && !slices.Contains(c.Writes, s) {
					found = appendNew(found, s)
				}
				if len(found) == maxNamed {
					return found
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// read adds the entry that a reference reads, where it will be after the move
// if anybody says so.
func (f *form) read(r *Reference) {
	_, _, property := r.Remote.RemoteParts()
	entry, field := r.Address.Path(), r.Address.Key()
	switch {
	case r.To.By == ByAddress || r.To.Key == "" && r.Address.Kind() == facts.KV:
	case r.To.Key != "":
		entry, field = r.To.Key, r.To.Property
	case r.Address.Kind() == facts.Infisical: // one value is one secret
		entry, field = strings.TrimPrefix(entry+"/"+field, "/"), ""
	}
	i, known := f.at[entry]
	if !known {
		i, f.leaves = len(f.leaves), append(f.leaves, leaf{entry: entry})
		f.at[entry] = i
	}
	switch {
	case slices.ContainsFunc(f.c.traitsOf(r), func(t Trait) bool { return t.Feature == facts.FeatureExtract }):
		f.leaves[i].whole = true
	case slices.ContainsFunc(r.Reasons, func(reason Reason) bool { return reason.Code == OtherShape }) && property != "":
		f.leaves[i].fields = appendNew(f.leaves[i].fields, property)
	case field != "":
		f.leaves[i].fields = appendNew(f.leaves[i].fields, field)
	}
}

// findReaders looks for whoever reads keys that no field of the entry has.
func (f *form) findReaders(g *graph.Graph) {
	if len(f.leaves) != 1 {
		return
	}
	renamed := f.findRenamed(g)
	if len(renamed) == 0 {
		return
	}
	f.renamed = slices.Sorted(maps.Keys(renamed))
	for _, place := range f.c.Writes {
		for _, e := range g.In(place) {
			switch {
			case place.Kind() != facts.Secret || !reading[e.Rel] || !runs[e.From.Kind()] || e.From.Place() == f.c.Symbol:
			case e.To.Key() == "":
				f.whole = append(f.whole, e)
			case renamed[e.To.Key()]:
				f.named = append(f.named, e)
			}
		}
	}
}

// runs are the kinds of things that read a Secret, rather than be made of it.
var runs = map[facts.SymbolKind]bool{
	facts.Workload: true, facts.ObjectSymbol: true, facts.Store: true, facts.Origin: true, facts.Unit: true, facts.Script: true, facts.Terraform: true,
}

// findRenamed are the keys that are no fields of the one entry: of an entry that
// is taken as a whole those that templates make.
func (f *form) findRenamed(g *graph.Graph) map[string]bool {
	renamed := map[string]bool{}
	if f.leaves[0].whole {
		for _, t := range f.c.Features {
			if t.Feature == facts.FeatureRename || t.Feature == facts.FeatureTemplate {
				renamed[t.Entry] = true
			}
		}
		return renamed
	}
	if len(f.leaves[0].fields) == 0 {
		return nil
	}
	for _, place := range f.c.Writes {
		if n := g.Nodes[place]; n != nil && place.Kind() == facts.Secret {
			for _, key := range n.Keys.Names {
				renamed[key] = true
			}
		}
	}
	for _, field := range f.leaves[0].fields {
		delete(renamed, field)
	}
	return renamed
}

// word fills in what a shape tells.
func (f *form) word(why string) string {
	var entries, copies, features []string
	for _, l := range f.leaves {
		entries = append(entries, l.entry)
	}
	for _, s := range f.copies {
		copies = appendNew(copies, s.Segment(1))
	}
	for _, t := range f.c.Features {
		if t.searches() || t.Feature == facts.FeatureGenerator {
			features = appendNew(features, string(t.Feature))
		} else if t.Feature == facts.FeatureFunction {
			features = appendNew(features, t.Entry)
		}
	}
	return strings.NewReplacer("{n}", fmt.Sprint(len(f.leaves)), "{entries}", strings.Join(entries, ", "), "{early}", f.early,
		"{copies}", strings.Join(copies, ", "), "{keys}", strings.Join(f.renamed, ", "), "{features}", strings.Join(features, ", ")).Replace(why)
}

// The codes of what a shape notes.
const (
	KeyRename  Code = "key-rename" // a reader names a key that the entry has no field of
	Restarting Code = "restart"    // a reader must be restarted when the value is renewed
	Account    Code = "account"    // a login needs something in the consumer's namespace
	MultiPath  Code = "multi-path" // several entries, where one can be read
)

// keeping is what a graph says of renewed values and of logins.
type keeping struct {
	g      *graph.Graph
	stale  map[facts.Symbol][]*graph.Edge // by a Secret: through which readers keep an old value of it
	logins []*graph.Mark                  // what logins look for where they are used
}

func newKeeping(g *graph.Graph) *keeping {
	k := &keeping{g: g, stale: map[facts.Symbol][]*graph.Edge{}}
	for _, s := range g.Stale {
		k.stale[s.Edge.To.Place()] = append(k.stale[s.Edge.To.Place()], s.Edge)
	}
	for _, m := range g.Marks {
		if m.Kind == facts.MarkFeature && isLogin(m.On.Place()) {
			k.logins = append(k.logins, m)
		}
	}
	return k
}

// notes list what to look at before another operator delivers the secret.
func (f *form) notes(k *keeping) []Reason {
	var all []Reason
	for _, e := range f.named {
		text := fmt.Sprintf("%s reads the key %s: a template must make it, or another is named here", e.From.Place().Title(), e.To.Key())
		all = append(all, Reason{KeyRename, Reshape, text, e.At})
	}
	for _, e := range f.whole {
		text := fmt.Sprintf("%s takes all keys: templates must make %s", e.From.Place().Title(), strings.Join(f.renamed, ", "))
		all = append(all, Reason{KeyRename, Reshape, text, e.At})
	}
	for _, place := range f.c.Writes {
		for _, e := range k.stale[place] {
			text := "nothing restarts " + e.From.Place().Title() + " when the value is renewed: name it in rolloutRestartTargets"
			all = append(all, Reason{Restarting, Reshape, text, e.At})
		}
	}
	return append(distinct(all), k.missing(f.c)...)
}
