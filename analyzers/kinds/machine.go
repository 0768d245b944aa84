package kinds

import (
	"path"
	"slices"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
	"github.com/tazzo/tazlint/analyzers/source"
)

// native is an object that Talos keeps itself, unless its configuration
// switches the component off. Source: Talos v1alpha1 configuration reference,
// cluster.coreDNS; its controller of Kubernetes manifests.
var native = struct {
	namespace, name, component string
	off                        *expr.Regexp
}{
	"kube-system", "coredns", "coreDNS", expr.New(`coreDNS"?\s*[:=]\s*\{?\s*"?disabled"?\s*[:=]\s*"?(?:true|\$\{|\{\{|var\.|local\.)`),
}

// DescribeMachine says what the manifests inside of a machine's configuration
// write of what Talos itself keeps, and that it does. A repository that
// switches the component off anywhere is taken at its word.
func DescribeMachine(d *manifest.Document, by facts.Symbol, tree *source.Tree, part *source.Part) {
	for _, item := range manifest.Items(manifest.Get(d.Root, "cluster", "inlineManifests")) {
		for _, inner := range d.Inside(manifest.Get(item, "contents")) {
			for _, o := range inner.Objects() {
				if o.Kind == "ConfigMap" && o.Namespace == native.namespace && o.Name == native.name && !nativeOff(tree) {
					keepsNative(d.At(manifest.Get(item, "name")), o.At(manifest.Get(o.Root, "metadata", "name")), by, part)
				}
			}
		}
	}
}

// keepsNative defines the object twice: as the configuration writes it, and as
// Talos does.
func keepsNative(inline, name facts.Pos, by facts.Symbol, part *source.Part) {
	place := facts.ConfigMapPlace(facts.AnyCluster, native.namespace, native.name)
	talos := facts.New(facts.Workload, facts.AnyCluster, "", "Talos", native.component)
	part.Def(facts.Def{Symbol: place, Kind: facts.KindController, Keys: facts.UnknownKeys(), At: inline, By: talos})
	part.Def(facts.Def{Symbol: place, Kind: facts.KindManifest, Keys: facts.UnknownKeys(), At: name, By: by})
}

// configurations are the endings of files that may hold a machine's
// configuration.
var configurations = []string{".yaml", ".yml", ".json", ".tf", ".hcl", ".tpl", ".tftpl", ".j2", ".sh"}

func nativeOff(tree *source.Tree) bool {
	return slices.ContainsFunc(tree.Files, func(f *source.File) bool {
		if !slices.Contains(configurations, path.Ext(f.Path)) {
			return false
		}
		text, err := f.Text()
		return err == nil && native.off.Match(text)
	})
}
