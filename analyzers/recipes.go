package analyzers

import "github.com/tazzo/tazlint/analyzers/recipe"

var _ = register(Analyzer{
	Name:    "recipes",
	Doc:     "Recipes of make, just, Task and mise: the shell in them is followed like a script.",
	Version: 1,
	Run:     recipe.Run,
})
