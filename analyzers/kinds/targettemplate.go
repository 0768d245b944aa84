package kinds

import (
	"maps"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// readTemplate describes target.template.data and templateFrom: their keys and
// the variables they read. Keys of data are never templates themselves.
func (d *delivery) readTemplate() facts.KeySet {
	keys := facts.ExactKeys()
	for _, f := range manifest.Fields(manifest.Get(d.target, "data")) {
		keys = keys.Union(facts.ExactKeys(f.Key.Value))
		d.readText(d.v, d.place.WithKey(f.Key.Value), f.Value)
	}
	for _, from := range manifest.Items(manifest.Get(d.target, "templateFrom")) {
		more := d.templateFrom(from)
		if target := manifest.Scalar(manifest.Get(from, "target")); target == "" || target == "Data" {
			keys = keys.Union(more)
		}
	}
	return keys
}

// readMetadata reads the variables of labels and annotations.
func (d *delivery) readMetadata() {
	for _, path := range []string{"metadata.annotations{}", "metadata.labels{}"} {
		for _, h := range find(d.target, path) {
			d.readText(d.v, d.place, h.node)
		}
	}
}

// readText refers to each variable of a template text, at its place in it. A
// template without data and templateFrom has no symbol of its own: its
// variables are the keys of the Secret.
func (d *delivery) readText(owner *view, to facts.Symbol, text *manifest.Node) {
	found, calls := scan(manifest.Scalar(text))
	for _, c := range calls {
		d.called(c, owner, text)
	}
	for _, x := range found {
		from := d.holder().WithKey(x.name)
		if from != to {
			d.v.refAt(to, from, facts.RelDerives, owner.InText(text, x.offset, x.width), x.weak)
		}
	}
}

// templateFrom describes one source of templates: a ConfigMap, a Secret or a
// literal text.
func (d *delivery) templateFrom(from *manifest.Node) facts.KeySet {
	if literal := manifest.Get(from, "literal"); literal != nil {
		d.readText(d.v, d.place, literal)
		return literalKeys(manifest.Scalar(literal))
	}
	keys := facts.ExactKeys()
	for _, kind := range []facts.SymbolKind{facts.ConfigMap, facts.Secret} {
		source := manifest.Get(from, map[facts.SymbolKind]string{facts.ConfigMap: "configMap", facts.Secret: "secret"}[kind])
		name := manifest.Get(source, "name")
		if !plausible(manifest.Scalar(name)) {
			continue
		}
		place := facts.New(kind, d.v.Cluster, d.namespace, manifest.Scalar(name))
		for _, item := range manifest.Items(manifest.Get(source, "items")) {
			keys = keys.Union(d.templateItem(place, name, item))
		}
	}
	return keys
}

func (d *delivery) templateItem(place facts.Symbol, name, item *manifest.Node) facts.KeySet {
	key := manifest.Get(item, "key")
	if manifest.Scalar(key) == "" {
		return facts.ExactKeys()
	}
	d.v.use(use{place: place, name: name, key: manifest.Scalar(key), keyNode: key})
	text := d.sourceText(place, manifest.Scalar(key))
	if manifest.Scalar(manifest.Get(item, "templateAs")) == "KeysAndValues" {
		return literalKeys(text)
	}
	return facts.ExactKeys(manifest.Scalar(key))
}

// sourceText reads the variables of a ConfigMap's text and answers the text;
// empty when no manifest holds it.
func (d *delivery) sourceText(place facts.Symbol, key string) string {
	if place.Kind() != facts.ConfigMap {
		return ""
	}
	o := d.v.w.lookup(d.v.Cluster, d.namespace, "ConfigMap", place.Name())
	if o == nil {
		return ""
	}
	text := manifest.Get(o.Root, "data", key)
	d.readText(&view{Object: o, w: d.v.w}, d.place.WithKey(key), text)
	return manifest.Scalar(text)
}

// literalKeys are the keys of a template that renders a YAML mapping: those
// that stand at the start of a line without a template in them. Others may be
// computed, so the set is open as soon as a line is not such a key's.
func literalKeys(text string) facts.KeySet {
	if text == "" {
		return facts.UnknownKeys()
	}
	var names []string
	exact := true
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == ' ' || line[0] == '\t' || line[0] == '#' {
			continue
		}
		name, rest, found := strings.Cut(line, ":")
		name = strings.Trim(name, `"'`)
		if !found || strings.ContainsAny(name, "{} ") || (rest != "" && rest[0] != ' ') {
			exact = false
			continue
		}
		names = append(names, name)
	}
	if exact {
		return facts.ExactKeys(names...)
	}
	return facts.OpenKeys(names...)
}

// sortedKeys are the keys of a map in order.
func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
