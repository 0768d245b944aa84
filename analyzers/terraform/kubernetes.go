package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/kinds"
)

// metadata is what a metadata block says; names with unknown parts hold "*".
type metadata struct {
	namespace, name string
	at, nsAt        facts.Pos
	dynamic         bool
}

// metadata reads the metadata of an object. The provider's default namespace is
// "default".
func (s scope) metadata(body *hclsyntax.Body) metadata {
	meta := metadata{namespace: "default", name: "*", dynamic: true}
	block := nested(body, "metadata")
	if block == nil {
		return meta
	}
	if attr := block.Body.Attributes["name"]; attr != nil {
		meta.name, meta.dynamic = s.eval(attr.Expr).pattern()
		meta.at = s.a.pos(attr.Expr.Range())
	}
	if attr := block.Body.Attributes["namespace"]; attr != nil {
		unknown := false
		meta.namespace, unknown = s.eval(attr.Expr).pattern()
		meta.dynamic = meta.dynamic || unknown
		meta.nsAt = s.a.pos(attr.Expr.Range())
	}
	return meta
}

// kubernetes says what a resource makes in a cluster.
func (m *module) kubernetes(r *resource, s scope) {
	if r.block.Type == "data" && r.typ == "kubectl_path_documents" {
		m.pathDocuments(r, s)
	}
	if r.block.Type != "resource" {
		return
	}
	typ := strings.TrimSuffix(strings.TrimSuffix(r.typ, "_v1"), "_v2")
	switch r.typ {
	case "kubernetes_secret_v1_data", "kubernetes_config_map_v1_data":
		typ = r.typ
	case "kubectl_manifest", "kubernetes_manifest":
		m.manifest(r, s)
		return
	case "helm_release":
		m.chart(r, s)
		return
	case "flux_bootstrap_git":
		m.fluxBootstrap(r, s)
		return
	}
	if strings.HasPrefix(typ, "kubernetes_config_map") {
		m.corefile(r, s)
	}
	switch typ {
	case "kubernetes_secret":
		m.keyed(r, s, facts.Secret, facts.OwnsAlone)
	case "kubernetes_secret_v1_data":
		m.keyed(r, s, facts.Secret, facts.OwnsMerged)
	case "kubernetes_config_map":
		m.keyed(r, s, facts.ConfigMap, facts.OwnsAlone)
	case "kubernetes_config_map_v1_data":
		m.keyed(r, s, facts.ConfigMap, facts.OwnsMerged)
	case "kubernetes_namespace":
		m.namespace(r, s)
	default:
		m.consumer(r, s, typ)
	}
}

// keyed defines a Secret or ConfigMap and connects its keys with their origins.
func (m *module) keyed(r *resource, s scope, kind facts.SymbolKind, ownership facts.Ownership) {
	meta := s.metadata(r.block.Body)
	place := facts.New(kind, facts.AnyCluster, meta.namespace, meta.name)
	keys := facts.ExactKeys(tokenKeys(s, r.block)...)
	owner := m.symbol(r.address)
	for _, name := range []string{"data", "binary_data", "data_wo", "binary_data_wo"} {
		attr := r.block.Body.Attributes[name]
		if attr == nil {
			continue
		}
		if kind == facts.Secret {
			m.a.maskAll(owner, name, attr.Expr)
		}
		keys = keys.Union(m.entries(place, s, attr.Expr))
	}
	if meta.at == (facts.Pos{}) {
		meta.at = m.a.pos(r.block.LabelRanges[1])
	}
	m.a.part.Def(facts.Def{
		Symbol: place, Kind: facts.KindTerraform, Keys: keys, At: meta.at, By: owner,
		Traits: facts.Traits{Ground: true, Possible: meta.dynamic, Ownership: ownership},
	})
	m.a.lives(place, meta)
}

// tokenKeys are the keys that Kubernetes itself writes into a Secret of a
// ServiceAccount's token.
func tokenKeys(s scope, b *hclsyntax.Block) []string {
	if typ, _ := s.argument(b, "type").full(); typ == "kubernetes.io/service-account-token" {
		return []string{"token", "ca.crt", "namespace"}
	}
	return nil
}

