package migration

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/graph"
)

// Difference is something that changed files say and should not say, or that
// they should say and do not.
type Difference struct {
	Text string         // a sentence without its full stop
	At   facts.Pos      // where it stands: of what is missing, in the files as they were
	Of   []facts.Symbol // what it is about
}

// Prove compares what changed files compile to with what a plan says of them,
// and the secrets that anybody gets with those of before. What is left of a move
// after which it answers nothing is the same graph with another store in it.
func (p *Plan) Prove(before *graph.Graph, chosen func(*Consumer) bool, changed []*facts.Object) ([]Difference, error) {
	found := Differences(p.Apply(before.Objects, chosen), changed)
	after, err := graph.Trial(changed...)
	if err != nil {
		return nil, err
	}
	return append(found, Losses(before, after)...), nil
}

// Differences compares objects by all that they say, but for where it stands:
// the number of a line means nothing after a change.
func Differences(want, got []*facts.Object) []Difference {
	var found []Difference
	missing, added := statements(want), statements(got)
	for key, list := range missing {
		both := min(len(list), len(added[key]))
		missing[key], added[key] = list[both:], added[key][both:]
	}
	lacking, odd := bySentence(missing), bySentence(added)
	for what, list := range lacking {
		for i, s := range list {
			if i < len(odd[what]) {
				found = append(found, Difference{what + " differs in " + strings.Join(unlike(s.key, odd[what][i].key), " and "), odd[what][i].at, s.of})
				continue
			}
			found = append(found, Difference{what + " is missing", s.at, s.of})
		}
	}
	for what, list := range odd {
		for _, s := range list[min(len(list), len(lacking[what])):] {
			found = append(found, Difference{what + " should not be there", s.at, s.of})
		}
	}
	return sorted(found)
}

func sorted(all []Difference) []Difference {
	slices.SortFunc(all, func(a, b Difference) int { return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Text, b.Text)) })
	return slices.CompactFunc(all, func(a, b Difference) bool { return a.At == b.At && a.Text == b.Text })
}

// statement is one thing that an object says: all of it but for its place, in
// words for a person, the place, and what it is about.
type statement struct {
	key, what string
	at        facts.Pos
	of        []facts.Symbol
}

// statements are what objects say, by what is compared of it.
func statements(objects []*facts.Object) map[string][]statement {
	all := map[string][]statement{}
	for _, o := range objects {
		for _, s := range said(o) {
			s.key = o.Repo + "\n" + s.key
			all[s.key] = append(all[s.key], s)
		}
	}
	return all
}

// bySentence sorts statements by their words: those that have the same ones and
// differ all the same are one that was changed.
func bySentence(byKey map[string][]statement) map[string][]statement {
	all := map[string][]statement{}
	for _, list := range byKey {
		for _, s := range list {
			all[s.what] = append(all[s.what], s)
		}
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b statement) int { return cmp.Or(facts.ComparePos(a.at, b.at), cmp.Compare(a.key, b.key)) })
	}
	return all
}

// said takes an object apart.
func said(o *facts.Object) []statement {
	list := make([]statement, 0, len(o.Defs)+len(o.Refs)+len(o.Marks))
	add := func(what string, at facts.Pos, v any, of ...facts.Symbol) {
		list = append(list, statement{printed(v), what, at, of})
	}
	for _, d := range o.Defs {
		at := d.At
		d.At = facts.Pos{}
		add("the definition of "+defined(d), at, d, d.Symbol, d.By)
	}
	for _, r := range o.Refs {
		at := r.At
		r.At, r.NameAt = facts.Pos{}, facts.Pos{}
		add("the reference of "+named(r.From)+" to "+named(r.To)+" ("+string(r.Rel)+")", at, r, r.From, r.To)
	}
	for _, m := range o.Marks {
		at := m.At
		m.At, m.Stands = facts.Pos{}, facts.Pos{}
		add("the mark "+marked(m), at, m, m.On)
	}
	for _, i := range o.Ignores {
		at := i.At
		i.At, i.Line, i.Covers = facts.Pos{}, 0, make([]facts.Pos, len(i.Covers))
		add("the suppression of "+strings.Join(i.Rules, " and "), at, i)
	}
	for _, p := range o.Coverage.Problems {
		at := p.At
		p.At = facts.Pos{File: at.File}
		add("the problem "+string(p.Code)+" of "+at.File, at, p)
	}
	whole := *o
	whole.Tool, whole.Revision, whole.Coverage.Problems = "", "", nil
	whole.Defs, whole.Refs, whole.Marks, whole.Ignores = nil, nil, nil, nil
	add("what "+o.Repo+" has and answers for", facts.Pos{Repo: o.Repo}, whole)
	return list
}

// printed is the text of a value, by which it is compared: a field that is added
// to the facts is compared from then on.
func printed(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // facts are made of texts, numbers and lists
	}
	return string(text)
}

// unlike lists the fields in which two printed values differ.
func unlike(a, b string) []string {
	var left, right map[string]json.RawMessage
	for text, fields := range map[string]*map[string]json.RawMessage{a: &left, b: &right} {
		_, object, _ := strings.Cut(text, "\n")
		if json.Unmarshal([]byte(object), fields) != nil {
			return []string{"something"}
		}
	}
	var names []string
	for name, value := range left {
		if !bytes.Equal(value, right[name]) {
			names = append(names, name)
		}
	}
	for name := range right {
		if _, both := left[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func defined(d facts.Def) string {
	text := named(d.Symbol)
	if len(d.Keys.Names) > 0 {
		text += " with " + strings.Join(d.Keys.Names, ", ")
	}
	if d.By != "" {
		text += " by " + d.By.Title()
	}
	return text
}

func marked(m facts.Mark) string {
	text := string(m.Kind)
	if m.Detector != "" {
		text += " (" + m.Detector + ")"
	}
	if m.On != "" {
		text += " on " + named(m.On)
	}
	return text
}

// named is a symbol for a person, with its key.
func named(s facts.Symbol) string {
	if key := s.Key(); key != "" {
		return s.Title() + "#" + key
	}
	return s.Title()
}
