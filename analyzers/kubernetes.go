package analyzers

import (
	"context"

	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/shell"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "kubernetes",
	Doc:     "Renders Kubernetes manifests as their clusters would see them and says which objects produce, read and fetch secrets.",
	Version: 6,
	Run:     runKubernetes,
})

func runKubernetes(ctx context.Context, tree *source.Tree, _ source.Config) source.Part {
	world := manifest.Load(ctx, tree)
	var part source.Part
	world.Describe(&part)
	kinds.Describe(world.Objects, &part)
	shell.Commands(world.Objects, &part)
	return part
}
