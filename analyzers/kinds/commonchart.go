package kinds

import (
	"slices"
	"strings"
	"sync"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// commonRows are where the values of bjw-s' app-template 4 and 5, and the chart
// library under it, name Secrets and ConfigMaps.
var commonRows = sync.OnceValue(func() []row {
	rows := []row{
		{at: "ingress{}.tls[].secretName", keys: tlsKeys},
		{at: "defaultPodOptions.imagePullSecrets[].name", optional: true},
		{at: "controllers{}.pod.imagePullSecrets[].name", optional: true},
		{at: "persistence{}.volumeSpec.secret.secretName"},
		{at: "persistence{}.volumeSpec.configMap.name", place: facts.ConfigMap},
		{at: "persistence{}.volumeSpec.projected.sources[].secret.name"},
		{at: "persistence{}.volumeSpec.projected.sources[].configMap.name", place: facts.ConfigMap},
		{at: "persistence{}.volumeSpec.csi.nodePublishSecretRef.name"},
	}
	for _, container := range []string{"", "controllers{}.containers{}.", "controllers{}.initContainers{}.", "controllers{}.pod.initContainers{}."} {
		for _, env := range []string{"env{}.", "env{}.valueFrom.", "env[].valueFrom."} {
			rows = append(rows, commonSelectors(container+env, "secretKeyRef", "configMapKeyRef")...)
		}
		rows = append(rows, commonSelectors(container+"envFrom[].", "secretRef", "configMapRef")...)
		rows = append(rows,
			row{at: container + "envFrom[].secret"},
			row{at: container + "envFrom[].configMap", place: facts.ConfigMap},
			row{at: container + "envFrom[].externalSecretRef.identifier"},
		)
	}
	return rows
})

// commonSelectors select by name, or by the identifier of one of the release's
// own.
func commonSelectors(prefix, secret, configMap string) []row {
	return []row{
		{at: prefix + secret + ".name"}, {at: prefix + secret + ".identifier"},
		{at: prefix + configMap + ".name", place: facts.ConfigMap}, {at: prefix + configMap + ".identifier", place: facts.ConfigMap},
	}
}

// commonItem is one entry of a section of the values.
type commonItem struct {
	values
	id   *manifest.Node
	node *manifest.Node
}

// commonItems are the entries of a section in all values; a later text
// replaces an entry of an earlier one.
func (r *release) commonItems(section string) []commonItem {
	found := map[string]commonItem{}
	for _, each := range r.values {
		for _, f := range manifest.Fields(manifest.Get(each.root, section)) {
			found[f.Key.Value] = commonItem{each, f.Key, f.Value}
		}
	}
	var items []commonItem
	for _, id := range sortedKeys(found) {
		items = append(items, found[id])
	}
	return items
}

// commonName is what the library calls an entry: the release's name, with the
// identifier when there are several.
func (r *release) commonName(item commonItem, several bool) string {
	part := func(field string) string {
		text, _ := r.rendered(manifest.Scalar(manifest.Get(item.node, field)))
		return text
	}
	if forced := part("forceRename"); forced != "" {
		return forced
	}
	name := r.commonBase()
	if prefix := part("prefix"); prefix != "" && prefix != name {
		name = prefix + "-" + name
	}
	for _, end := range []string{item.id.Value, part("suffix")} {
		if end != "" && (several || end != item.id.Value) && !strings.HasSuffix(name, "-"+end) {
			name += "-" + end
		}
	}
	return name
}

// commonBase is the release's name, unless the values say otherwise.
func (r *release) commonBase() string {
	if full := r.global("fullnameOverride"); full != "" {
		return full
	}
	if name := r.global("nameOverride"); name != "" && !strings.Contains(r.name, name) {
		return r.name + "-" + name
	}
	return r.name
}

// global is a field of the values' global section.
func (r *release) global(field string) string {
	text := ""
	for _, each := range r.values {
		if n := manifest.Get(each.root, "global", field); n != nil {
			text, _ = r.rendered(manifest.Scalar(n))
		}
	}
	return text
}

// named pairs the entries of a section with their names.
func (r *release) named(section string, visit func(item commonItem, name string)) {
	items := r.commonItems(section)
	several := len(items) > 1 || r.global("alwaysAppendIdentifierToResourceName") == "true"
	for _, item := range items {
		visit(item, r.commonName(item, several))
	}
}

// commonSections are the parts of the values that become Secrets and
// ConfigMaps.
var commonSections = []struct {
	section string
	kind    facts.SymbolKind
}{{"secrets", facts.Secret}, {"externalSecrets", facts.Secret}, {"configMaps", facts.ConfigMap}}

// makeCommon defines exactly what the library makes of its values. Versions
// before 4 put the identifier behind every name.
func (r *release) makeCommon() {
	for _, s := range commonSections {
		r.named(s.section, func(item commonItem, name string) {
			if s.section == "externalSecrets" {
				item.deliver(r.withStore(item.node), r.namespace, name, item.id, nil)
			} else {
				item.def(facts.Def{Symbol: facts.New(s.kind, r.Cluster, r.namespace, name), Kind: facts.KindChart, Keys: dataKeys(item.node)}, item.id)
			}
			if before := r.commonName(item, true); before != name {
				item.def(facts.Def{Symbol: facts.New(s.kind, r.Cluster, r.namespace, before), Kind: facts.KindChart, Traits: facts.Traits{Possible: true}}, item.id)
			}
		})
	}
	r.named("rawResources", func(item commonItem, name string) { r.makeRaw(item, name) })
	for _, item := range r.commonItems("serviceAccount") {
		if truth(manifest.Get(item.node, "staticToken")) {
			r.mayMake(r.secretAt(r.namespace, "*-sa-token"), item.id)
		}
	}
	for _, item := range r.commonItems("configMapsFromFolder") {
		r.mayMake(facts.ConfigMapPlace(r.Cluster, r.namespace, "*"), item.id)
	}
}

// dataKeys are the keys of a Secret or ConfigMap written as a manifest is.
func dataKeys(n *manifest.Node) facts.KeySet {
	var keys []string
	for _, section := range []string{"data", "stringData", "binaryData"} {
		keys = append(keys, keysOf(manifest.Get(n, section))...)
	}
	return facts.ExactKeys(keys...)
}

// withStore gives an ExternalSecret without a store the default one.
func (r *release) withStore(spec *manifest.Node) *manifest.Node {
	if manifest.Get(spec, "secretStoreRef") != nil {
		return spec
	}
	copied := *spec
	for _, each := range r.values {
		for _, f := range manifest.Fields(each.root) {
			if f.Key.Value == "defaultExternalSecretStoreRef" {
				key := *f.Key
				key.Value = "secretStoreRef"
				copied.Content = append(slices.Clone(spec.Content), &key, f.Value)
			}
		}
	}
	return &copied
}

// makeRaw describes a resource that is written out: a manifest, or its kind
// with the rest below spec.
func (r *release) makeRaw(item commonItem, name string) {
	body := manifest.Get(item.node, "manifest")
	if body == nil {
		body = item.node
	}
	root := *body
	root.Content = nil
	for _, f := range manifest.Fields(body) {
		if f.Key.Value != "metadata" {
			root.Content = append(root.Content, f.Key, f.Value)
		}
	}
	if body == item.node {
		for _, f := range manifest.Fields(manifest.Get(body, "spec")) {
			root.Content = append(root.Content, f.Key, f.Value)
		}
	}
	o := manifest.NewObject(&root, item.At)
	if o == nil {
		return
	}
	o.Name, o.Namespace = name, r.namespace
	v := *item.view
	v.w.made[o] = item.id
	inner := *r
	inner.view = &v
	inner.nested(o)
}

// readCommon reads the references in values of the library.
func (r *release) readCommon(root *manifest.Node) {
	inner := *r.view
	object := *r.Object
	object.Namespace = r.namespace
	inner.Object = &object
	own := r.commonNames()
	for _, rw := range commonRows() {
		for _, h := range find(root, rw.at) {
			name, sure := r.rendered(manifest.Scalar(h.node))
			if made := own[rw.kind()][name]; made != "" {
				name = made
			} else if strings.HasSuffix(rw.at, ".identifier") {
				continue
			}
			if sure && plausible(name) {
				inner.rowHit(rw, h, name)
			}
		}
	}
	for _, f := range manifest.Fields(manifest.Get(root, "persistence")) {
		inner.commonVolume(f.Value, own, r.rendered)
	}
	r.commonShims(root)
}

// commonNames are the names of the release's own Secrets and ConfigMaps by
// their identifiers.
func (r *release) commonNames() map[facts.SymbolKind]map[string]string {
	own := map[facts.SymbolKind]map[string]string{facts.Secret: {}, facts.ConfigMap: {}}
	for _, s := range commonSections {
		r.named(s.section, func(item commonItem, name string) { own[s.kind][item.id.Value] = name })
	}
	return own
}

// commonVolume reads one entry of persistence that mounts a Secret or
// ConfigMap, whole or file by file.
func (v *view) commonVolume(entry *manifest.Node, own map[facts.SymbolKind]map[string]string, rendered func(string) (string, bool)) {
	kind := map[string]facts.SymbolKind{"secret": facts.Secret, "configMap": facts.ConfigMap}[manifest.Scalar(manifest.Get(entry, "type"))]
	if kind == "" {
		return
	}
	for _, field := range []string{"name", "identifier", "externalSecretRef"} {
		at := manifest.Get(entry, field)
		name, sure := rendered(manifest.Scalar(at))
		if field != "name" {
			name = own[kind][name]
		}
		if !sure || !plausible(name) {
			continue
		}
		keys := itemKeys(entry)
		if len(keys) == 0 {
			keys = commonSubPaths(entry)
		}
		v.useKeys(use{place: facts.New(kind, v.Cluster, v.Namespace, name), name: at, optional: truth(manifest.Get(entry, "optional"))}, keys)
		return
	}
}

// commonSubPaths are the files that mounts take out of a volume; none where a
// mount takes it whole.
func commonSubPaths(entry *manifest.Node) []wanted {
	var keys []wanted
	for _, list := range []string{"globalMounts[]", "advancedMounts{}{}[]"} {
		for _, h := range find(entry, list) {
			file := manifest.Get(h.node, "subPath")
			if path := manifest.Scalar(file); path == "" || dynamic(path) {
				return nil
			}
			keys = append(keys, wanted{manifest.Scalar(file), file})
		}
	}
	return keys
}

// commonShims defines the certificates that Ingresses of the release ask for.
func (r *release) commonShims(root *manifest.Node) {
	for _, h := range find(root, "ingress{}") {
		if !shimNotes(texts(manifest.Get(h.node, "annotations"))) {
			continue
		}
		for _, t := range find(h.node, "tls[].secretName") {
			if name, sure := r.rendered(manifest.Scalar(t.node)); sure && plausible(name) {
				r.def(shimCertificate(r.secretAt(r.namespace, name)), t.node)
			}
		}
	}
}
