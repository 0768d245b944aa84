package report

import (
	"io"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
	"github.com/tazzo/tazlint/analyzers/migration"
)

type jsonPlan struct {
	Format    int            `json:"format"`
	From      []string       `json:"from"`
	To        string         `json:"to"`
	Leaving   []string       `json:"leaving"`
	Done      bool           `json:"done"`
	Ready     bool           `json:"ready"`
	Verdict   string         `json:"verdict"`
	Layers    []jsonHeadline `json:"layers"`
	Counts    jsonCounts     `json:"counts"`
	Retired   []facts.Symbol `json:"retired"`
	Target    []facts.Symbol `json:"target"`
	Blockers  []jsonFault    `json:"blockers"`
	Waves     []jsonWave     `json:"waves"`
	Consumers []jsonConsumer `json:"consumers"`
	Secrets   []jsonValue    `json:"secrets"`
	Residue   []jsonUse      `json:"residue"`
	Coverage  *jsonCoverage  `json:"coverage"`
}

type jsonHeadline struct {
	Layer    migration.Layer `json:"layer"`
	Moved    int             `json:"moved"`
	Of       int             `json:"of"`
	Other    int             `json:"other"`
	Uses     int             `json:"uses"`
	Sentence string          `json:"sentence"`
}

type jsonCounts struct {
	Consumers  int            `json:"consumers"`
	NotMoved   int            `json:"notMoved"`
	Sides      map[string]int `json:"bySide"`
	Verdicts   map[string]int `json:"notMovedByVerdict"`
	Kinds      map[string]int `json:"byKind"`
	Stores     map[string]int `json:"byStore"`
	Repos      map[string]int `json:"byRepository"`
	Layers     map[string]int `json:"byLayer"`
	References map[string]int `json:"referencesByVerdict"`
	Secrets    map[string]int `json:"secretsByState"`
	Residue    map[string]int `json:"residueByRepository"`
	Waves      int            `json:"waves"`
}

type jsonFault struct {
	Kind     migration.FaultKind `json:"kind"`
	On       facts.Symbol        `json:"on"`
	Message  string              `json:"message"`
	Location jsonLocation        `json:"location"`
	Steps    []jsonNeed          `json:"steps"`
}

type jsonNeed struct {
	From     facts.Symbol `json:"from"`
	Relation facts.Rel    `json:"relation"`
	To       facts.Symbol `json:"to"`
	Location jsonLocation `json:"location"`
}

type jsonWave struct {
	Number    int            `json:"number"`
	Why       string         `json:"why"`
	Consumers []facts.Symbol `json:"consumers"`
}

type jsonConsumer struct {
	Symbol     facts.Symbol      `json:"symbol"`
	Name       string            `json:"name"`
	Kind       string            `json:"kind"`
	Layer      migration.Layer   `json:"layer"`
	Location   jsonLocation      `json:"location"`
	Side       migration.Side    `json:"side"`
	Verdict    migration.Verdict `json:"verdict"`
	Reasons    []jsonWhy         `json:"reasons"`
	Wave       int               `json:"wave"`
	Passages   []jsonPassage     `json:"passages"`
	References []jsonReference   `json:"references"`
	Writes     []facts.Symbol    `json:"writes"`
	Readers    []facts.Symbol    `json:"readers"`
	Features   []jsonFeature     `json:"features"`
	Shape      *jsonShape        `json:"shape"`
}

type jsonWhy struct {
	Code     migration.Code    `json:"code"`
	Verdict  migration.Verdict `json:"verdict"`
	Message  string            `json:"message"`
	Location jsonLocation      `json:"location"`
}

type jsonPassage struct {
	Location jsonLocation `json:"location"`
	Store    facts.Symbol `json:"store"`
	To       facts.Symbol `json:"to"`
}

type jsonReference struct {
	Location    jsonLocation      `json:"location"`
	Remote      facts.Symbol      `json:"remote"`
	Address     facts.Symbol      `json:"address"`
	Receives    []facts.Symbol    `json:"receives"`
	Destination *jsonDestination  `json:"destination"`
	Verdict     migration.Verdict `json:"verdict"`
	Reasons     []jsonWhy         `json:"reasons"`
}

type jsonDestination struct {
	Store    facts.Symbol       `json:"store"`
	Key      string             `json:"key"`
	Property string             `json:"property"`
	By       migration.Evidence `json:"by"`
}

type jsonFeature struct {
	Feature  facts.Feature `json:"feature"`
	Entry    string        `json:"entry"`
	Location jsonLocation  `json:"location"`
}

type jsonShape struct {
	Operator string `json:"operator"`
	Why      string `json:"why"`
}

type jsonValue struct {
	Name    string          `json:"name"`
	State   migration.State `json:"state"`
	Legacy  facts.Symbol    `json:"legacy"`
	Target  facts.Symbol    `json:"target"`
	Held    jsonHeld        `json:"held"`
	Sources []facts.Symbol  `json:"sources"`
	Readers []jsonReader    `json:"readers"`
}

