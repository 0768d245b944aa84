package analyzers

import "github.com/tazzo/tazlint/analyzers/pipeline"

var _ = register(Analyzer{
	Name:    "pipelines",
	Doc:     "Workflows of code hosts: which of the host's secrets become which variables, and the shell that jobs run.",
	Version: 1,
	Run:     pipeline.Run,
})
