package manifest

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// owned are the places a repository that describes a cluster is the authority
// for.
var owned = []facts.SymbolKind{facts.Secret, facts.ConfigMap, facts.Store, facts.Unit, facts.Origin, facts.Namespace,
	facts.Variable, facts.Template, facts.Workload, facts.ObjectSymbol, facts.API}

// describe turns a rendered cluster into facts.
func (r *renderer) describe(c *cluster) {
	if c.name != facts.AnyCluster && len(c.objects) > 0 {
		r.part.Own(c.name, owned...)
	}
	r.part.Marks = append(r.part.Marks, c.marks...)
	r.artifacts(c)
	for _, u := range c.units {
		c.unbuilt = c.unbuilt || u.built.failed
		r.part.Problems = append(r.part.Problems, u.built.problems...)
		r.unit(c, u)
		r.variables(c, u)
		r.unseen(c, u)
	}
	if c.unbuilt {
		r.part.Unbuilt = append(r.part.Unbuilt, c.name)
	}
}

func (r *renderer) unit(c *cluster, u *unit) {
	at := u.at("metadata", "name")
	def := facts.Def{Symbol: u.symbol, Kind: facts.KindManifest, At: at}
	if u.object == nil {
		at = u.entry.object.At(u.entry.path)
		def.At, def.Kind = at, facts.KindOperator
		r.part.Def(facts.Def{Symbol: u.source.symbol(c.name), Kind: facts.KindOperator, At: at})
	} else {
		spec := Get(u.object.Root, "spec")
		all := Scalar(Get(spec, "wait")) == "true"
		def.Traits.Waits = all || len(Items(Get(spec, "healthChecks"))) > 0
		def.Traits.Listed = def.Traits.Waits && !all
		def.Traits.Suspended = Scalar(Get(spec, "suspend")) == "true"
	}
	r.part.Def(def)
	if u.source.kind != "" {
		origin := facts.Ref{From: u.symbol, To: u.source.symbol(c.name), Rel: facts.RelOrigin, At: at, Unknown: c.unseenOrigin(u.source)}
		if u.object != nil {
			origin.At = u.at("spec", "sourceRef", "name")
		}
		r.part.Ref(origin)
	}
	if u.parent != nil {
		r.part.Ref(facts.Ref{From: u.symbol, To: u.parent.symbol, Rel: facts.RelAppliedBy, At: at})
	}
	r.order(c, u)
	if u.missing {
		r.part.Mark(facts.MarkMissingFile, "", facts.NewPath(facts.FileSymbol, u.dir, r.tree.Repo), u.at("spec", "path"))
	}
}

// at is the position of a field of the unit's object.
func (u *unit) at(keys ...string) facts.Pos {
	if u.object == nil {
		return facts.Pos{}
	}
	return u.object.At(Get(u.object.Root, keys...))
}

func (r *renderer) order(c *cluster, u *unit) {
	if u.object == nil {
		return
	}
	for _, n := range Items(Get(u.object.Root, "spec", "dependsOn")) {
		name, namespace := Get(n, "name"), Scalar(Get(n, "namespace"))
		if namespace == "" {
			namespace = u.namespace
		}
		if Scalar(name) == "" {
			continue
		}
		r.part.Ref(facts.Ref{
			From: u.symbol, To: facts.New(facts.Unit, c.name, namespace, name.Value), Rel: facts.RelDependsOn,
			At: u.object.At(name), Unknown: templated(name.Value),
		})
	}
}

// templated is the reason why a name that still holds an expression is not
// known.
func templated(name string) facts.Reason {
	if strings.Contains(name, "${") || strings.Contains(name, "{{") || strings.Contains(name, "<<") {
		return facts.TemplatedName
	}
	return ""
}

// place is the scope of variables of a unit.
func (u *unit) place() facts.Symbol {
	return facts.New(facts.Variable, u.symbol.Segment(0), u.symbol.Segment(1), u.symbol.Segment(2))
}

