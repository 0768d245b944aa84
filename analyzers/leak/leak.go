// Package leak finds the places of a repository where a secret's value stands
// and only a name may: by structure, in fields that hold secrets, and by
// pattern, in the formats that services give their credentials.
//
// Both searches cover one tree together: a value that structure has found is
// not reported again for its format. What leaves the package are places; no
// value is kept. It is the only package that names gitleaks.
package leak

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/source"
)

type literalsKey struct{}

// Literals marks literal values in Secrets and in secret-named fields, and
// masks every value that no report may show.
func Literals(ctx context.Context, t *source.Tree) source.Part {
	return t.Once(literalsKey{}, func() any {
		return eachFile(ctx, t, func(f *source.File) source.Part { return literalsOf(t, f) })
	}).(source.Part)
}

// Credentials marks known credential formats in text files, except where
// structure has found the same value.
func Credentials(ctx context.Context, t *source.Tree) source.Part {
	found := eachFile(ctx, t, credentialsOf)
	taken := takenPlaces(Literals(ctx, t).Marks)
	found.Marks = slices.DeleteFunc(found.Marks, func(m facts.Mark) bool {
		return m.Kind == facts.MarkCredential && overlapsAny(taken[m.At.File], m.At)
	})
	return found
}

// takenPlaces groups the places of structural marks by file.
func takenPlaces(marks []facts.Mark) map[string][]facts.Pos {
	taken := map[string][]facts.Pos{}
	for _, m := range marks {
		if m.Kind != facts.MarkMasked {
			taken[m.At.File] = append(taken[m.At.File], m.At)
		}
	}
	return taken
}

func overlapsAny(places []facts.Pos, at facts.Pos) bool {
	return slices.ContainsFunc(places, func(p facts.Pos) bool { return overlaps(p, at) })
}

// overlaps compares whole lines for what spans several of them.
func overlaps(a, b facts.Pos) bool {
	if a.EndLine < b.Line || b.EndLine < a.Line {
		return false
	}
	if a.Line != a.EndLine || b.Line != b.EndLine {
		return true
	}
	return a.Col < b.EndCol && b.Col < a.EndCol
}

// eachFile looks at every file in parallel and joins the answers in the order
// of paths.
func eachFile(ctx context.Context, t *source.Tree, look func(*source.File) source.Part) source.Part {
	parts := make([]source.Part, len(t.Files))
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
	var all source.Part
	for _, p := range parts {
		all.Add(p)
	}
	all.Marks = tidy(all.Marks)
	return all
}

// tidy sorts marks and drops repetitions: aliases lead to a value twice.
func tidy(marks []facts.Mark) []facts.Mark {
	slices.SortStableFunc(marks, func(a, b facts.Mark) int {
		return cmp.Or(facts.ComparePos(a.At, b.At), cmp.Compare(a.Kind, b.Kind))
	})
	return slices.CompactFunc(marks, func(a, b facts.Mark) bool { return a.At == b.At && a.Kind == b.Kind })
}
