package migration

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// consumer is one that names its store on a line, and asks for one secret on
// another, which goes to a place.
func consumer(name string, verdict Verdict, wave, storeLine, keyLine int, to string) *Consumer {
	at := func(line int) facts.Pos { return facts.Pos{Repo: "r", File: "f", Line: line} }
	store := facts.Symbol("store:c/ClusterSecretStore/new")
	c := &Consumer{Symbol: facts.New(facts.ObjectSymbol, "c", "n", "ExternalSecret", name), At: at(storeLine), Verdict: verdict, Wave: wave}
	c.Passages = []Passage{{At: at(storeLine), Store: "store:c/ClusterSecretStore/old", To: store}}
	c.References = []*Reference{{At: at(keyLine), Verdict: verdict, To: Destination{Store: store, Key: to, Property: "value"}}}
	if verdict != Mechanical {
		c.References[0].Reasons = []Reason{{Code: NoInventory, Verdict: verdict, Text: "it is " + string(verdict)}}
	}
	return c
}

// still is a consumer that has nothing to move.
func still(name string, storeLine int) *Consumer {
	c := consumer(name, Ready, 0, storeLine, storeLine+1, "")
	c.Passages[0].To, c.References[0].To, c.References[0].Reasons = "", Destination{}, nil
	return c
}

func TestSelect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		consumers []*Consumer
		wave      int
		unproven  bool
		want      []string // what moves
		stays     []string
	}{
		"by verdict": {
			consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), consumer("b", Unproven, 1, 3, 4, "b"), consumer("c", Blocked, 1, 5, 6, ""), still("d", 7)},
			want:      []string{"a"}, stays: []string{"b: it is unproven", "c: it is blocked"},
		},
		"unproven": {
			consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), consumer("b", Unproven, 1, 3, 4, "b"), consumer("c", Reshape, 1, 5, 6, "c")},
			unproven:  true, want: []string{"a", "b"}, stays: []string{"c: it is reshape"},
		},
		"a wave": {
			consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), consumer("b", Mechanical, 2, 3, 4, "b"), consumer("c", Blocked, 1, 5, 6, "")},
			wave:      2, want: []string{"b"}, stays: []string{"c: it is blocked"},
		},
		"one text": {
			consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), consumer("b", Mechanical, 1, 1, 2, "a")},
			want:      []string{"a", "b"},
		},
		"one text, other places": {
			consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), consumer("b", Mechanical, 1, 1, 2, "b"), consumer("c", Mechanical, 1, 3, 4, "c")},
			want:      []string{"c"},
			stays: []string{
				"a: one text speaks for several secrets here, which would not go to one place",
				"b: one text speaks for several secrets here, which would not go to one place",
			},
		},
		"a chain of texts": {
			consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), consumer("b", Mechanical, 1, 1, 3, "b"), consumer("c", Blocked, 1, 4, 3, "b")},
			stays: []string{
				"a: it shares a text with ExternalSecret n/b, which does not move with it",
				"b: it shares a text with ExternalSecret n/c, which does not move with it",
				"c: it is blocked",
			},
		},
		"a text of one that stays for good": {
			consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), still("d", 1)},
			stays:     []string{"a: one text speaks for several secrets here, which would not go to one place"},
		},
		"a text of two waves": {
			consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), consumer("b", Mechanical, 2, 1, 3, "b")},
			wave:      1, stays: []string{"a: it shares a text with ExternalSecret n/b, which does not move with it"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := (&Plan{Consumers: c.consumers}).Select(c.wave, c.unproven)
			var moving, stays []string
			for _, m := range s.Moving() {
				moving = append(moving, m.Symbol.Name())
			}
			for _, stay := range s.Stays() {
				stays = append(stays, stay.Consumer.Symbol.Name()+": "+stay.Why)
			}
			if diff := cmp.Diff(c.want, moving); diff != "" {
				t.Errorf("moving: %s", diff)
			}
			if diff := cmp.Diff(c.stays, stays); diff != "" {
				t.Errorf("staying: %s", diff)
			}
		})
	}
}

func TestDrop(t *testing.T) {
	t.Parallel()
	p := &Plan{Consumers: []*Consumer{consumer("a", Mechanical, 1, 1, 2, "a"), consumer("b", Mechanical, 1, 1, 2, "a"), consumer("c", Mechanical, 1, 5, 6, "c")}}
	s := p.Select(0, false)
	if !s.Drop(p.Consumers[1].Symbol, "it cannot be rewritten", facts.Pos{}) || s.Drop(p.Consumers[1].Symbol, "again", facts.Pos{}) || s.Drop("object:c/n/x/y", "unknown", facts.Pos{}) {
		t.Error("dropped is what was chosen, once")
	}
	if moving := s.Moving(); !slices.Equal(moving, p.Consumers[2:]) {
		t.Errorf("moving: %v", symbolsOf(moving))
	}
	if stays := s.Stays(); len(stays) != 2 || stays[1].Why != "it cannot be rewritten" {
		t.Errorf("staying: %v", stays)
	}
}

func symbolsOf(consumers []*Consumer) []facts.Symbol {
	var all []facts.Symbol
	for _, c := range consumers {
		all = append(all, c.Symbol)
	}
	return all
}
