package kinds

import (
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// push is one PushSecret in one namespace while it is described.
type push struct {
	delivery
	name   *manifest.Node // the text that names the source, nil where labels choose it
	source facts.Symbol
}

// pushSecret reads a Secret of its namespace and writes remote secrets
// (external-secrets 2.9, pkg/controllers/pushsecret).
func (v *view) pushSecret() {
	v.push(v.get("spec"), v.Namespace)
}

// clusterPushSecret makes one PushSecret in every namespace it selects.
func (v *view) clusterPushSecret() {
	v.spoke = true
	for _, ns := range v.chosenNamespaces() {
		v.push(v.get("spec", "pushSecretSpec"), ns)
	}
}

func (v *view) push(spec *manifest.Node, namespace string) {
	v.spoke = true
	p := push{delivery: delivery{v: v, spec: spec, namespace: namespace, target: manifest.Get(spec, "template")}}
	if name := manifest.Get(spec, "selector", "secret", "name"); plausible(manifest.Scalar(name)) {
		p.name, p.source = name, v.secretAt(namespace, manifest.Scalar(name))
		v.use(use{place: p.source, name: name})
	}
	p.features()
	p.readSources()
	for _, ref := range manifest.Items(manifest.Get(spec, "secretStoreRefs")) {
		store := p.store(ref)
		if store == "" {
			continue
		}
		for _, h := range find(spec, "data[].match") {
			p.write(store, h.node)
		}
		for _, each := range manifest.Items(manifest.Get(spec, "dataTo")) {
			p.writeAll(store, each)
		}
	}
}

// readSources refers to what the templates of the push come from.
func (p *push) readSources() {
	for _, from := range []struct {
		path string
		kind facts.SymbolKind
	}{{"templateFrom[].secret", facts.Secret}, {"templateFrom[].configMap", facts.ConfigMap}} {
		for _, h := range find(p.target, from.path) {
			name := manifest.Get(h.node, "name")
			if plausible(manifest.Scalar(name)) {
				p.v.useKeys(use{place: facts.New(from.kind, p.v.Cluster, p.namespace, manifest.Scalar(name)), name: name}, itemKeys(h.node))
			}
		}
	}
}

// write defines the remote secret that one match writes, and says from which
// key it comes. A template's key comes from the keys the template reads.
func (p *push) write(store facts.Symbol, match *manifest.Node) {
	remote, key := manifest.Get(match, "remoteRef", "remoteKey"), manifest.Get(match, "secretKey")
	if manifest.Scalar(remote) == "" {
		return
	}
	to := facts.RemoteKey(store, manifest.Scalar(remote), manifest.Scalar(manifest.Get(match, "remoteRef", "property")))
	p.v.def(facts.Def{Symbol: to, Kind: facts.KindOperator, Traits: p.traits()}, remote)
	switch text := manifest.Get(p.target, "data", manifest.Scalar(key)); {
	case p.source == "":
	case text != nil:
		for _, x := range variables(manifest.Scalar(text)) {
			p.v.refAt(to, p.source.WithKey(x.name), facts.RelDerives, p.v.InText(text, x.offset, x.width), x.weak)
		}
	case p.target != nil: // which keys remain depends on the template
		p.v.ref(to, p.source, facts.RelDerives, remote, false)
	case key == nil:
		p.v.ref(to, p.source, facts.RelDerives, remote, false)
	default:
		p.v.ref(to, p.source.WithKey(manifest.Scalar(key)), facts.RelDerives, key, false)
	}
}

// traits say that a push adds to what is there, and follows its source unless
// it only fills what is empty.
func (p *push) traits() facts.Traits {
	t := facts.Traits{Ownership: facts.OwnsMerged, Rotation: facts.RotatesSource}
	if manifest.Scalar(manifest.Get(p.spec, "updatePolicy")) == "IfNotExists" {
		t.Rotation = facts.RotatesNever
	}
	return t
}

// writeAll defines what one entry of dataTo writes: a secret of a given name,
// or one for every key, whose names are not computed.
func (p *push) writeAll(store facts.Symbol, entry *manifest.Node) {
	if own := p.store(manifest.Get(entry, "storeRef")); own != "" && own != store {
		return
	}
	remote, at := manifest.Get(entry, "remoteKey"), manifest.Get(entry, "remoteKey")
	def := facts.Def{Symbol: facts.RemoteKey(store, manifest.Scalar(remote), ""), Kind: facts.KindOperator, Traits: p.traits()}
	if manifest.Scalar(remote) == "" {
		def.Symbol, def.Traits.Possible, at = facts.RemoteKey(store, "*", ""), true, p.v.name()
	}
	p.v.def(def, at)
	if p.source != "" && !def.Traits.Possible {
		p.v.ref(def.Symbol, p.source, facts.RelDerives, at, false)
	}
}
