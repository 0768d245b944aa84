package analyzers

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/playbook"
	"github.com/tazzo/tazlint/analyzers/source"
)

var _ = register(Analyzer{
	Name:    "provision",
	Doc:     "Reads helmfiles and charts of kustomizations, and looks into task files, for namespaces and kinds that are there before a cluster delivers anything to itself.",
	Version: 3,
	Run:     provision,
})

// provision says what is there from the start. Where a program that no front
// end follows applies something, any namespace and any kind may be.
func provision(_ context.Context, tree *source.Tree, _ source.Config) source.Part {
	p := provisioner{tree: tree}
	for _, f := range tree.Files {
		p.machine(f)
		switch {
		case isHelmfile(f):
			p.charts(f, "releases", "chart")
		case path.Base(f.Path) == "kustomization.yaml" || path.Base(f.Path) == "kustomization.yml":
			p.charts(f, "helmCharts", "name")
		case isTaskFile(f) && !playbook.Tells(tree, f):
			p.taskFile(f)
		}
	}
	return p.part
}

type provisioner struct {
	tree *source.Tree
	part source.Part
}

// isHelmfile reports whether a file is called as helmfile expects, or lies in a
// directory that is.
func isHelmfile(f *source.File) bool {
	return manifest.IsYAML(f) && strings.Contains(path.Base(path.Dir(f.Path))+"/"+path.Base(f.Path), "helmfile")
}

// charts reads a list of releases. A chart that a template names is taken to be
// called like the release. Sources: helmfile's documentation, "Configuration";
// kustomize, HelmChart.
func (p *provisioner) charts(f *source.File, list, chart string) {
	for _, d := range manifest.Documents(f) {
		for _, release := range manifest.Items(manifest.Get(d.Root, list)) {
			name := manifest.Get(release, "name")
			if manifest.Scalar(name) == "" {
				continue
			}
			p.part.Files++
			if list == "releases" && manifest.Scalar(manifest.Get(release, "createNamespace")) != "false" {
				p.namespace(d, name, manifest.Scalar(manifest.Get(release, "namespace")))
			}
			p.kinds(d, name, manifest.Scalar(manifest.Get(release, chart)))
		}
	}
}

func (p *provisioner) namespace(d *manifest.Document, at *manifest.Node, name string) {
	if name != "" && !strings.Contains(name, "{{") {
		p.def(facts.New(facts.Namespace, facts.AnyCluster, name), d.At(at), facts.Traits{Ground: true})
	}
}

// kinds says which kinds a chart brings: perhaps any, where it is called after
// definitions, and where neither it nor the release has a name that tells.
func (p *provisioner) kinds(d *manifest.Document, release *manifest.Node, chart string) {
	templated := chart == "" || strings.Contains(chart, "{{")
	if templated {
		chart = release.Value
	}
	groups := kinds.ChartGroups(path.Base(chart))
	for _, group := range groups {
		p.def(facts.New(facts.API, facts.AnyCluster, group, "*"), d.At(release), facts.Traits{Ground: true})
	}
	if len(groups) == 0 && (templated || strings.Contains(chart, "crd")) {
		p.anything(facts.API, d.At(release))
	}
}

func (p *provisioner) anything(kind facts.SymbolKind, at facts.Pos) {
	segments := map[facts.SymbolKind][]string{facts.API: {facts.AnyCluster, "*", "*"}, facts.Namespace: {facts.AnyCluster, "*"}}
	p.def(facts.New(kind, segments[kind]...), at, facts.Traits{Ground: true, Possible: true})
}

func (p *provisioner) def(symbol facts.Symbol, at facts.Pos, traits facts.Traits) {
	by := facts.NewPath(facts.Script, at.File)
	p.part.Def(facts.Def{Symbol: symbol, Kind: facts.KindScript, Keys: facts.UnknownKeys(), At: at, By: by, Traits: traits})
}

var (
	taskNames   = expr.New(`(?i)^(\.?justfile|taskfile.*\.ya?ml|tasks?\.ya?ml|makefile|gnumakefile)$|\.(just|mk|py|nix)$`)
	taskFolders = expr.New(`(?i)(^|/)(ansible|playbooks|roles|talos)/.*\.ya?ml(\.j2|\.tpl|\.tftpl)?$`)
	taskApplies = expr.New(`\b(kubectl|oc) .*\b(apply|create|replace)\b|\bhelm .*\b(install|upgrade|template)\b|\bhelmfile\b|\bcilium install\b|\bkubernetes\.core\.|^\s*(extraManifests|inlineManifests):`)
)

// applyWords are the words without which taskApplies matches nothing. Asking for
// them first saves its walk through every line.
var applyWords = []string{"kubectl ", "oc ", "helm", "cilium install", "kubernetes.core.", "Manifests:"}

// isTaskFile reports whether a file is a program of a sort that no front end
// follows, or the configuration of a machine that may apply manifests itself.
func isTaskFile(f *source.File) bool {
	return taskNames.MatchString(path.Base(f.Path)) || taskFolders.MatchString(f.Path)
}

// taskFile looks for the first line of a task file that applies something.
func (p *provisioner) taskFile(f *source.File) {
	text, err := f.Text()
	if err != nil || !slices.ContainsFunc(applyWords, func(word string) bool { return bytes.Contains(text, []byte(word)) }) {
		return
	}
	line := 0
	for content := range strings.Lines(string(text)) {
		if line++; !taskApplies.MatchString(content) {
			continue
		}
		p.part.Files++
		at := f.At(line, 1, 0)
		p.anything(facts.API, at)
		p.anything(facts.Namespace, at)
		return
	}
}
