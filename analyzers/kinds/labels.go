package kinds

import (
	"maps"

	"github.com/tazzo/tazlint/analyzers/facts"
	"github.com/tazzo/tazlint/analyzers/manifest"
)

// labelsOf are the labels of a namespace, with those that Flux puts on all
// objects of its unit, and whether they are all of them: a namespace without a
// manifest here has the one that Kubernetes gives it, and others that its owner
// knows.
func (w *world) labelsOf(cluster, namespace string) (labels map[string]string, all bool) {
	own, all := w.labels[facts.New(facts.Namespace, cluster, namespace)]
	labels = map[string]string{}
	maps.Copy(labels, own)
	labels["kubernetes.io/metadata.name"] = namespace
	if o := w.lookup(cluster, "", "Namespace", namespace); o != nil && o.Unit != "" {
		if unit := w.lookup(cluster, o.Unit.Segment(1), "Kustomization", o.Unit.Name()); unit != nil {
			maps.Copy(labels, texts(manifest.Get(unit.Root, "spec", "commonMetadata", "labels")))
		}
	}
	return labels, all
}

// unfinished reports whether something fills in a label later.
func unfinished(labels map[string]string) bool {
	for key, value := range labels {
		if dynamic(key) || dynamic(value) {
			return true
		}
	}
	return false
}

// matchesLabels reports whether a label selector certainly chooses what has
// the labels. An empty selector always does.
func matchesLabels(selector *manifest.Node, labels map[string]string, all bool) bool {
	for key, value := range texts(manifest.Get(selector, "matchLabels")) {
		if have, found := labels[key]; !found || have != value {
			return false
		}
	}
	for _, e := range manifest.Items(manifest.Get(selector, "matchExpressions")) {
		if !matchesExpression(e, labels, all) {
			return false
		}
	}
	return true
}

func matchesExpression(e *manifest.Node, labels map[string]string, all bool) bool {
	have, found := labels[manifest.Scalar(manifest.Get(e, "key"))]
	among := false
	for _, value := range scalars(manifest.Get(e, "values")) {
		among = among || found && value == have
	}
	switch manifest.Scalar(manifest.Get(e, "operator")) {
	case "In":
		return among
	case "NotIn":
		return !among && (found || all)
	case "Exists":
		return found
	case "DoesNotExist":
		return !found && all
	}
	return false
}
