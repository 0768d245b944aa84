package analyzers

import (
	"bytes"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// machine reads the configuration of a machine that applies manifests itself.
func (p *provisioner) machine(f *source.File) {
	if !manifest.IsYAML(f) {
		return
	}
	if text, err := f.Text(); err != nil || !bytes.Contains(text, []byte("inlineManifests:")) {
		return
	}
	for _, d := range manifest.Documents(f) {
		kinds.DescribeMachine(d, facts.NewPath(facts.FileSymbol, f.Path, p.tree.Repo), p.tree, &p.part)
	}
}
