package analyzers

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "sink",
	Doc:     "Containers whose arguments hold secrets, and settings that switch off a check on a secret's way.",
	Version: 2,
	Run: func(ctx context.Context, t *source.Tree, _ source.Config) source.Part {
		return leak.Sinks(ctx, t)
	},
})
