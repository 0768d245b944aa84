package source

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// Each looks at every file of a tree in parallel and joins the answers in the
// order of paths. Marks are sorted by place, and those of one kind at one place
// told once: aliases and neighbouring windows lead to a value twice.
func Each(ctx context.Context, t *Tree, look func(*File) Part) Part {
	parts := make([]Part, len(t.Files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(t.Files)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(t.Files) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				parts[i] = look(t.Files[i])
			}
		})
	}
	wg.Wait()
	var all Part
	for _, p := range parts {
		all.Add(p)
	}
	all.SortMarks()
	return all
}

// SortMarks sorts marks by place and drops repetitions.
func (p *Part) SortMarks() {
	slices.SortStableFunc(p.Marks, func(a, b facts.Mark) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Kind, b.Kind))
	})
	p.Marks = slices.CompactFunc(p.Marks, func(a, b facts.Mark) bool { return a.At == b.At && a.Kind == b.Kind })
}

// MaxMarks bounds the marks of one file: a file beyond it needs no list but
// another place, and hostile input must not cost hours of counting columns.
const MaxMarks = 2000

// Full reports whether a part about one file has as many marks as it may.
func (p *Part) Full() bool { return len(p.Marks) >= MaxMarks }

// HideRest hides a file whole of which a full part could not look at everything.
func (p *Part) HideRest(f *File) {
	if p.Full() {
		p.Mark(facts.MarkMasked, "", f.Symbol(), f.Everything())
	}
}
