// Package rewrite writes the move that a plan describes into the texts of its
// repositories: which store a consumer names, and under which key and property it
// asks there. Every other byte stays what it is.
//
// A place in a plan is a place in a text: a manifest, a patch, a heredoc of a
// script, an object of HCL. The text is parsed, the nodes to change are found at
// their offsets, and their bytes are edited. What the text says is then read
// again: it must be what it said before but for the changes that were meant,
// with all aliases followed. A consumer for which that cannot be had is refused.
package rewrite

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
)

// Result is what a rewrite comes to. Both lists are sorted.
type Result struct {
	Changes []Change
	Refused []Refusal
}

// Change is a file before and after.
type Change struct {
	Repo, File    string
	Before, After []byte
}

// Refusal is a consumer none of whose texts are changed, and why.
type Refusal struct {
	Consumer facts.Symbol
	At       facts.Pos
	Why      string // a sentence without its full stop
}

// Diff is the change as a unified diff, such as patch -p1 applies.
func (c Change) Diff() string {
	text := diff.Diff("a/"+c.File, c.Before, "b/"+c.File, c.After)
	if i := bytes.Index(text, []byte("\n--- ")); i >= 0 {
		text = text[i+1:] // the header names no option
	}
	return string(text)
}

// Rewrite changes the texts in which the chosen consumers of a plan name stores
// and remote keys. The function text answers a file as it was compiled,
// its byte order mark included. Two consumers may share a
// text: they move together, or neither does.
func Rewrite(p *migration.Plan, chosen func(*migration.Consumer) bool, text func(repo, file string) ([]byte, error)) *Result {
	r := &rewriter{text: text, files: map[address]*file{}, refused: map[facts.Symbol]Refusal{}}
	for _, c := range p.Consumers {
		r.add(c, chosen(c))
	}
	for {
		before := len(r.refused)
		changes := r.changes()
		if len(r.refused) == before {
			return r.result(changes)
		}
	}
}

// address is a file of a workspace.
type address struct{ repo, file string }

// rewriter gathers what is to change, file by file.
type rewriter struct {
	text    func(repo, file string) ([]byte, error)
	files   map[address]*file
	refused map[facts.Symbol]Refusal
}

// mention is one place where a consumer names a store, a remote key or, with
// neither, a version of its kind.
type mention struct {
	consumer  *migration.Consumer
	at        facts.Pos
	passage   *migration.Passage
	reference *migration.Reference
	moves     bool
}

// add notes where a consumer names what, whether it moves or not.
func (r *rewriter) add(c *migration.Consumer, chosen bool) {
	moves := chosen && slices.ContainsFunc(c.Passages, func(p migration.Passage) bool { return p.To != "" })
	if c.Outdated.File != "" {
		r.mention(&mention{consumer: c, at: c.Outdated, moves: moves})
	}
	for i, p := range c.Passages {
		m := &mention{consumer: c, at: p.At, passage: &c.Passages[i], moves: chosen && p.To != ""}
		if why := exchange(p.Store, p.To); m.moves && why != "" {
			r.refuse(m, why)
		}
		r.mention(m)
	}
	for _, ref := range c.References {
		m := &mention{consumer: c, at: ref.At, reference: ref, moves: chosen && ref.To.Store != ""}
		switch _, key, _ := ref.Remote.RemoteParts(); {
		case ref.Remote.Kind() != facts.Remote && chosen:
			r.refuse(m, "it asks the backend itself, not a store")
		case m.moves && key == "*":
			r.refuse(m, search)
		case m.moves && ref.To.Key == "":
			r.refuse(m, "nobody says where this secret goes")
		}
		if ref.Remote.Kind() == facts.Remote {
			r.mention(m)
		}
	}
}

// search is why a search cannot move.
const search = "it searches the store, and names no single secret"

func (r *rewriter) mention(m *mention) {
	where := address{m.at.Repo, m.at.File}
	f := r.files[where]
	if f == nil {
		f = &file{address: where, mentions: map[spotted][]*mention{}}
		r.files[where] = f
	}
	at := spotted{m.at.Line, m.at.Col}
	f.mentions[at] = append(f.mentions[at], m)
}

// refuse notes why a consumer cannot move. The first reason stands.
func (r *rewriter) refuse(m *mention, why string) {
	if _, known := r.refused[m.consumer.Symbol]; !known {
		r.refused[m.consumer.Symbol] = Refusal{m.consumer.Symbol, m.at, why}
	}
}

// moves reports whether a mention is to change.
func (r *rewriter) moves(m *mention) bool {
	_, refused := r.refused[m.consumer.Symbol]
	return m.moves && !refused
}

// changes rewrites every file for the consumers that are not refused so far.
func (r *rewriter) changes() []Change {
	var changes []Change
	for _, f := range r.sorted() {
		if !f.load(r) {
			continue
		}
		after, ok := f.rewrite(r)
		if ok && !bytes.Equal(f.text, after) {
			changes = append(changes, Change{f.repo, f.address.file, f.text, after})
		}
	}
	return changes
}

func (r *rewriter) sorted() []*file {
	var all []*file
	for _, f := range r.files {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *file) int {
		return cmp.Or(cmp.Compare(a.repo, b.repo), cmp.Compare(a.address.file, b.address.file))
	})
	return all
}

func (r *rewriter) result(changes []Change) *Result {
	res := &Result{Changes: changes}
	for _, refusal := range r.refused {
		res.Refused = append(res.Refused, refusal)
	}
	slices.SortFunc(res.Refused, func(a, b Refusal) int { return cmp.Compare(a.Consumer, b.Consumer) })
	return res
}
