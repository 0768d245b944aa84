package analyzers

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "committed",
	Doc:     "Files that are secret as a whole and that git holds: states, plans, keys, kubeconfigs.",
	Version: 2,
	Local:   []facts.MarkKind{facts.MarkCommitted},
	Run: func(ctx context.Context, t *source.Tree, _ source.Config) source.Part {
		return leak.Committed(ctx, t)
	},
})
