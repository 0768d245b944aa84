package manifest

import (
	"path"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// unit is a set of objects applied together: a Flux Kustomization.
type unit struct {
	symbol    facts.Symbol
	parent    *unit
	object    *Object // the Flux Kustomization; nil for one an operator makes
	entry     *entry  // of a first unit
	namespace string
	dir       string // in the repository; meaningless when remote
	remote    bool   // the files are out of sight
	missing   bool
	source    sourceRef
	target    target
	scope     *scope // nil without post-build substitution
	built     *built
}

// newUnit reads a rendered Flux Kustomization.
func (c *cluster) newUnit(o *Object, parent *unit) *unit {
	u := &unit{
		symbol: facts.New(facts.Unit, c.name, o.Namespace, o.Name), parent: parent, object: o,
		namespace: o.Namespace, source: sourceOf(o),
	}
	u.dir, u.remote = c.locate(u, Scalar(Get(o.Root, "spec", "path")))
	u.missing = !u.remote && !c.tree.HasDir(u.dir)
	u.target = target{dir: u.dir}
	if ns := Get(o.Root, "spec", "targetNamespace"); Scalar(ns) != "" {
		u.target.doc, u.target.namespace = placed(o, ns)
	}
	for _, n := range Items(Get(o.Root, "spec", "components")) {
		doc, at := placed(o, n)
		u.target.components = append(u.target.components, c.entry(doc, at, u.dir, Scalar(n)))
	}
	for _, item := range Items(Get(o.Root, "spec", "patches")) {
		if text := Get(item, "patch"); Scalar(text) != "" {
			doc, at := placed(o, text)
			u.target.patches = append(u.target.patches, fluxPatch{doc, item, at})
		}
	}
	return u
}

// placed is a node with its rendered value and its place in the source.
func placed(o *Object, n *Node) (*Document, *Node) {
	s := o.trace().find(n)
	if s.doc == nil {
		return &Document{}, n
	}
	at := *s.node
	at.Kind, at.Tag, at.Value = n.Kind, n.Tag, n.Value
	return s.doc, &at
}

// locate finds a unit's path in the repository; true when its source is
// another one, or not to be followed.
func (c *cluster) locate(u *unit, spelled string) (dir string, remote bool) {
	if strings.Contains(spelled, "${") {
		return "", true
	}
	dir = clamped(spelled)
	if u.source == c.source {
		return dir, false
	}
	exists := dir != "." && c.tree.HasDir(dir)
	switch source := c.find(u.source); {
	case u.source.kind == externalArtifact:
		mapped, ok := c.artifact(u.source, dir)
		return mapped, !ok
	case source == nil || source.Kind != "GitRepository":
		return dir, !exists
	default:
		return dir, !c.sameRepository(Scalar(Get(source.Root, "spec", "url")))
	}
}

// clamped is a path below the source's root: ".." does not lead out of it.
// Source: fluxcd/kustomize-controller joins spec.path with SecureJoin.
func clamped(spelled string) string { return path.Clean("." + path.Clean("/"+spelled)) }

// sameRepository compares a Git URL with the entry point's, by the last part.
func (c *cluster) sameRepository(url string) bool {
	tail := func(u string) string { return strings.TrimSuffix(path.Base(strings.TrimSuffix(u, "/")), ".git") }
	return url != "" && (tail(url) == tail(c.url) || tail(url) == c.tree.Repo)
}

// find returns the source object a reference names, as far as it is known.
func (c *cluster) find(ref sourceRef) *Object {
	rendered, raw := c.lookup(ref.kind, ref.name)
	for _, o := range slices.Concat(rendered, raw) {
		if (o.Namespace == ref.namespace || o.Namespace == "") && o.Group == fluxSource {
			return o
		}
	}
	return nil
}

// artifact maps a path inside an ExternalArtifact to the repository, through
// the copies of the ArtifactGenerator that makes it.
// Source: fluxcd/source-watcher, ArtifactGenerator v1beta1.
func (c *cluster) artifact(ref sourceRef, dir string) (string, bool) {
	rendered, raw := c.lookup("ArtifactGenerator", "")
	for _, o := range slices.Concat(rendered, raw) {
		if o.Group != fluxExtension {
			continue
		}
		if mapped, ok := c.copied(o, ref.name, dir); ok {
			return mapped, true
		}
	}
	return dir, dir != "." && c.tree.HasDir(dir)
}

func (c *cluster) copied(generator *Object, name, dir string) (string, bool) {
	for _, a := range Items(Get(generator.Root, "spec", "artifacts")) {
		if Scalar(Get(a, "name")) != name {
			continue
		}
		for _, step := range Items(Get(a, "copy")) {
			from, to := afterAlias(Scalar(Get(step, "from"))), afterAlias(Scalar(Get(step, "to")))
			from = strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(from, "**"), "*"), "/")
			inner, within := below(dir, path.Clean(to))
			if candidate := path.Join(from, inner); within && c.tree.HasDir(candidate) {
				return candidate, true
			}
		}
	}
	return "", false
}

// afterAlias cuts "@alias/" off a path.
func afterAlias(text string) string {
	if !strings.HasPrefix(text, "@") {
		return text
	}
	_, rest, _ := strings.Cut(text, "/")
	return rest
}

// below is dir relative to top.
func below(dir, top string) (string, bool) {
	switch {
	case top == "." || top == "":
		return dir, true
	case dir == top:
		return ".", true
	}
	return strings.CutPrefix(dir, top+"/")
}
