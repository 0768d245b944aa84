package migration

import (
	"cmp"
	"fmt"
	"path"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// pair is the products at both ends.
type pair struct{ from, to string }

// judge gives each consumer that moves, and each of its references, what the
// table says of their circumstances. What the table does not know is told.
func (p *Plan) judge(e *ends) {
	taken := p.taken()
	for _, c := range p.Consumers {
		if !c.moves() {
			continue
		}
		for _, r := range c.References {
			if r.To.Store == "" || !e.defines(r.To.Store) {
				continue
			}
			between := pair{e.product(storeOf(r.Remote)), e.product(r.To.Store)}
			for _, s := range c.circumstances(r, p.Move, rivals(taken[r.To.Remote()], r.origin())) {
				r.Reasons = append(r.Reasons, between.judge(s, r.At)...)
			}
			c.settle(r)
			r.Reasons = distinct(r.Reasons)
		}
		for _, between := range c.pairs(e) {
			for _, s := range c.ownCircumstances() {
				c.Reasons = append(c.Reasons, between.judge(s, c.At)...)
			}
		}
		if c.silent() {
			c.Reasons = append(c.Reasons, Reason{NotRead, Unproven, "what it asks for could not be read", c.At})
		}
		c.Reasons = distinct(c.Reasons)
		c.Verdict = worse(c.Verdict, Mechanical) // the name of its store changes
	}
}

// judge looks one circumstance up, for what stands at a place.
func (b pair) judge(s seen, at facts.Pos) []Reason {
	if titles[b.from] == "" || titles[b.to] == "" {
		return []Reason{{UnknownPair, Unproven, "it is not known what changes between " + b.name(), at}}
	}
	r := judgement(s.when, b.from, b.to)
	if r == nil {
		return []Reason{{UnknownPair, Unproven, "it is not known what becomes of " + string(s.when) + " between " + b.name(), s.at}}
	}
	if r.text == "" {
		return nil
	}
	return []Reason{{r.code, r.verdict, r.word(b.from, b.to, s.entry), s.at}}
}

func (b pair) name() string {
	title := func(product string) string { return cmp.Or(titles[product], product, "a store of an unknown product") }
	return title(b.from) + " and " + title(b.to)
}

// defines reports whether something defines a store; that nothing does is told
// by the trial.
func (e *ends) defines(store facts.Symbol) bool {
	return slices.ContainsFunc(e.to, func(n *graph.Node) bool { return same(n.ID, store) && len(n.Defs) > 0 })
}

// product is what a store is an installation of, empty where nobody says.
func (e *ends) product(store facts.Symbol) string {
	switch store.Segment(1) {
	case "VaultAuth", "VaultAuthGlobal", "HCPAuth":
		return "vso"
	case "InfisicalAuth":
		return "infisical"
	}
	for _, n := range e.stores {
		if same(n.ID, store) && n.Backend != "" {
			return n.Backend.Product()
		}
	}
	return ""
}

func storeOf(remote facts.Symbol) facts.Symbol {
	store, _, _ := remote.RemoteParts()
	return store
}

// pairs are the products between which a consumer moves, sorted.
func (c *Consumer) pairs(e *ends) []pair {
	var all []pair
	for _, passage := range c.Passages {
		if passage.To != "" && e.defines(passage.To) {
			all = appendNew(all, pair{e.product(passage.Store), e.product(passage.To)})
		}
	}
	slices.SortFunc(all, func(a, b pair) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return all
}

// origin is the secret that a reference asks for, whichever field it takes:
// one field that goes where another does is judged by its address.
func (r *Reference) origin() facts.Symbol {
	if r.Address.Kind() == facts.Infisical {
		return r.Address
	}
	return r.Address.Place()
}

// spell names a secret as whoever asks for it does.
func spell(origin facts.Symbol) string {
	name := origin.Path()
	switch origin.Kind() {
	case facts.Infisical:
		return path.Join("/", name, origin.Key())
	case facts.Remote:
		_, name, _ = origin.RemoteParts()
	}
	return name
}

// taken are the secrets that go to each destination.
func (p *Plan) taken() map[facts.Symbol]map[facts.Symbol]bool {
	taken := map[facts.Symbol]map[facts.Symbol]bool{}
	for _, c := range p.Consumers {
		for _, r := range c.References {
			to := r.To.Remote()
			if taken[to] == nil {
				taken[to] = map[facts.Symbol]bool{}
			}
			taken[to][r.origin()] = true
		}
	}
	return taken
}

// maxNamed bounds what a sentence lists.
const maxNamed = 8

// rivals names others of those that go to one place, the first by name.
func rivals(all map[facts.Symbol]bool, one facts.Symbol) []string {
	if len(all) < 2 {
		return nil
	}
	var others []string
	for s := range all {
		if s != one && len(all) <= maxNamed {
			others = append(others, spell(s))
		}
	}
	if len(others) == 0 {
		return []string{fmt.Sprintf("%d other secrets", len(all)-1)}
	}
	slices.Sort(others)
	return slices.Compact(others)
}

// ofEntries are the features that belong to one entry of a consumer.
var ofEntries = map[facts.Feature]bool{
	facts.FeatureExtract: true, facts.FeatureFindName: true, facts.FeatureFindPath: true, facts.FeatureFindTags: true,
	facts.FeatureRewrite: true, facts.FeatureDecoding: true, facts.FeatureConversion: true, facts.FeatureNullBytes: true,
	facts.FeatureVersion: true, facts.FeatureMetadata: true, facts.FeatureParse: true, facts.FeaturePush: true,
}

// searches reports whether a trait names no single secret.
func (t Trait) searches() bool {
	switch t.Feature {
	case facts.FeatureFindName, facts.FeatureFindPath, facts.FeatureFindTags:
		return true
	}
	return false
}

// indexTraits prepares traitsOf.
func (c *Consumer) indexTraits() {
	c.byEntry, c.byPlace = map[string][]Trait{}, map[facts.Pos][]Trait{}
	for _, t := range c.Features {
		if ofEntries[t.Feature] {
			c.byEntry[t.Entry] = append(c.byEntry[t.Entry], t)
			c.byPlace[t.At] = append(c.byPlace[t.At], t)
		}
	}
}

// traitsOf are the features of the entry that a reference stands in: the one
// that fills the key which receives it, or that begins at the same text.
func (c *Consumer) traitsOf(r *Reference) []Trait {
	if c.byEntry == nil {
		c.indexTraits()
	}
	var entries []string
	for _, s := range r.Receives {
		if s.Key() != "" {
			entries = appendNew(entries, s.Key())
		}
	}
	for _, t := range c.byPlace[r.At] {
		entries = appendNew(entries, t.Entry)
	}
	var all []Trait
	for _, entry := range entries {
		all = append(all, c.byEntry[entry]...)
	}
	return all
}

// settle takes the destination from what has none of its own: a search asks for
// many secrets, unless an entry of the map names it, and what reads only is told
// nothing to write.
func (c *Consumer) settle(r *Reference) {
	nowhere := func(t Trait) bool {
		return t.searches() || t.Feature == facts.FeaturePush && isLogin(r.To.Store)
	}
	if !slices.ContainsFunc(c.traitsOf(r), nowhere) {
		return
	}
	if r.To.By != ByMap {
		r.To = Destination{Store: r.To.Store}
	}
	r.Reasons = slices.DeleteFunc(r.Reasons, func(reason Reason) bool {
		return reason.Code == NoDestination || reason.Code == ManyPlaces || reason.Code == NoInventory || reason.Code == NotInInventory
	})
}

// distinct drops repetitions.
func distinct(reasons []Reason) []Reason {
	known := map[Reason]bool{}
	return slices.DeleteFunc(reasons, func(r Reason) bool {
		again := known[r]
		known[r] = true
		return again
	})
}
