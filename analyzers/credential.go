package analyzers

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "credential",
	Doc:     "Known credential formats in any text file.",
	Version: 3,
	Local:   []facts.MarkKind{facts.MarkCredential},
	Run: func(ctx context.Context, t *source.Tree, _ source.Config) source.Part {
		return leak.Credentials(ctx, t)
	},
})
