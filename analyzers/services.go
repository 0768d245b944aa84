package analyzers

import "github.com/tazzo/tazlint/analyzers/service"

var _ = register(Analyzer{
	Name:    "services",
	Doc:     "Units of systemd and quadlets: what they give to the scripts they run, which hosts they name and what they start after.",
	Version: 1,
	Run:     service.Run,
})
