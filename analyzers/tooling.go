package analyzers

import "github.com/tazzo/tazlint/analyzers/tooling"

var _ = register(Analyzer{
	Name:    "tooling",
	Doc:     "Files that build, install or set something: lines that name a product which holds secrets.",
	Version: 1,
	Run:     tooling.Run,
})
