package manifest

import "github.com/tazzo/tazlint/analyzers/facts"

// artifacts defines the ExternalArtifacts that generators of a cluster make, in
// their own namespaces.
// Source: fluxcd/source-watcher, ArtifactGenerator v1beta1.
func (r *renderer) artifacts(c *cluster) {
	for _, o := range c.generators() {
		for _, a := range Items(Get(o.Root, "spec", "artifacts")) {
			if name := Get(a, "name"); Scalar(name) != "" {
				made := sourceRef{externalArtifact, o.Namespace, name.Value}
				r.part.Def(facts.Def{Symbol: made.symbol(c.name), Kind: facts.KindController, At: o.At(name)})
			}
		}
	}
}

// generators are the objects of a cluster that make ExternalArtifacts.
func (c *cluster) generators() []*Object {
	var found []*Object
	for _, o := range c.objects {
		if o.Kind == "ArtifactGenerator" && o.Group == fluxExtension {
			found = append(found, o)
		}
	}
	return found
}

// unseenOrigin says why nothing is known of a source: an ExternalArtifact may be
// made by any controller, and only one whose namespace has a generator is
// expected of that.
func (c *cluster) unseenOrigin(s sourceRef) facts.Reason {
	if s.kind != externalArtifact {
		return ""
	}
	for _, o := range c.generators() {
		if o.Namespace == s.namespace {
			return ""
		}
	}
	return facts.RemoteSource
}
