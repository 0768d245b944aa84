package analyzers

import "github.com/tazzo/tazlint/analyzers/entries"

var _ = register(Analyzer{
	Name:    "entries",
	Doc:     "What the operator's vault declares: mapping files and stores of encrypted entries.",
	Version: 2,
	Run:     entries.Run,
})
