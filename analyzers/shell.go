package analyzers

import "github.com/tazzo/tazlint/analyzers/shell"

var _ = register(Analyzer{
	Name:    "shell",
	Doc:     "Shell scripts: which vault entries become which variables, Secrets and remote values.",
	Version: 5,
	Run:     shell.Run,
})
