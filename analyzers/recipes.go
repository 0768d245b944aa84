package analyzers

import "github.com/tazzo/tazlint/analyzers/recipe"

var _ = register(Analyzer{
	Name:    "recipes",
	Doc:     "Recipes of make, just, Task and mise: the shell in them is followed like a script, and what they give to it.",
	Version: 2,
	Run:     recipe.Run,
})
