package manifest

import (
	"maps"
	"path"
	"slices"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// unseen says that a unit may produce more than is known: its build failed, or
// left out what is not in the repository.
func (r *renderer) unseen(c *cluster, u *unit) {
	hidden, lacking := u.built.failed || u.built.partial || u.remote, u.lacking()
	if !hidden && len(lacking) == 0 {
		return
	}
	at, elsewhere := u.at("metadata", "name"), u.remote && c.find(u.source) != nil
	r.possible(facts.Def{Kind: facts.KindManifest, At: at, By: u.symbol}, facts.New(facts.API, c.name, "*", "*"))
	for _, ns := range lacking {
		c.lackingIn(ns, u.symbol, at, u.built)
	}
	for _, ns := range sortedKeys(u.namespaces()) {
		switch {
		case elsewhere:
			r.mayMakeAnything(c, ns, at, u.symbol)
		case hidden:
			c.unseenIn(ns, u.symbol, at)
		}
	}
}

// lack notes that a listed thing does not exist.
func (b *built) lack(missing facts.Mark) {
	b.marks = append(b.marks, missing)
	b.lacking = append(b.lacking, "")
}

// lacking are the namespaces that what a unit lists and lacks would write to,
// sorted: where the kustomizations around it say so, else those of the unit.
func (u *unit) lacking() []string {
	found := map[string]bool{}
	for _, ns := range u.built.lacking {
		if ns == "" {
			found[u.namespace] = true
			maps.Copy(found, u.namespaces())
		}
		found[ns] = true
	}
	if u.missing {
		found[u.symbol.Name()], found[Scalar(u.target.namespace)] = true, true
	}
	delete(found, "")
	return sortedKeys(found)
}

// lackingIn says that a missing manifest may have defined what a namespace
// seems not to have; a unit only where its listings stand among units. What
// lies in no namespace is not excused: one lost file would silence the whole
// cluster.
func (c *cluster) lackingIn(namespace string, by facts.Symbol, at facts.Pos, b *built) {
	c.unseenIn(namespace, by, at)
	places := []facts.Symbol{facts.New(facts.Store, c.name, "*", namespace, "*"), facts.New(facts.Origin, c.name, "*", namespace, "*")}
	if slices.ContainsFunc(b.objects, isFluxKustomization) {
		places = append(places, facts.New(facts.Unit, c.name, namespace, "*"))
	}
	c.possible(facts.Def{Kind: facts.KindOperator, At: at, By: by}, places...)
}

// unseenIn says that a namespace may hold more than is known.
func (c *cluster) unseenIn(namespace string, by facts.Symbol, at facts.Pos) {
	c.possible(facts.Def{Kind: facts.KindOperator, At: at, By: by}, namespaced(c.name, namespace)...)
}

// unseenBeside says that what a build outside of any unit left out may lie in
// the namespaces of the rest. All namespaces would be too much: the remote
// manifests of Flux itself are part of many a bootstrap.
func (c *cluster) unseenBeside(b *built) {
	found := map[string]bool{}
	var at facts.Pos
	for _, name := range b.reached {
		f := c.tree.File(name)
		if f == nil || !isKustomizationFile(f) {
			continue
		}
		if at.File == "" {
			at = f.At(1, 1, 0)
		}
		found[Scalar(Get(c.kustomization(path.Dir(name)).root, "namespace"))] = true
	}
	for _, o := range b.objects {
		found[o.Namespace] = true
	}
	delete(found, "")
	for _, namespace := range sortedKeys(found) {
		if len(b.lacking) > 0 {
			c.lackingIn(namespace, "", at, b)
		} else {
			c.unseenIn(namespace, "", at)
		}
	}
}

// mayMake says that a chart makes Secrets, ConfigMaps and ServiceAccounts of
// unknown names.
func (r *renderer) mayMake(c *cluster, namespace string, at facts.Pos) {
	r.possible(facts.Def{Kind: facts.KindChart, At: at}, namespaced(c.name, somewhere(namespace))...)
}

// mayMakeAnything says that manifests of another repository may also define
// stores, and units and what they come from.
func (r *renderer) mayMakeAnything(c *cluster, namespace string, at facts.Pos, by facts.Symbol) {
	namespace = somewhere(namespace)
	r.possible(facts.Def{Kind: facts.KindOperator, At: at, By: by}, append(namespaced(c.name, namespace),
		facts.New(facts.Store, c.name, "*", "*"), facts.New(facts.Store, c.name, "*", namespace, "*"),
		facts.New(facts.Unit, c.name, namespace, "*"), facts.New(facts.Origin, c.name, "*", namespace, "*"))...)
}

func namespaced(cluster, namespace string) []facts.Symbol {
	return []facts.Symbol{
		facts.SecretPlace(cluster, namespace, "*"), facts.ConfigMapPlace(cluster, namespace, "*"),
		facts.New(facts.ObjectSymbol, cluster, namespace, "ServiceAccount", "*"),
	}
}

// somewhere is a namespace as part of a pattern: any where it is not known.
func somewhere(namespace string) string {
	if namespace == "" || templated(namespace) != "" {
		return "*"
	}
	return namespace
}

// possible adds a definition of each place, of which nothing is known.
func (r *renderer) possible(d facts.Def, places ...facts.Symbol) {
	for _, place := range places {
		d.Symbol, d.Keys, d.Traits = place, facts.UnknownKeys(), facts.Traits{Possible: true}
		r.part.Def(d)
	}
}