// lives says in which namespace a thing is.
func (a *analysis) lives(thing facts.Symbol, meta metadata) {
	if meta.nsAt != (facts.Pos{}) && !strings.Contains(meta.namespace, "*") {
		a.part.Ref(facts.Ref{From: thing, To: facts.New(facts.Namespace, facts.AnyCluster, meta.namespace), Rel: facts.RelWithin, At: meta.nsAt})
	}
}

func (m *module) namespace(r *resource, s scope) {
	meta := s.metadata(r.block.Body)
	if meta.at == (facts.Pos{}) {
		return
	}
	m.a.part.Def(facts.Def{
		Symbol: facts.New(facts.Namespace, facts.AnyCluster, meta.name), Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: meta.at,
		By: m.symbol(r.address), Traits: facts.Traits{Ground: true, Possible: strings.Contains(meta.name, "*")},
	})
}

// chart defines what a Helm release runs, and that it may make any Secret in
// its namespace. One with a known name is described as Flux's own object would
// be.
func (m *module) chart(r *resource, s scope) {
	name, unknown := s.argument(r.block, "name").pattern()
	namespace, elsewhere := "default", false
	if r.block.Body.Attributes["namespace"] != nil {
		namespace, elsewhere = s.argument(r.block, "namespace").pattern()
	}
	at := m.a.pos(r.block.LabelRanges[1])
	if attr := r.block.Body.Attributes["name"]; attr != nil {
		at = m.a.pos(attr.Expr.Range())
	}
	if creates, _ := s.argument(r.block, "create_namespace").full(); creates == "true" && !elsewhere {
		m.a.part.Def(facts.Def{
			Symbol: facts.New(facts.Namespace, facts.AnyCluster, namespace), Kind: facts.KindTerraform, Keys: facts.UnknownKeys(),
			At: m.a.pos(r.block.Body.Attributes["create_namespace"].NameRange), By: m.symbol(r.address), Traits: facts.Traits{Ground: true},
		})
	}
	if !unknown && !elsewhere {
		m.chartValues(r, s, namespace, name)
		return
	}
	release := facts.New(facts.Workload, facts.AnyCluster, namespace, "HelmRelease", name)
	owner := m.symbol(r.address)
	m.a.part.Def(facts.Def{
		Symbol: release, Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: at, By: owner,
		Traits: facts.Traits{Ground: true, Possible: true},
	})
	m.a.part.Def(facts.Def{
		Symbol: facts.SecretPlace(facts.AnyCluster, namespace, "*"), Kind: facts.KindChart, Keys: facts.UnknownKeys(), At: at, By: release,
		Traits: facts.Traits{Possible: true},
	})
	chart, _ := s.argument(r.block, "chart").pattern()
	for _, group := range kinds.ChartGroups(path.Base(chart)) {
		m.a.part.Def(facts.Def{
			Symbol: facts.New(facts.API, facts.AnyCluster, group, "*"), Kind: facts.KindChart, Keys: facts.UnknownKeys(), At: at, By: release,
			Traits: facts.Traits{Possible: true},
		})
	}
}

// fluxBootstrap defines the Secret that the Flux provider makes for its source.
// The keys depend on how the provider logs in to git.
func (m *module) fluxBootstrap(r *resource, s scope) {
	namespace := "flux-system"
	if r.block.Body.Attributes["namespace"] != nil {
		namespace, _ = s.argument(r.block, "namespace").pattern()
	}
	name := namespace
	if r.block.Body.Attributes["secret_name"] != nil {
		name, _ = s.argument(r.block, "secret_name").pattern()
	}
	at, owner := m.a.pos(r.block.LabelRanges[1]), m.symbol(r.address)
	possible := strings.Contains(namespace+name, "*")
	m.a.part.Def(facts.Def{
		Symbol: facts.SecretPlace(facts.AnyCluster, namespace, name), Kind: facts.KindTerraform, Keys: facts.OpenKeys(), At: at, By: owner,
		Traits: facts.Traits{Ground: true, Possible: possible},
	})
	m.a.part.Def(facts.Def{
		Symbol: facts.New(facts.Namespace, facts.AnyCluster, namespace), Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: at, By: owner,
		Traits: facts.Traits{Ground: true, Possible: possible},
	})
}
