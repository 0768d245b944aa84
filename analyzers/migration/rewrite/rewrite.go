// Package rewrite writes a planned move into the texts that name stores and
// remote keys. What it does not have to change stays byte for byte.
package rewrite

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// Result is what a move changes, and what cannot be written. Both are sorted.
type Result struct {
	Changes []Change
	Refused []Refusal
}

// Change is one file before and after.
type Change struct {
	Repo, File    string
	Before, After []byte
}

// Refusal is a consumer that is left as it is, because a text that speaks for it
// cannot be changed.
type Refusal struct {
	Consumer facts.Symbol
	At       facts.Pos
	Why      string // a sentence without its full stop
}

// place is a file of a workspace.
type place struct{ repo, file string }

// wish is what a text should say for a consumer.
type wish struct {
	at  facts.Pos
	new content
	by  *migration.Consumer
}

// content is what replaces a name: a store with its kind, or a key with its
// property.
type content struct {
	name     string
	store    bool
	kind     string // of a store, where it is another one than before
	property string // of a key
}

// Rewrite changes the texts in which the chosen consumers of a plan name what
// they fetch, and through what. A consumer moves as a whole or not at all, and so
// do those that share a text with it. Text answers a file as it was compiled.
func Rewrite(p *migration.Plan, chosen func(*migration.Consumer) bool, text func(repo, file string) ([]byte, error)) *Result {
	w := &writer{text: text, refused: map[facts.Symbol]Refusal{}}
	var wishes []wish
	for _, c := range p.Consumers {
		if chosen(c) {
			wishes = append(wishes, wishesOf(c)...)
		}
	}
	for { // each refusal may leave others alone with a text that they share
		before := len(w.refused)
		changes := w.write(wishes)
		if len(w.refused) == before {
			return &Result{Changes: changes, Refused: w.refusals()}
		}
	}
}

// wishesOf lists what a consumer wants to be changed.
func wishesOf(c *migration.Consumer) []wish {
	var list []wish
	for _, p := range c.Passages {
		if p.To != "" {
			new := content{name: p.To.Name(), store: true}
			if kind := p.To.Segment(1); kind != p.Store.Segment(1) {
				new.kind = kind
			}
			list = append(list, wish{p.At, new, c})
		}
	}
	for _, r := range c.References {
		if r.To.Store != "" {
			list = append(list, wish{r.At, content{name: r.To.Key, property: r.To.Property}, c})
		}
	}
	return list
}

type writer struct {
	text    func(repo, file string) ([]byte, error)
	refused map[facts.Symbol]Refusal
}

func (w *writer) refuse(by *migration.Consumer, at facts.Pos, why error) {
	if _, known := w.refused[by.Symbol]; !known {
		w.refused[by.Symbol] = Refusal{by.Symbol, at, why.Error()}
	}
}

func (w *writer) refusals() []Refusal {
	return slices.SortedFunc(maps.Values(w.refused), func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(a.Consumer, b.Consumer), facts.ComparePos(a.At, b.At))
	})
}

// write changes the files of the consumers that are not refused, and refuses
// further ones.
func (w *writer) write(wishes []wish) []Change {
	files := map[place][]wish{}
	for _, wish := range wishes {
		if _, refused := w.refused[wish.by.Symbol]; !refused {
			at := place{wish.at.Repo, wish.at.File}
			files[at] = append(files[at], wish)
		}
	}
	var changes []Change
	for at, list := range files {
		before, err := w.text(at.repo, at.file)
		if err != nil {
			w.refuseAll(list, err)
			continue
		}
		after := w.change(at.file, before, list)
		if !bytes.Equal(before, after) {
			changes = append(changes, Change{at.repo, at.file, before, after})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Or(cmp.Compare(a.Repo, b.Repo), cmp.Compare(a.File, b.File)) })
	return changes
}

func (w *writer) refuseAll(list []wish, why error) {
	for _, wish := range list {
		w.refuse(wish.by, wish.at, why)
	}
}

var errTwo = errors.New("one text speaks for several consumers, and they go to different places")

// change is the text of one file after the move.
func (w *writer) change(file string, text []byte, list []wish) []byte {
	spots := map[facts.Pos][]wish{}
	for _, wish := range list {
		spots[wish.at] = append(spots[wish.at], wish)
	}
	var all edits
	for _, at := range slices.SortedFunc(maps.Keys(spots), facts.ComparePos) {
		same := spots[at]
		if slices.ContainsFunc(same, func(other wish) bool { return other.new != same[0].new }) {
			w.refuseAll(same, errTwo)
			continue
		}
		made, err := editsAt(file, text, at, same[0].new)
		if err != nil {
			w.refuseAll(same, err)
			continue
		}
		all = append(all, made...)
	}
	after, err := all.apply(text)
	if err == nil && isYAML(file) {
		_, err = parse(after)
	}
	if err != nil {
		w.refuseAll(list, err)
		return text
	}
	return after
}
