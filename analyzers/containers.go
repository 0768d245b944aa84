package analyzers

import "github.com/tazzo/tazlint/analyzers/container"

var _ = register(Analyzer{
	Name:    "containers",
	Doc:     "Development containers and files of Compose: which vault entries they mount, and which variables point to one.",
	Version: 1,
	Run:     container.Run,
})
