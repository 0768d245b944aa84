package kinds

import (
	"regexp"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// Annotations of emberstack's reflector 10 and mittwald's replicator.
const (
	reflector  = "reflector.v1.k8s.emberstack.com/"
	replicator = "replicator.v1.mittwald.de/"
)

// copies defines the copies that annotations on a Secret or ConfigMap ask for.
// Only namespaces that the repository knows can be targets.
func (v *view) copies(source facts.Symbol, annotations *manifest.Node) {
	if !v.Live || dynamic(string(source)) {
		return
	}
	notes := texts(annotations)
	if notes[reflector+"reflection-allowed"] == "true" && notes[reflector+"reflection-auto-enabled"] == "true" {
		allowed, auto := notes[reflector+"reflection-allowed-namespaces"], notes[reflector+"reflection-auto-namespaces"]
		v.copyTo(source, manifest.Get(annotations, reflector+"reflection-auto-enabled"), func(ns string) bool {
			return listed(auto, ns) && listed(allowed, ns)
		})
	}
	if list, asked := notes[replicator+"replicate-to"]; asked {
		v.copyTo(source, manifest.Get(annotations, replicator+"replicate-to"), func(ns string) bool { return list != "" && listed(list, ns) })
	}
	if selector := notes[replicator+"replicate-to-matching"]; selector != "" {
		v.copyTo(source, manifest.Get(annotations, replicator+"replicate-to-matching"), func(ns string) bool {
			return labelled(selector, v.w.labels[facts.New(facts.Namespace, v.Cluster, ns)])
		})
	}
}

func (v *view) copyTo(source facts.Symbol, at *manifest.Node, covers func(string) bool) {
	for _, ns := range v.w.namespaces[v.Cluster] {
		if segments := source.Segments(); ns != segments[1] && covers(ns) {
			segments[1] = ns
			v.copyAs(source, facts.New(source.Kind(), segments...), at)
		}
	}
}

// copyAs defines a place that has exactly the keys of another.
func (v *view) copyAs(source, target facts.Symbol, at *manifest.Node) {
	v.def(facts.Def{Symbol: target, Kind: facts.KindMirror, Keys: facts.ExactKeys(), Traits: facts.Traits{Ownership: facts.OwnsAdopted}}, at)
	v.ref(target, source, facts.RelExtends, at, false)
}

// mirrored reads the annotations with which an object asks to be filled from
// another; it then has that one's keys as well.
func (v *view) mirrored(place facts.Symbol, keys facts.KeySet) facts.KeySet {
	for _, note := range []string{reflector + "reflects", replicator + "replicate-from"} {
		from := v.get("metadata", "annotations", note)
		namespace, name := splitName(manifest.Scalar(from), v.Namespace)
		if plausible(name) {
			v.ref(place, facts.New(place.Kind(), v.Cluster, namespace, name), facts.RelExtends, from, false)
		}
	}
	return keys
}

// listed reports whether a comma separated list of full-match regular
// expressions covers a namespace; an empty list covers all.
func listed(list, namespace string) bool {
	if strings.TrimSpace(list) == "" {
		return true
	}
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		if item == namespace {
			return true
		}
		if re, err := regexp.Compile("^(?:" + item + ")$"); err == nil && item != "" && re.MatchString(namespace) {
			return true
		}
	}
	return false
}

// labelled evaluates a selector of comma separated key=value terms. Other
// terms are never met: the copy is then not promised.
func labelled(selector string, labels map[string]string) bool {
	for term := range strings.SplitSeq(selector, ",") {
		key, value, found := strings.Cut(strings.Replace(term, "==", "=", 1), "=")
		if !found || strings.HasSuffix(key, "!") || labels[strings.TrimSpace(key)] != strings.TrimSpace(value) {
			return false
		}
	}
	return true
}

// policy describes what Kyverno generates. Names and namespaces usually come
// from the request, so the output is only possible.
func (v *view) policy() {
	v.spoke = true
	for _, h := range find(v.Root, "spec.rules[].generate") {
		kind := map[string]facts.SymbolKind{"Secret": facts.Secret, "ConfigMap": facts.ConfigMap}[manifest.Scalar(manifest.Get(h.node, "kind"))]
		name := manifest.Get(h.node, "name")
		if kind == "" || manifest.Scalar(name) == "" {
			continue
		}
		namespace := manifest.Scalar(manifest.Get(h.node, "namespace"))
		v.def(facts.Def{
			Symbol: facts.New(kind, v.Cluster, namespace, manifest.Scalar(name)), Kind: facts.KindMirror,
			Traits: facts.Traits{Possible: true},
		}, name)
		v.madeOfSecrets(h, kind)
		source := manifest.Get(h.node, "clone", "name")
		if from := manifest.Scalar(manifest.Get(h.node, "clone", "namespace")); from != "" && plausible(manifest.Scalar(source)) {
			v.use(use{place: facts.New(kind, v.Cluster, from, manifest.Scalar(source)), name: source})
		}
	}
}
