package main

import (
	"fmt"
	"github.com/tazzo/tazlint/analyzers/expr"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/migration"
	"github.com/tazzo/tazlint/analyzers/migration/rewrite"
	"github.com/tazzo/tazlint/rules/report"
)

// preview shows changes that are not written yet. A diff repeats lines of files,
// and no value may come out of its file: what stands around a change is shown
// only where every word of it is plain, so that the context of a change can be
// shorter than usual or missing; and a change whose own lines hold a value is not
// shown at all.
type preview struct {
	before, after veil
	names         map[string]bool // words that are names
}

// newPreview takes what to hide from the marks of both objects: of the files as
// they are, and as they would be.
func newPreview(moving []*migration.Consumer, before, after []*facts.Object) *preview {
	p := &preview{before: veilOf(before), after: veilOf(after), names: map[string]bool{}}
	for _, c := range moving {
		p.know(c.Symbol)
		for _, passage := range c.Passages {
			p.know(passage.Store, passage.To)
		}
		for _, r := range c.References {
			p.know(append(r.Receives, r.Remote, r.To.Remote())...)
		}
	}
	return p
}

// know notes the words of names.
func (p *preview) know(names ...facts.Symbol) {
	for _, s := range names {
		for _, name := range append(s.Segments(), s.Key()) {
			for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r < 0x80 && !report.IsWordByte(byte(r)) }) {
				p.names[word] = true
			}
		}
	}
}

// veil is what of files may not be shown.
type veil map[place]map[int]bool

// place is a file of a repository. Line 0 stands for all of its lines.
type place struct{ repo, file string }

func veilOf(objects []*facts.Object) veil {
	v := veil{}
	for _, o := range objects {
		for _, p := range o.Coverage.Problems {
			v.hide(p.At, true) // nothing in it is marked
		}
		for _, m := range o.Marks {
			switch {
			case m.Kind == facts.MarkInvalidYAML || m.Kind == facts.MarkCommitted:
				v.hide(m.At, true)
			case m.Kind.IsLiteral() || m.Kind == facts.MarkMasked || m.Kind == facts.MarkInvalidObject:
				v.hide(m.At, false)
			}
		}
	}
	return v
}

func (v veil) hide(at facts.Pos, whole bool) {
	of := place{at.Repo, at.File}
	if v[of] == nil {
		v[of] = map[int]bool{}
	}
	if whole || at.Line == 0 {
		v[of][0] = true
		return
	}
	for line := at.Line; line <= max(at.Line, at.EndLine); line++ {
		v[of][line] = true
	}
}

// shows reports whether no mark forbids to show a line.
func (v veil) shows(of place, line int) bool { return !v[of][0] && !v[of][line] }

// diff is what a change looks like; false where it cannot be shown.
func (p *preview) diff(c rewrite.Change) (string, bool) {
	lines := strings.SplitAfter(c.Diff(), "\n")
	var out strings.Builder
	var h *hunk
	of := place{c.Repo, c.File}
	for _, line := range lines {
		if start, ok := hunkStart(line); ok {
			h.end(&out)
			h = start
			continue
		}
		if h == nil {
			out.WriteString(line)
			continue
		}
		switch text := strings.TrimRight(strings.TrimLeft(line, "+- "), "\r\n"); {
		case strings.HasPrefix(line, "-"):
			if !p.before.shows(of, h.oldNext()) || !p.plain(text) {
				return "", false
			}
		case strings.HasPrefix(line, "+"):
			if !p.after.shows(of, h.newNext()) || !p.plain(text) {
				return "", false
			}
		case strings.HasPrefix(line, " "):
			if !p.before.shows(of, h.oldNext()) || len(report.Dubious([]byte(text))) > 0 {
				h = h.split(&out)
				continue
			}
		}
		h.add(line)
	}
	h.end(&out)
	return out.String(), true
}

// release is a word with digits that is no value.
var release = expr.New(`^v?[0-9.]+$`)

// plain reports whether a line that changes can be shown: the words that nothing
// explains do not look like values.
func (p *preview) plain(line string) bool {
	return !slices.ContainsFunc(report.Dubious([]byte(line)), func(word string) bool {
		return !p.names[word] && len(word) >= 6 && strings.ContainsAny(word, "0123456789") && !release.MatchString(word)
	})
}

// hunk is one part of a diff while it is read.
type hunk struct {
	old, new   int // first lines
	olds, news int // lines so far
	changed    bool
	lines      []string
}

var hunkHead = expr.New(`^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@`)

// hunkStart reads the line that a hunk begins with.
func hunkStart(line string) (*hunk, bool) {
	m := hunkHead.FindStringSubmatch(line)
	if m == nil {
		return nil, false
	}
	h := &hunk{}
	for i, n := range []*int{&h.old, &h.new} {
		if _, err := fmt.Sscan(m[2*i+1], n); err != nil {
			return nil, false
		}
		if m[2*i+2] == "0" {
			*n++ // where there is no line, the one before is named
		}
	}
	return h, true
}

func (h *hunk) oldNext() int { return h.old + h.olds }
func (h *hunk) newNext() int { return h.new + h.news }

// add takes a line.
func (h *hunk) add(line string) {
	switch {
	case strings.HasPrefix(line, "-"):
		h.olds, h.changed = h.olds+1, true
	case strings.HasPrefix(line, "+"):
		h.news, h.changed = h.news+1, true
	case strings.HasPrefix(line, " "):
		h.olds, h.news = h.olds+1, h.news+1
	}
	h.lines = append(h.lines, line)
}

// split ends a hunk before a line that is the same on both sides, and starts
// another behind it.
func (h *hunk) split(out *strings.Builder) *hunk {
	h.end(out)
	return &hunk{old: h.oldNext() + 1, new: h.newNext() + 1}
}

// end writes the hunk if anything changes in it.
func (h *hunk) end(out *strings.Builder) {
	if h == nil || !h.changed {
		return
	}
	fmt.Fprintf(out, "@@ -%s +%s @@\n%s", stretch(h.old, h.olds), stretch(h.new, h.news), strings.Join(h.lines, ""))
}

// stretch is a range of lines as a diff spells it.
func stretch(from, lines int) string {
	switch lines {
	case 0:
		return fmt.Sprintf("%d,0", from-1)
	case 1:
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d,%d", from, lines)
}