type jsonHeld struct {
	Legacy bool `json:"legacy"`
	Target bool `json:"target"`
}

type jsonReader struct {
	Symbol   facts.Symbol `json:"symbol"`
	Via      facts.Symbol `json:"via"`
	Location jsonLocation `json:"location"`
}

type jsonUse struct {
	Symbol   facts.Symbol    `json:"symbol"`
	Layer    migration.Layer `json:"layer"`
	What     string          `json:"what"`
	Location jsonLocation    `json:"location"`
}

func writePlanJSON(w io.Writer, p *migration.Plan) error {
	t := newTeller(p)
	doc := jsonPlan{
		Format: jsonFormat, From: nonNil(p.Move.From), To: p.Move.To, Leaving: nonNil(p.Products), Done: p.Done(), Ready: t.ready(), Verdict: t.verdict(),
		Layers: convert(p.Headlines(), func(h migration.Headline) jsonHeadline {
			return jsonHeadline{h.Layer, h.Moved, h.Of, h.Other, h.Uses, h.String()}
		}),
		Counts: jsonCountsOf(t.counts), Retired: nonNil(p.Retired), Target: nonNil(p.Target),
		Blockers:  convert(p.Blockers, jsonFaultOf),
		Waves:     convert(p.Waves, func(w migration.Wave) jsonWave { return jsonWave{w.Number, w.Why, nonNil(w.Consumers)} }),
		Consumers: convert(p.Consumers, jsonConsumerOf),
		Secrets:   convert(p.Values, jsonValueOf),
		Residue: convert(p.Uses(), func(r migration.Residue) jsonUse {
			return jsonUse{r.Symbol, p.Layer(r), r.What, locationOf(r.At)}
		}),
	}
	if p.Graph != nil {
		covered := jsonCoverageOf(&Report{Coverage: Cover(p.Graph)})
		doc.Coverage = &covered
	}
	return encodeJSON(w, doc)
}

func jsonCountsOf(c migration.Counts) jsonCounts {
	return jsonCounts{
		Consumers: c.Consumers, NotMoved: c.Leaving, Waves: c.Waves,
		Sides: byName(c.Sides), Verdicts: byName(c.Verdicts), Kinds: byName(c.Kinds), Stores: byName(c.Stores), Repos: byName(c.Repos), Layers: byName(c.Layers),
		References: byName(c.References), Secrets: byName(c.Values), Residue: byName(c.Residue),
	}
}

func byName(tallies []migration.Tally) map[string]int {
	n := map[string]int{}
	for _, t := range tallies {
		n[t.Name] = t.N
	}
	return n
}

func jsonFaultOf(f migration.Fault) jsonFault {
	return jsonFault{f.Kind, f.On, f.Text, locationOf(f.At), convert(f.Steps, func(e *graph.Edge) jsonNeed {
		return jsonNeed{e.From, e.Rel, e.To, locationOf(e.At)}
	})}
}

func jsonConsumerOf(c *migration.Consumer) jsonConsumer {
	doc := jsonConsumer{
		Symbol: c.Symbol, Name: named(c.Symbol), Kind: c.Kind(), Layer: migration.LayerOf(c.Symbol), Location: locationOf(c.At),
		Side: c.Side, Verdict: c.Verdict, Reasons: convert(c.Reasons, jsonWhyOf), Wave: c.Wave,
		Passages:   convert(c.Passages, func(p migration.Passage) jsonPassage { return jsonPassage{locationOf(p.At), p.Store, p.To} }),
		References: convert(c.References, jsonReferenceOf), Writes: nonNil(c.Writes), Readers: nonNil(c.Readers),
		Features: convert(c.Features, func(t migration.Trait) jsonFeature { return jsonFeature{t.Feature, t.Entry, locationOf(t.At)} }),
	}
	if c.Shape.Operator != "" {
		doc.Shape = &jsonShape{string(c.Shape.Operator), c.Shape.Why}
	}
	return doc
}

func jsonReferenceOf(r *migration.Reference) jsonReference {
	doc := jsonReference{
		Location: locationOf(r.At), Remote: r.Remote, Address: r.Address, Receives: nonNil(r.Receives), Verdict: r.Verdict, Reasons: convert(r.Reasons, jsonWhyOf),
	}
	if r.To.Store != "" {
		doc.Destination = &jsonDestination{r.To.Store, r.To.Key, r.To.Property, r.To.By}
	}
	return doc
}

func jsonWhyOf(r migration.Reason) jsonWhy {
	return jsonWhy{r.Code, r.Verdict, r.Text, locationOf(r.At)}
}

func jsonValueOf(v migration.Value) jsonValue {
	return jsonValue{
		Name: v.Name, State: v.State, Legacy: v.Legacy, Target: v.Target, Held: jsonHeld{v.Held.Legacy, v.Held.Target}, Sources: nonNil(v.Sources),
		Readers: convert(v.Readers, func(r migration.Reader) jsonReader { return jsonReader{r.Symbol, r.Via, locationOf(r.At)} }),
	}
}
