package kinds

import (
	"strings"

	"github.com/tazzo/tazlint/analyzers/expr"
	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// commonChart is the chart whose values are known exactly: see commonRows.
const commonChart = "app-template"

// install describes what a release makes and reads.
func (r *release) install() {
	exact := r.chart == commonChart
	if exact {
		r.makeCommon()
	}
	accounts := r.commonBase() + "*"
	if !exact || r.unread || dynamic(r.name) {
		r.mayMakeMany()
		accounts = "*"
	}
	r.mayMake(facts.New(facts.ObjectSymbol, r.Cluster, r.space(), "ServiceAccount", accounts), r.view.name())
	r.makeLogins()
	r.resolvers()
	r.tailnet()
	r.makeIssuers()
	for _, each := range r.values {
		inner := *r
		inner.view = each.view
		if exact {
			inner.readCommon(each.root)
		} else {
			inner.read(each.root)
			inner.manifests(each.root)
		}
	}
}

// read reads the values of a chart that is not known. A selector spelt as in
// Kubernetes is a reference; a field that only sounds like one is a guess, weak
// unless the repository makes a Secret of that name.
func (r *release) read(root *manifest.Node) {
	namings(root, func(n naming) {
		name, sure := r.rendered(manifest.Scalar(n.name))
		if !sure || !plausible(name) {
			return
		}
		place := r.secretAt(r.namespaceOf(n), name)
		if r.produces(n) {
			r.mayMake(place, n.name)
			return
		}
		if !n.shape && !strings.Contains(strings.ToLower(n.field), "existing") {
			r.mayMake(place, n.name) // what it names, it may be told to make
		}
		r.useKeys(use{place: place, name: n.name, guess: !n.shape, optional: truth(manifest.Get(n.parent, "optional"))}, r.companions(n))
	})
	r.configMaps(root)
}

// namespaceOf is the namespace beside a name, else the release's.
func (r *release) namespaceOf(n naming) string {
	if ns := manifest.Scalar(manifest.Get(n.parent, "namespace")); ns != "" && n.name == manifest.Get(n.parent, "name") && plausible(ns) {
		return ns
	}
	return r.namespace
}

// rendered fills in the release's name and namespace; a text that still holds
// a template of the chart names nothing yet.
func (r *release) rendered(text string) (string, bool) {
	if strings.Contains(text, "{{") {
		text = releaseField.ReplaceAllStringFunc(text, func(field string) string {
			if strings.Contains(field, "Namespace") {
				return r.namespace
			}
			return r.name
		})
	}
	return text, !strings.Contains(text, "{{")
}

var releaseField = expr.New(`\{\{-?\s*(?:\$)?\.Release\.(?:Name|Namespace)\s*-?\}\}`)

// produces reports whether the chart is told to make the Secret itself.
func (r *release) produces(n naming) bool {
	return truth(manifest.Get(n.parent, "create")) || n.field == "envRenderSecret"
}

// companions are the keys that fields beside a name select: key, or fields
// such as userKey and passwordKey next to existingSecret.
func (r *release) companions(n naming) []wanted {
	inside := manifest.Get(n.parent, "name") == n.name
	if key := manifest.Get(n.parent, "key"); inside && manifest.Scalar(key) != "" {
		return []wanted{{manifest.Scalar(key), key}}
	}
	if items := itemKeys(n.parent); len(items) > 0 {
		return items
	}
	if inside || !strings.Contains(strings.ToLower(n.field), "existingsecret") {
		return nil
	}
	var keys []wanted
	for _, f := range manifest.Fields(n.parent) {
		keys = append(keys, companionKeys(f)...)
	}
	return keys
}

// companionKeys reads userKey, existingSecretPasswordKey, secretKeys.*.
func companionKeys(f manifest.Field) []wanted {
	if f.Key.Value == "secretKeys" {
		var keys []wanted
		for _, inner := range manifest.Fields(f.Value) {
			if text := manifest.Scalar(inner.Value); text != "" && !dynamic(text) {
				keys = append(keys, wanted{text, inner.Value})
			}
		}
		return keys
	}
	text := manifest.Scalar(f.Value)
	if !strings.HasSuffix(f.Key.Value, "Key") || text == "" || dynamic(text) || len(text) > 253 || strings.ContainsAny(text, " \n") {
		return nil
	}
	return []wanted{{text, f.Value}}
}

// configMaps reads the selectors of ConfigMaps as Kubernetes spells them.
func (r *release) configMaps(root *manifest.Node) {
	walk(root, func(at spot) bool {
		if at.field != "configMapKeyRef" && at.field != "configMapRef" {
			return true
		}
		name := manifest.Get(at.node, "name")
		text, sure := r.rendered(manifest.Scalar(name))
		if sure && plausible(text) {
			var keys []wanted
			if key := manifest.Get(at.node, "key"); manifest.Scalar(key) != "" {
				keys = []wanted{{manifest.Scalar(key), key}}
			}
			r.useKeys(use{place: facts.ConfigMapPlace(r.Cluster, r.namespace, text), name: name, guess: true, optional: truth(manifest.Get(at.node, "optional"))}, keys)
		}
		return false
	})
}
