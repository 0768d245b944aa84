package kinds

import "github.com/tazzo/tazlint/analyzers/facts"

// definitionSwitches are the values by which charts leave out the definitions
// of their kinds when they say false.
var definitionSwitches = []string{"crds.enabled", "crds.install", "crds.create", "crd.enabled", "crd.create", "installCRDs"}

// leavesKinds says that a release is told not to install the definitions of its
// chart: somebody else brings them, of whom nothing is known.
func (v *view) leavesKinds() {
	skips := v.text("spec", "install", "crds") == "Skip"
	values := v.get("spec", "values")
	for _, path := range definitionSwitches {
		skips = skips || says(values, path, "false")
	}
	if !skips {
		return
	}
	for _, group := range ChartGroups(chartName(v.Object)) {
		v.def(facts.Def{Symbol: facts.New(facts.API, v.Cluster, group, "*"), Kind: facts.KindOperator, Traits: facts.Traits{Possible: true, Ground: true}}, v.name())
	}
}
