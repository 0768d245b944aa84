package analyzers

import "github.com/tazzo/tazlint/analyzers/entries"

var _ = register(Analyzer{
	Name:    "inventory",
	Doc:     "Lists of the names a remote backend holds, as the configuration gives them.",
	Version: 1,
	Run:     entries.Inventory,
})
