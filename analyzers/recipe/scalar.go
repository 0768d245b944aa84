package recipe

import (
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/shell"
	"github.com/tazzo/tazlint/analyzers/source"
)

type linesKey struct{}

// InScalar are the fragments of shell in a scalar of a YAML file, at the places
// where they stand.
func InScalar(f *source.File, n *manifest.Node) []shell.Fragment {
	text, err := f.Text()
	if err != nil || len(text) > maxFile {
		return nil
	}
	lines := f.Once(linesKey{}, func() any { return linesOf(text) }).([]line)
	return split(f, text, scalarLines(lines, n))
}
