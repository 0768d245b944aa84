// Package leak finds the places of a repository where a secret's value stands
// and only a name may: by structure, in fields that hold secrets, and by
// pattern, in the formats that services give their credentials.
//
// Both searches cover one tree together: a value that structure has found is
// not reported again for its format. What leaves the package are places; no
// value is kept. Package literal judges values, package pattern knows formats;
// this one knows where values stand in the languages of configuration.
package leak

import (
	"context"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/pattern"
	"github.com/tazzo/tazlint/analyzers/source"
)

type literalsKey struct{}

// Literals marks literal values in Secrets and in secret-named fields, and
// masks every value that no report may show.
func Literals(ctx context.Context, t *source.Tree) source.Part {
	return t.Once(literalsKey{}, func() any {
		return source.Each(ctx, t, func(f *source.File) source.Part { return literalsOf(t, f) })
	}).(source.Part)
}

// Credentials marks known credential formats in text files, except where
// structure has found the same value.
func Credentials(ctx context.Context, t *source.Tree) source.Part {
	found := pattern.Search(ctx, t)
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
