package analyzers

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/sops"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "sops",
	Doc:     "Values that creation rules of sops, or a file's own metadata, say are encrypted and are not; the names of keys in encrypted files.",
	Version: 1,
	Local:   []facts.MarkKind{facts.MarkUnencrypted},
	Run: func(ctx context.Context, t *source.Tree, _ source.Config) source.Part {
		return sops.Run(ctx, t)
	},
})
