package analyzers

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "literal",
	Doc:     "Literals that stand where a secret belongs: in Secrets, chart values, variables, patches, templates, generators, modules, scripts, images and files of settings.",
	Version: 3,
	Local:   []facts.MarkKind{facts.MarkPlaintextSecret, facts.MarkInlineCredential, facts.MarkWeakPlaceholder},
	Run: func(ctx context.Context, t *source.Tree, _ source.Config) source.Part {
		return leak.Literals(ctx, t)
	},
})