// variables describes the scope of post-build substitution of a unit.
func (r *renderer) variables(c *cluster, u *unit) {
	if u.scope == nil {
		return
	}
	r.part.Def(facts.Def{Symbol: u.place(), Kind: facts.KindScope, Keys: facts.ExactKeys(u.scope.inline...), At: u.at("spec", "postBuild"), By: u.symbol})
	for _, n := range Items(Get(u.object.Root, "spec", "postBuild", "substituteFrom")) {
		name, kind := Get(n, "name"), Scalar(Get(n, "kind"))
		if Scalar(name) == "" {
			continue
		}
		to := facts.ConfigMapPlace(c.name, u.namespace, name.Value)
		if kind == "Secret" {
			to = facts.SecretPlace(c.name, u.namespace, name.Value)
		}
		r.part.Ref(facts.Ref{
			From: u.place(), To: to, Rel: facts.RelExtends, At: u.object.At(name),
			Weak: Scalar(Get(n, "optional")) == "true", Unknown: templated(name.Value),
		})
	}
}

// uses refers to each variable of an object before it is substituted.
func (c *cluster) uses(u *unit, o *Object) {
	if !substitutable(o) || !holdsVariable(o.Root) {
		return
	}
	before := len(c.part.Refs)
	c.usesBelow(u, o, o.Root, false)
	if len(c.part.Refs) > before {
		name := Get(o.Root, "metadata", "name")
		c.part.Def(facts.Def{Symbol: c.symbolOf(u, o), Kind: facts.KindManifest, At: o.At(name)})
	}
}

// maxUses is how many variables of one scalar get a position of their own.
const maxUses = 100

func (c *cluster) usesBelow(u *unit, o *Object, n *Node, tolerant bool) {
	n = Resolve(n)
	if n == nil {
		return
	}
	if n.Kind != yaml.ScalarNode {
		tolerant = tolerant || toleratesBlank(o, n)
		for _, child := range n.Content {
			c.usesBelow(u, o, child, tolerant)
		}
		return
	}
	for i, use := range uses(n.Value) {
		at := o.At(n)
		if i < maxUses {
			at = o.InText(n, use.offset, use.width)
		}
		c.part.Ref(facts.Ref{
			From: c.symbolOf(u, o), To: u.place().WithKey(use.name), Rel: facts.RelSubstitutes,
			At: at, Weak: use.fallback || tolerant,
		})
	}
}

// toleratesBlank reports whether a variable that nothing gives may stand below
// a node on purpose: Flux leaves a blank (or, from 2.9 on, refuses), and in free
// text such as a dashboard or another unit's variables a blank can be meant.
func toleratesBlank(o *Object, n *Node) bool {
	switch {
	case o.Group == "" && (o.Kind == "ConfigMap" || o.Kind == "Secret"):
		return n == Get(o.Root, "data") || n == Get(o.Root, "stringData")
	case o.Group == fluxKustomize && o.Kind == "Kustomization":
		return n == Get(o.Root, "spec", "postBuild", "substitute")
	}
	return false
}

// symbolOf names an object as it will be called after substitution.
func (c *cluster) symbolOf(u *unit, o *Object) facts.Symbol {
	named := *o
	s := substitution{scope: u.scope}
	named.Name, named.Namespace = s.expand(o.Name), s.expand(o.Namespace)
	c.settle(&named, u.target.namespace)
	return named.Symbol()
}

// namespaces are where a unit that is not fully known may put things: its
// target namespace; else those of what is known of it, of its health checks, or
// the one that is called like it.
func (u *unit) namespaces() map[string]bool {
	if ns := Scalar(u.target.namespace); ns != "" {
		return map[string]bool{ns: true}
	}
	found := map[string]bool{}
	for _, o := range u.built.objects {
		if o.Namespace != "" {
			found[o.Namespace] = true
		}
	}
	if u.object != nil {
		for _, n := range Items(Get(u.object.Root, "spec", "healthChecks")) {
			if ns := Scalar(Get(n, "namespace")); ns != "" {
				found[ns] = true
			}
		}
	}
	if u.remote {
		found[u.namespace], found[u.symbol.Name()] = true, true
	}
	return found
}
