package analyzers

import "github.com/tazzo/tazlint/analyzers/entries"

var _ = register(Analyzer{
	Name:    "inventory",
	Doc:     "Lists of the names a backend holds, as the configuration gives them.",
	Version: 2,
	Run:     entries.Inventory,
})
