package analyzers

import "github.com/tazzo/tazlint/analyzers/helmfile"

var _ = register(Analyzer{
	Name:    "helmfiles",
	Doc:     "Files of helmfile and templates of values: the variables and the references to stores of secrets in them.",
	Version: 2,
	Run:     helmfile.Run,
})
