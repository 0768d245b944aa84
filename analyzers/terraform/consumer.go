package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tazzo/tazlint/analyzers/facts"
)

// runners are the resource types, without version, whose objects run or serve.
var runners = map[string]string{
	"kubernetes_deployment": "Deployment", "kubernetes_stateful_set": "StatefulSet", "kubernetes_daemonset": "DaemonSet",
	"kubernetes_daemon_set": "DaemonSet", "kubernetes_job": "Job", "kubernetes_cron_job": "CronJob", "kubernetes_pod": "Pod",
	"kubernetes_replication_controller": "ReplicationController", "kubernetes_ingress": "Ingress",
}

// consumer connects an object with the Secrets and ConfigMaps its blocks name.
func (m *module) consumer(r *resource, s scope, typ string) {
	kind, runs := runners[typ]
	symbolKind := facts.Workload
	if typ == "kubernetes_service_account" || typ == "kubernetes_default_service_account" {
		kind, symbolKind, runs = "ServiceAccount", facts.ObjectSymbol, true
	}
	if !runs {
		return
	}
	meta := s.metadata(r.block.Body)
	c := consumer{m: m, s: s, namespace: meta.namespace, from: facts.New(symbolKind, facts.AnyCluster, meta.namespace, kind, meta.name)}
	if meta.at == (facts.Pos{}) {
		meta.at = m.a.pos(r.block.LabelRanges[1])
	}
	m.a.part.Def(facts.Def{
		Symbol: c.from, Kind: facts.KindTerraform, Keys: facts.UnknownKeys(), At: meta.at, By: m.symbol(r.address),
		Traits: facts.Traits{Ground: true, Possible: meta.dynamic},
	})
	m.a.lives(c.from, meta)
	c.walk(r.block.Body, kind, 0)
}

// consumer is one object while its blocks are read.
type consumer struct {
	m         *module
	s         scope
	namespace string
	from      facts.Symbol
}

// naming are the nested blocks that name a Secret or ConfigMap, with the
// arguments of the name and of the key.
var naming = map[string]struct {
	kind      facts.SymbolKind
	name, key string
}{
	"secret_key_ref":     {facts.Secret, "name", "key"},
	"secret_ref":         {facts.Secret, "name", ""},
	"config_map_key_ref": {facts.ConfigMap, "name", "key"},
	"config_map_ref":     {facts.ConfigMap, "name", ""},
	"image_pull_secrets": {facts.Secret, "name", ""},
	"image_pull_secret":  {facts.Secret, "name", ""},
	"config_map":         {facts.ConfigMap, "name", ""},
	"tls":                {facts.Secret, "secret_name", ""},
}

func (c *consumer) walk(body *hclsyntax.Body, parent string, depth int) {
	if depth > 32 {
		return
	}
	for _, b := range body.Blocks {
		n, names := naming[b.Type]
		switch {
		case names:
			c.names(b, n.kind, n.name, n.key)
		case b.Type == "secret" && b.Body.Attributes["secret_name"] != nil:
			c.names(b, facts.Secret, "secret_name", "")
		case b.Type == "secret":
			c.names(b, facts.Secret, "name", "")
		}
		c.walk(b.Body, b.Type, depth+1)
	}
}

// names adds the reference that one block makes. A volume that picks items
// reads only those keys.
func (c *consumer) names(b *hclsyntax.Block, kind facts.SymbolKind, nameArg, keyArg string) {
	attr := b.Body.Attributes[nameArg]
	if attr == nil {
		return
	}
	name, unknown := c.s.eval(attr.Expr).pattern()
	optional, _ := c.s.argument(b, "optional").full()
	ref := facts.Ref{
		From: c.from, To: facts.New(kind, facts.AnyCluster, c.namespace, name), Rel: facts.RelConsumes,
		At: c.m.a.pos(attr.Expr.Range()), Weak: optional == "true",
	}
	if unknown || strings.Contains(c.namespace, "*") {
		ref.Unknown = facts.TemplatedName
	}
	keys := c.keys(b, keyArg)
	if len(keys) == 0 {
		c.m.a.part.Ref(ref)
	}
	for _, k := range keys {
		picked := ref
		picked.To, picked.At = ref.To.WithKey(k.name), k.at
		c.m.a.part.Ref(picked)
	}
}

type pickedKey struct {
	name string
	at   facts.Pos
}

func (c *consumer) keys(b *hclsyntax.Block, keyArg string) []pickedKey {
	var keys []pickedKey
	add := func(attr *hclsyntax.Attribute) {
		if attr == nil {
			return
		}
		if key, known := c.s.eval(attr.Expr).full(); known {
			keys = append(keys, pickedKey{key, c.m.a.pos(attr.Expr.Range())})
		}
	}
	if keyArg != "" {
		add(b.Body.Attributes[keyArg])
	}
	for _, inner := range b.Body.Blocks {
		if inner.Type == "items" {
			add(inner.Body.Attributes["key"])
		}
	}
	return keys
}
