package analyzers

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak/pattern"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "custom",
	Doc:     "What the rules find that .gitleaks.toml adds to those of gitleaks.",
	Version: 1,
	Local:   []facts.MarkKind{facts.MarkCredential},
	Run: func(ctx context.Context, t *source.Tree, _ source.Config) source.Part {
		return pattern.CustomRules(ctx, t)
	},
})
